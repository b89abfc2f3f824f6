using System.Net.WebSockets;
using NextAuth.Client.Tests.Fixture;
using NextAuthApi;

namespace NextAuth.Client.Tests;

public class SessionWatcherTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_login_is_heard_over_the_WebSocket()
    {
        await using var server = await ScriptedServer.StartAsync();
        var loggedIn = false;
        server.Answer = (http, _) => ScriptedServer.StatusAsync(http, loggedIn);
        server.Socket = async (socket, _) =>
        {
            // The state as it is, then noise, then the login.
            await ScriptedServer.SendAsync(socket, "LOGOUT H s");
            await ScriptedServer.SendAsync(socket, "CONFIRMSCAN H s");
            await ScriptedServer.SendAsync(socket, "LOGIN other s");
            loggedIn = true;
            await ScriptedServer.SendAsync(socket, "LOGIN H s");
            await server.ReadAsync(socket);
        };

        // Long enough for the test to fail by its time if it had to poll.
        var watcher = server.Get<SessionWatcher>();
        watcher.PollInterval = TimeSpan.FromHours(1);
        var status = await watcher.WaitForLoginAsync("s", "n", Cancellation);

        Assert.Equal(("alice", 2), (status.Userid, server.Calls.Count));
        Assert.All(server.Frames, frame => Assert.Equal("REGISTER H s", frame));
    }

    [Fact]
    public async Task A_login_that_is_there_already_needs_no_WebSocket()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answer = (http, _) => ScriptedServer.StatusAsync(http, loggedIn: true);
        Assert.True((await server.Get<SessionWatcher>().WaitForLoginAsync("s", "n", Cancellation)).Loggedin);
        Assert.Equal(0, server.Sockets);
    }

    // Whatever comes between the answer and the subscription, the subscription's first answer says it.
    [Fact]
    public async Task A_login_before_the_WebSocket_listens_is_not_missed()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answer = (http, number) => ScriptedServer.StatusAsync(http, loggedIn: number > 1);
        server.Socket = async (socket, _) =>
        {
            await ScriptedServer.SendAsync(socket, "LOGIN H s");
            await server.ReadAsync(socket);
        };
        var watcher = server.Get<SessionWatcher>();
        watcher.PollInterval = TimeSpan.FromHours(1);

        Assert.True((await watcher.WaitForLoginAsync("s", "n", Cancellation)).Loggedin);
    }

    [Fact]
    public async Task Where_no_WebSocket_gets_through_it_asks()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answer = (http, number) => ScriptedServer.StatusAsync(http, loggedIn: number > 3);
        var watcher = server.Get<SessionWatcher>();
        watcher.PollInterval = TimeSpan.FromMilliseconds(20);

        Assert.True((await watcher.WaitForLoginAsync("s", "n", Cancellation)).Loggedin);
        Assert.Equal(4, server.Calls.Count);
    }

    [Fact]
    public async Task A_lost_WebSocket_is_opened_again_and_what_happened_meanwhile_is_asked_for()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answer = (http, number) => ScriptedServer.StatusAsync(http, loggedIn: number > 2);
        server.Socket = async (socket, number) =>
        {
            await ScriptedServer.SendAsync(socket, number == 1 ? "LOGOUT H s" : "LOGIN H s");
            if (number == 1)
            {
                await socket.CloseOutputAsync((WebSocketCloseStatus)1012, null, Cancellation);
                return;
            }

            await server.ReadAsync(socket);
        };
        var watcher = server.Get<SessionWatcher>();
        watcher.PollInterval = TimeSpan.FromHours(1);

        Assert.True((await watcher.WaitForLoginAsync("s", "n", Cancellation)).Loggedin);
        Assert.Equal(2, server.Sockets);
    }

    [Fact]
    public async Task Watching_yields_each_change_once()
    {
        await using var server = await ScriptedServer.StartAsync();
        (bool LoggedIn, long Account)[] states = [(false, 0), (true, 1), (true, 1), (true, 2), (false, 0)];
        server.Answer = (http, number) => ScriptedServer.StatusAsync(http, states[Math.Min(number, states.Length) - 1].LoggedIn, states[Math.Min(number, states.Length) - 1].Account);
        var watcher = server.Get<SessionWatcher>();
        watcher.PollInterval = TimeSpan.FromMilliseconds(10);

        var seen = new List<long?>();
        await foreach (var status in watcher.WatchAsync("s", "n", Cancellation))
        {
            seen.Add(status.Accountid);
            if (seen.Count == 4)
            {
                break;
            }
        }

        Assert.Equal([null, 1, 2, null], seen);
    }

    [Fact]
    public async Task A_server_that_is_away_for_a_while_is_waited_for_but_one_that_refuses_is_not()
    {
        await using var server = await ScriptedServer.StartAsync(options => options.MaxRetries = 0);
        server.Answer = (http, number) => number switch
        {
            1 => ScriptedServer.StatusAsync(http, loggedIn: false),
            2 => ScriptedServer.ProblemAsync(http, 503, "storage-unavailable", "1"),
            _ => ScriptedServer.ProblemAsync(http, 404, "unknown-server"),
        };
        var watcher = server.Get<SessionWatcher>();
        watcher.PollInterval = TimeSpan.FromMilliseconds(10);

        var refused = await Assert.ThrowsAsync<NextAuthApiException>(() => watcher.WaitForLoginAsync("s", "n", Cancellation));
        Assert.Equal((ProblemCauses.UnknownServer, 3), (refused.Cause, server.Calls.Count));
    }

    [Fact]
    public async Task A_server_that_hangs_for_a_while_is_waited_for()
    {
        await using var server = await ScriptedServer.StartAsync(options => (options.AttemptTimeout, options.MaxRetries) = (TimeSpan.FromMilliseconds(200), 0));
        server.Answer = (http, number) => number == 2 ? Task.Delay(Timeout.Infinite, http.RequestAborted) : ScriptedServer.StatusAsync(http, loggedIn: number > 2);
        var watcher = server.Get<SessionWatcher>();
        watcher.PollInterval = TimeSpan.FromMilliseconds(10);

        Assert.True((await watcher.WaitForLoginAsync("s", "n", Cancellation)).Loggedin);
        Assert.Equal(3, server.Calls.Count);
    }

    [Fact]
    public async Task Waiting_stops_when_it_is_told_to()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answer = (http, _) => ScriptedServer.StatusAsync(http, loggedIn: false);
        var registered = new TaskCompletionSource();
        server.Socket = async (socket, _) =>
        {
            registered.SetResult();
            await server.ReadAsync(socket);
        };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var waiting = server.Get<SessionWatcher>().WaitForLoginAsync("s", "n", stop.Token);
        await registered.Task.WaitAsync(Cancellation);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
