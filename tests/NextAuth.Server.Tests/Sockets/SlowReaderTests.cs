using System.Net.WebSockets;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Browser;
using NextAuth.Server.Cluster;
using NextAuth.Server.Phone;
using NextAuth.Server.Tests.Jobs;
using NextAuth.Server.Tests.Live;

namespace NextAuth.Server.Tests.Sockets;

/// <summary>Whoever does not read is cut off: what waits for it stays bounded, and others hear everything meanwhile.</summary>
public class SlowReaderTests
{
    // More than all buffers of the system between two sockets hold, some 10 MB at 80 bytes a message.
    private const int MaxMessages = 400_000;
    private const int Burst = 2_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_that_does_not_read_is_cut_off_and_the_others_hear_everything()
    {
        await using var live = await LiveServer.StartAsync(new() { ["NextAuth:Browser:MaxWaiting"] = "4000" }, new StandingTime());
        var server = await live.CreateServerAsync();
        var session = LiveServer.NewSession();
        using var slow = await BrowserPage.RegisterAsync(live, server.Id, session);
        using var reading = await BrowserPage.RegisterAsync(live, server.Id, session);
        var sent = 0;
        for (; live.Get<BrowserSockets>().Count == 2 && sent < MaxMessages; sent += Burst)
        {
            for (var i = 0; i < Burst; i++)
            {
                live.Get<IClusterBus>().Publish(new ClusterEvent.Browser(server.Id, session, BrowserNews.ConfirmScan, 0));
            }

            for (var i = 0; i < Burst; i++)
            {
                Assert.Equal("CONFIRMSCAN", await reading.NextAsync());
            }
        }

        Assert.True(sent < MaxMessages, $"After {sent} messages that were not read it is still there.");
        await CutAsync(() => live.Get<BrowserSockets>().Count, 1);
        await reading.SendAsync("REGISTER");
        Assert.Equal("LOGOUT", await reading.NextAsync());
        Assert.Empty(live.LoggedFailures.All);
    }

    [Fact]
    public async Task A_page_that_takes_ten_seconds_over_one_message_is_cut_off_though_little_waits()
    {
        var time = new SkippingTime();
        await using var live = await LiveServer.StartAsync(new() { ["NextAuth:Browser:MaxWaiting"] = "10000", ["NextAuth:Browser:MaxSilence"] = "01:00:00" }, time);
        var server = await live.CreateServerAsync();
        var session = LiveServer.NewSession();
        using var slow = await BrowserPage.RegisterAsync(live, server.Id, session);
        var sent = 0;
        for (; live.Get<BrowserSockets>().Count == 1 && sent < MaxMessages; sent += Burst)
        {
            for (var i = 0; i < Burst; i++)
            {
                live.Get<IClusterBus>().Publish(new ClusterEvent.Browser(server.Id, session, BrowserNews.ConfirmScan, 0));
            }

            // Time for what can be sent; then ten seconds in which the rest could not.
            await Task.Delay(50, Cancellation);
            time.Skip(TimeSpan.FromSeconds(11));
            await live.Get<BrowserSockets>().RunAsync(Cancellation);
            await Task.Delay(50, Cancellation);
        }

        Assert.True(sent < MaxMessages, $"After {sent} messages that were not read it is still there.");
        Assert.Null(await slow.Socket.ClosedAsync());
    }

    [Fact]
    public async Task A_page_that_does_not_hang_up_when_it_is_told_to_is_cut_off()
    {
        var time = new SkippingTime();
        await using var live = await LiveServer.StartAsync(time: time);
        var server = await live.CreateServerAsync();
        using var page = await BrowserPage.RegisterAsync(live, server.Id, LiveServer.NewSession());
        await page.Socket.SendAsync(new byte[] { 1 }, WebSocketMessageType.Binary);
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, await page.Socket.ClosedAsync());
        Assert.Equal(1, live.Get<BrowserSockets>().Count);

        time.Skip(TimeSpan.FromSeconds(11));

        await CutAsync(() => live.Get<BrowserSockets>().Count, 0);
    }

    [Fact]
    public async Task A_phone_that_does_not_hang_up_when_it_is_told_to_is_cut_off()
    {
        var time = new SkippingTime();
        await using var live = await LiveServer.StartAsync(time: time);
        using var phone = await RawPhone.ConnectAsync(live);
        await phone.Socket.SendAsync("text");
        Assert.Equal(AlertCode.Malformed, (await phone.ReceiveAsync()).Alert);
        Assert.Equal(WebSocketCloseStatus.InvalidMessageType, await phone.Socket.ClosedAsync());
        Assert.Equal(1, live.Get<PhoneConnections>().Count);

        time.Skip(TimeSpan.FromSeconds(6));

        await CutAsync(() => live.Get<PhoneConnections>().Count, 0);
    }

    [Fact]
    public async Task A_phone_that_does_not_read_is_cut_off_and_the_others_hear_everything()
    {
        await using var live = await LiveServer.StartAsync(new() { ["NextAuth:Phone:MaxWaiting"] = "4000" }, new StandingTime());
        var account = await live.EnrolAsync(await live.CreateServerAsync());
        using var slow = await account.OpenAsync();
        using var reading = await account.OpenAsync();

        // Answered: from here on the server tells both what happens.
        Assert.True((await slow.AskAsync(new Listen())).Done);
        Assert.True((await reading.AskAsync(new Listen())).Done);
        await CutAsync(() => live.Get<PhoneConnections>().Count, 2);
        var sent = 0;
        for (; live.Get<PhoneConnections>().Count == 2 && sent < MaxMessages; sent += Burst)
        {
            for (var i = 0; i < Burst; i++)
            {
                live.Get<IClusterBus>().Publish(new ClusterEvent.LoggedOut(account.Id, LiveServer.NewSession(), null));
            }

            for (var i = 0; i < Burst; i++)
            {
                Assert.IsType<LoggedOut>(await reading.NextAsync());
            }
        }

        Assert.True(sent < MaxMessages, $"After {sent} messages that were not read it is still there.");
        await CutAsync(() => live.Get<PhoneConnections>().Count, 1);
        Assert.True((await reading.AskAsync(new Listen())).Done);
        Assert.Empty(live.LoggedFailures.All);
    }

    private static async Task CutAsync(Func<int> count, int left)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        while (count() != left)
        {
            await Task.Delay(10, patience.Token);
        }
    }

    /// <summary>Nothing ever takes long: who is cut off is so for what waits.</summary>
    private sealed class StandingTime : TimeProvider
    {
        public override long GetTimestamp() => 1;
    }
}
