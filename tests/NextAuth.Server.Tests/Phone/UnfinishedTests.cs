using System.Net.WebSockets;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Phone;
using NextAuth.Server.Tests.Jobs;
using NextAuth.Server.Tests.Live;

namespace NextAuth.Server.Tests.Phone;

/// <summary>Connections whose handshake is not finished: how long and how many.</summary>
public class UnfinishedTests
{
    [Fact]
    public async Task A_person_has_two_minutes_to_decide()
    {
        var time = new SkippingTime();
        await using var live = await LiveServer.StartAsync(time: time);
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        var (quick, slow) = (LiveServer.NewSession(), LiveServer.NewSession());
        using var inTime = await account.ScanAsync(quick);
        using var late = await account.ScanAsync(slow);

        time.Skip(TimeSpan.FromSeconds(100));
        await SweptAsync(live);
        Assert.Equal(LoginOutcome.LoggedIn, Assert.IsType<LoginResult>((await inTime.ProveAsync(account.Key, TestAccount.Approve)).Message).Outcome);

        time.Skip(TimeSpan.FromSeconds(21));
        Assert.Equal(AlertCode.TimedOut, (await late.ReceiveAsync()).Alert);
        await late.Socket.SendAsync(late.MakeProof(account.Key, TestAccount.Approve));

        Assert.Equal(WebSocketCloseStatus.PolicyViolation, await late.Socket.ClosedAsync());

        // A whole login later the late proof has long been read, if anybody reads it.
        Assert.Equal(LoginOutcome.LoggedIn, await account.LogInAsync(LiveServer.NewSession()));
        Assert.True(await live.IsLoggedInAsync(server, quick));
        Assert.False(await live.IsLoggedInAsync(server, slow));
    }

    [Fact]
    public async Task Saying_something_every_now_and_then_buys_no_time()
    {
        var time = new SkippingTime();
        await using var live = await LiveServer.StartAsync(time: time);
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        using var phone = await account.ScanAsync(LiveServer.NewSession());
        for (var seconds = 0; seconds < 100; seconds += 10)
        {
            time.Skip(TimeSpan.FromSeconds(10));

            // A piece of a message that never ends.
            await phone.Socket.SendAsync(new byte[] { (byte)MessageType.InitiatorProof }, end: false);
        }

        time.Skip(TimeSpan.FromSeconds(21));

        Assert.Equal(AlertCode.TimedOut, (await phone.ReceiveAsync()).Alert);
    }

    [Fact]
    public async Task Those_that_are_cut_off_make_room_even_when_they_never_hang_up()
    {
        var time = new SkippingTime();
        await using var live = await LiveServer.StartAsync(time: time);
        var account = await live.EnrolAsync(await live.CreateServerAsync());
        var silent = new List<RawPhone>();
        for (var i = 0; i < 32; i++)
        {
            silent.Add(await RawPhone.ConnectAsync(live));
        }

        using (var refused = await RawPhone.ConnectAsync(live))
        {
            Assert.Equal(AlertCode.TooManyConnections, (await refused.ReceiveAsync()).Alert);
        }

        // Their time is over, then the time to close in order.
        time.Skip(TimeSpan.FromSeconds(11));
        foreach (var phone in silent)
        {
            Assert.Equal(AlertCode.TimedOut, (await phone.ReceiveAsync()).Alert);
        }

        time.Skip(TimeSpan.FromSeconds(6));
        await EmptyAsync(live);

        using var open = await account.OpenAsync();
        Assert.True((await open.AskAsync(new Listen())).Done);
        silent.ForEach(phone => phone.Dispose());
    }

    [Fact]
    public async Task Finished_ones_count_no_longer_however_long_they_stay()
    {
        await using var live = await LiveServer.StartAsync(new() { ["NextAuth:Phone:MaxUnfinishedPerAddress"] = "2", ["NextAuth:Phone:MaxChannelsPerAccount"] = "8" });
        var account = await live.EnrolAsync(await live.CreateServerAsync());
        var open = new List<RawPhone>();
        for (var i = 0; i < 8; i++)
        {
            open.Add(await account.OpenAsync());
        }

        foreach (var phone in open)
        {
            Assert.True((await phone.AskAsync(new Listen())).Done);
            phone.Dispose();
        }

        await EmptyAsync(live);
    }

    // The sweeper comes by twice a second; what it must leave alone has to outlive that.
    private static Task SweptAsync(LiveServer live) => live.Get<PhoneConnections>().RunAsync(TestContext.Current.CancellationToken);

    private static async Task EmptyAsync(LiveServer live)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        while (live.Get<PhoneConnections>().Count > 0)
        {
            await Task.Delay(10, patience.Token);
        }
    }
}
