using System.Net.WebSockets;
using NextAuth.Protocol;
using NextAuth.Server.Tests.Live;

namespace NextAuth.Server.Tests;

public class ShutdownTests
{
    [Fact]
    public async Task Draining_asks_everybody_to_connect_again_and_refuses_new_sockets()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        using var page = await BrowserPage.RegisterAsync(live, server.Id, LiveServer.NewSession());
        using var deciding = await account.ScanAsync(LiveServer.NewSession());
        using var open = await account.OpenAsync();
        Task<WebSocketCloseStatus?>[] closed = [page.Socket.ClosedAsync(), deciding.Socket.ClosedAsync(), open.Socket.ClosedAsync()];

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var draining = live.Get<Shutdown>().DrainAsync(patience.Token);

        foreach (var close in closed)
        {
            Assert.Equal((WebSocketCloseStatus)1012, await close);
        }

        page.Dispose();
        deciding.Dispose();
        open.Dispose();
        await draining;
        Assert.False(patience.IsCancellationRequested);
        await Assert.ThrowsAsync<WebSocketException>(() => TestSocket.ConnectAsync(live, "/ns/websocket"));
        await Assert.ThrowsAsync<WebSocketException>(() => TestSocket.ConnectAsync(live, ProtocolLimits.Path, ProtocolLimits.Subprotocol));
        Assert.Empty(live.LoggedFailures.All);
    }
}
