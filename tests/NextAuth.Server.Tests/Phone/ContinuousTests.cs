using NextAuth.Protocol.Messages;
using NextAuth.Server.Jobs;
using NextAuth.Server.Tests.Jobs;
using NextAuth.Server.Tests.Live;

namespace NextAuth.Server.Tests.Phone;

/// <summary>Continuous authentication. The jobs run as they always do, but in the test's time: a slow machine makes nobody silent.</summary>
public class ContinuousTests
{
    // The shortest interval of a job that sleeps: none misses its time by more.
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    [Fact]
    public async Task A_phone_that_falls_silent_is_logged_out()
    {
        var time = new SteppingTime();
        await using var live = await StartAsync(time);
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
        await AnswerAsync(time, phone, pings: 5, steps: 4);
        Assert.True(await live.IsLoggedInAsync(server, session));
        phone.Dispose();

        // Not sooner than the ping time after its last answer, and a second later at most.
        await StepsAsync(time, 11);
        Assert.True(await live.IsLoggedInAsync(server, session));
        await StepsAsync(time, 5);
        Assert.Equal("LOGOUT", await page.NextAsync());
        Assert.False(await live.IsLoggedInAsync(server, session));
    }

    [Fact]
    public async Task Coming_back_within_the_ping_time_keeps_the_login_even_on_a_restarted_server()
    {
        var time = new SteppingTime();
        var directory = Directory.CreateTempSubdirectory("nextauth-restart-").FullName;
        var live = await StartAsync(time, directory);
        var server = await live.CreateServerAsync(6);
        var account = await live.EnrolAsync(server);
        var session = LiveServer.NewSession();
        using (var phone = await account.ScanAsync(session))
        {
            Assert.NotNull((await phone.ProveAsync(account.Key, TestAccount.Approve)).Message);
        }

        await StepsAsync(time, 16);
        await live.DisposeAsync();
        await using var restarted = await StartAsync(time, directory);
        var again = account.On(restarted);
        using var back = await again.OpenAsync();

        await AnswerAsync(time, back, pings: 4, steps: 8);
        Assert.True(await restarted.IsLoggedInAsync(server, session));
    }

    private static async Task<LiveServer> StartAsync(SteppingTime time, string? directory = null)
    {
        var live = await LiveServer.StartAsync(time: time, directory: directory);
        await time.UntilAsync(live.Get<IEnumerable<IJob>>().Count(job => job.Interval > TimeSpan.Zero));
        return live;
    }

    /// <summary>Reads a ping after every so many steps and answers it; each answer is stored before time goes on.</summary>
    private static async Task AnswerAsync(SteppingTime time, RawPhone phone, int pings, int steps)
    {
        for (var ping = 0; ping < pings; ping++)
        {
            await StepsAsync(time, steps);
            Assert.IsType<Ping>((await phone.ReceiveAsync()).Message);
            Assert.True((await phone.AskAsync(new Pong())).Done);
        }
    }

    private static async Task StepsAsync(SteppingTime time, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            await time.StepAsync(Step);
        }
    }
}
