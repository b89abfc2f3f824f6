using System.Net.WebSockets;
using Microsoft.Data.Sqlite;
using NextAuth.Protocol;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Phone;
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

    [Fact]
    public async Task A_proof_that_has_arrived_is_answered_and_its_page_hears_of_the_login_before_it_is_closed()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        var session = LiveServer.NewSession();
        using var page = await BrowserPage.RegisterAsync(live, server.Id, session);
        using var phone = await account.ScanAsync(session);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));

        // Somebody else writes to the database: the login has to wait, and cannot be over when the drain begins.
        await using var other = new SqliteConnection($"Data Source={live.Directory}/test.db;Pooling=False");
        await other.OpenAsync(patience.Token);
        await ExecuteAsync(other, "BEGIN IMMEDIATE");
        var proving = phone.ProveAsync(account.Key, TestAccount.Approve);
        while (!live.Get<PhoneConnections>().IsAnyProving)
        {
            await Task.Delay(1, patience.Token);
        }

        var draining = live.Get<Shutdown>().DrainAsync(patience.Token);
        await Assert.ThrowsAsync<WebSocketException>(() => TestSocket.ConnectAsync(live, "/ns/websocket"));
        await Assert.ThrowsAsync<WebSocketException>(() => TestSocket.ConnectAsync(live, ProtocolLimits.Path, ProtocolLimits.Subprotocol));
        await ExecuteAsync(other, "ROLLBACK");

        Assert.Equal(LoginOutcome.LoggedIn, Assert.IsType<LoginResult>((await proving).Message).Outcome);
        Assert.Equal((WebSocketCloseStatus)1012, await phone.Socket.ClosedAsync());
        Assert.Equal("CONFIRMSCAN", await page.NextAsync());
        Assert.Equal("LOGIN", await page.NextAsync());
        Assert.Null(await page.NextAsync());
        Assert.Equal((WebSocketCloseStatus)1012, page.Socket.CloseStatus);
        page.Dispose();
        phone.Dispose();
        await draining;
        Assert.False(patience.IsCancellationRequested);
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
