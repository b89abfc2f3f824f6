using NextAuth.Server.Jobs;
using NextAuth.Server.Tests.Live;

namespace NextAuth.Server.Tests.Jobs;

public class ExpiryTests
{
    // Calls within five minutes of one another are noted once.
    [Fact]
    public async Task A_session_is_kept_until_it_was_an_hour_without_a_call()
    {
        var time = new SkippingTime();
        await using var live = await LiveServer.StartAsync(time: time);
        var server = await live.CreateServerAsync();
        var session = LiveServer.NewSession();
        await live.Sessions.KeepContextAsync(server.Id, session, new() { Announceinfo = new() { Ip = "203.0.113.7" } }, TestContext.Current.CancellationToken);

        time.Skip(TimeSpan.FromMinutes(4.5));
        await live.Sessions.UseAsync(server.Id, session, TestContext.Current.CancellationToken);

        time.Skip(TimeSpan.FromMinutes(59));
        Assert.Equal("203.0.113.7", await AddressAsync());
        time.Skip(TimeSpan.FromMinutes(7));
        Assert.Null(await AddressAsync());
        Assert.Equal(default, (await live.SessionAsync(server, session)).Touched);

        async Task<string?> AddressAsync()
        {
            await live.Get<ForgetOld>().RunAsync(TestContext.Current.CancellationToken);
            return (await live.Sessions.ReadContextAsync(await live.SessionAsync(server, session), TestContext.Current.CancellationToken)).Announceinfo?.Ip;
        }
    }

    [Fact]
    public async Task A_login_ends_when_its_time_is_over_and_page_and_phone_are_told()
    {
        var time = new JumpingTime();
        await using var live = await LiveServer.StartAsync(new() { ["NextAuth:Sessions:LoginLifetime"] = "00:01:00" }, time);
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        var session = LiveServer.NewSession();
        using var page = await BrowserPage.RegisterAsync(live, server.Id, session);

        // The clock drifts, in steps it may take, until the login was a minute ago.
        await account.LogInAsync(session);
        await page.UntilAsync("LOGIN");
        using var phone = await account.OpenAsync();
        for (var i = 0; i < 40; i++)
        {
            time.Jump(TimeSpan.FromSeconds(1.6));
            _ = live.Sessions.Clock.Now;
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        Assert.Equal("LOGOUT", await page.UntilAsync("LOGOUT"));

        // The account has two logins, this one and the one its enrolment made. Both have ended, and in which order is nobody's promise.
        string[] told = [await NextLogoutAsync(), await NextLogoutAsync()];
        Assert.Contains(session.ToString(), told);
        Assert.NotEqual(told[0], told[1]);
        Assert.Equal(2u, (await live.SessionAsync(server, session)).Epoch);

        async Task<string> NextLogoutAsync() => Assert.IsType<NextAuth.Protocol.Messages.LoggedOut>(await phone.NextAsync()).Hsid;
    }
}
