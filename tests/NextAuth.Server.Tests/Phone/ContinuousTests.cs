using NextAuth.Protocol.Messages;
using NextAuth.Server.Tests.Live;

namespace NextAuth.Server.Tests.Phone;

/// <summary>Continuous authentication, in real time: the ping time is seconds.</summary>
public class ContinuousTests
{
    [Fact]
    public async Task A_phone_that_falls_silent_is_logged_out()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync(3);
        var account = await live.EnrolAsync(server);
        var session = LiveServer.NewSession();
        using var page = await BrowserPage.RegisterAsync(live, server.Id, session);
        using var phone = await account.ScanAsync(session);
        var result = Assert.IsType<LoginResult>((await phone.ProveAsync(account.Key, TestAccount.Approve)).Message);
        Assert.Equal(3, result.PingTime);
        Assert.Equal("CONFIRMSCAN", await page.NextAsync());
        Assert.Equal("LOGIN", await page.NextAsync());

        // It answers for longer than the ping time, and stays logged in.
        var answering = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(answering) < TimeSpan.FromSeconds(5))
        {
            Assert.IsType<Ping>((await phone.ReceiveAsync()).Message);
            await phone.SendAsync(new Pong());
        }

        Assert.True(await live.IsLoggedInAsync(server, session));
        phone.Dispose();
        Assert.Equal("LOGOUT", await page.NextAsync());
        Assert.False(await live.IsLoggedInAsync(server, session));
    }

    [Fact]
    public async Task Coming_back_within_the_ping_time_keeps_the_login_even_on_a_restarted_server()
    {
        var directory = Directory.CreateTempSubdirectory("nextauth-restart-").FullName;
        var live = await LiveServer.StartAsync(directory: directory);
        var server = await live.CreateServerAsync(5);
        var account = await live.EnrolAsync(server);
        var session = LiveServer.NewSession();
        using (var phone = await account.ScanAsync(session))
        {
            Assert.NotNull((await phone.ProveAsync(account.Key, TestAccount.Approve)).Message);
        }

        await live.DisposeAsync();
        await using var restarted = await LiveServer.StartAsync(directory: directory);
        var again = account.On(restarted);
        using var back = await again.OpenAsync();
        var answering = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(answering) < TimeSpan.FromSeconds(7))
        {
            Assert.IsType<Ping>((await back.ReceiveAsync()).Message);
            await back.SendAsync(new Pong());
        }

        Assert.True(await restarted.IsLoggedInAsync(server, session));
    }
}
