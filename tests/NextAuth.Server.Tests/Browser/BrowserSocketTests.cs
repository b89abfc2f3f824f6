using System.Net.WebSockets;
using System.Text;
using NextAuth.Protocol;
using NextAuth.Protocol.Links;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Tests.Live;

namespace NextAuth.Server.Tests.Browser;

public class BrowserSocketTests
{
    [Fact]
    public async Task Registering_just_before_or_after_a_login_never_misses_it()
    {
        await using var live = await LiveServer.StartAsync(new() { ["NextAuth:Sessions:MaxLogins"] = "10000" });
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        var key = account.Key.PublicKey.ToArray();
        using var socket = await TestSocket.ConnectAsync(live, "/ns/websocket");
        var pages = new List<TestSocket> { socket };

        for (var round = 0; round < 1_000; round++)
        {
            // 64 sessions a socket.
            if (round % 60 == 59)
            {
                pages.Add(await TestSocket.ConnectAsync(live, "/ns/websocket"));
            }

            var session = LiveServer.NewSession();
            var unseen = await live.SessionAsync(server, session);
            var login = Task.Run(() => live.Sessions.LogInAsync(
                unseen, server, account.Id, key, null, new() { Decision = LoginDecision.Approve }, TestContext.Current.CancellationToken));
            await Task.Yield();
            await pages[^1].SendAsync($"REGISTER {session} {server.Id}");

            var last = "";
            while (last != "LOGIN")
            {
                var text = await pages[^1].ReceiveTextAsync();
                Assert.NotNull(text);
                if (text.Contains(session.ToString(), StringComparison.Ordinal) && !text.StartsWith("CANPROVOKE", StringComparison.Ordinal))
                {
                    last = text.Split(' ')[0];
                }
            }

            await login;
        }

        pages.ForEach(page => page.Dispose());
    }

    [Fact]
    public async Task All_sockets_on_a_session_are_told()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        var session = LiveServer.NewSession();
        var pages = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => BrowserPage.RegisterAsync(live, server.Id, session)));

        pages[2].Dispose();
        Assert.Equal(LoginOutcome.LoggedIn, await account.LogInAsync(session));
        await live.Sessions.LogOutAsync(session, TestContext.Current.CancellationToken);

        foreach (var page in pages.Where(page => page != pages[2]))
        {
            // Now that somebody has been logged in here, there is a phone to ask.
            Assert.Equal(
                ["CONFIRMSCAN", "LOGIN", "LOGOUT", "CANPROVOKE"],
                [await page.NextAsync(), await page.NextAsync(), await page.NextAsync(), await page.NextAsync()]);
            page.Dispose();
        }
    }

    [Fact]
    public async Task A_page_can_log_its_session_out_but_not_again_and_again()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        var session = LiveServer.NewSession();
        using var page = await BrowserPage.RegisterAsync(live, server.Id, session);
        await account.LogInAsync(session);
        await page.UntilAsync("LOGIN");

        await page.SendAsync("LOGOUT");
        Assert.Equal("LOGOUT", await page.NextAsync());

        await account.LogInAsync(session);
        await page.UntilAsync("LOGIN");
        await page.SendAsync("LOGOUT");
        await page.SendAsync("REGISTER");
        Assert.Equal("LOGIN", await page.NextAsync());
    }

    [Fact]
    public async Task Login_codes_are_kept_fresh()
    {
        await using var live = await LiveServer.StartAsync(new() { ["NextAuth:Browser:CodeInterval"] = "00:00:01" });
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        var session = LiveServer.NewSession();
        using var page = await BrowserPage.OpenAsync(live, server.Id, session);

        await page.SendAsync("QR");
        var first = Code(await page.NextAsync());
        var second = Code(await page.NextAsync());
        var third = Code(await page.NextAsync());

        Assert.True(first.Expiry < third.Expiry, $"{first.Expiry} {second.Expiry} {third.Expiry}");
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        Assert.InRange(third.Expiry, now + 15, now + 21);

        // They log in, and then there are none until the session is logged out.
        using var phone = await RawPhone.ConnectAsync(live);
        var context = new byte[LoginContext.Size];
        third.Context.Write(context);
        Assert.Null(await phone.BeginAsync(server, Purpose.Login, context));
        await phone.ProveAsync(account.Key, TestAccount.Approve);
        await page.UntilAsync("LOGIN");
        await page.SendAsync("REGISTER");
        Assert.Equal("LOGIN", await page.NextAsync());
        Assert.Equal("CANPROVOKE", await page.NextAsync());
        await live.Sessions.LogOutAsync(session, TestContext.Current.CancellationToken);
        Assert.Equal("LOGOUT", await page.NextAsync());
        Assert.Equal("CANPROVOKE", await page.NextAsync());
        Assert.Equal(session, Code(await page.NextAsync()).Session);
    }

    // For people who need longer to scan: docs/api/websocket.md.
    [Fact]
    public async Task A_code_is_held_until_fresh_ones_are_asked_for_again()
    {
        await using var live = await LiveServer.StartAsync(new() { ["NextAuth:Browser:CodeInterval"] = "00:00:01" });
        var server = await live.CreateServerAsync();
        using var page = await BrowserPage.OpenAsync(live, server.Id, LiveServer.NewSession());
        await page.SendAsync("QR");
        var fresh = Code(await page.NextAsync());

        await page.SendAsync("HOLD");

        var held = Code(await page.NextAsync());
        Assert.InRange(held.Expiry - fresh.Expiry, 90u, 135u);

        // No other comes in the time of two, and asking again at once is not worth one either.
        await page.SendAsync("HOLD");
        await Task.Delay(TimeSpan.FromSeconds(2.5), TimeProvider.System, TestContext.Current.CancellationToken);
        await page.SendAsync("REGISTER");
        Assert.Equal("LOGOUT", await page.NextAsync());

        await page.SendAsync("HOLD");
        Assert.InRange(Code(await page.NextAsync()).Expiry - held.Expiry, 0u, 30u);
        await page.SendAsync("QR");
        Assert.True(Code(await page.NextAsync()).Expiry < held.Expiry);
        Assert.True(Code(await page.NextAsync()).Expiry < held.Expiry);
    }

    [Fact]
    public async Task The_65th_session_closes_the_socket()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        using var socket = await TestSocket.ConnectAsync(live, "/ns/websocket");
        for (var i = 0; i < 64; i++)
        {
            var session = LiveServer.NewSession();
            await socket.SendAsync($"REGISTER {session} {server.Id}");
            await socket.SendAsync($"REGISTER {session} {server.Id}");
            Assert.StartsWith("LOGOUT", await socket.ReceiveTextAsync(), StringComparison.Ordinal);
            Assert.StartsWith("LOGOUT", await socket.ReceiveTextAsync(), StringComparison.Ordinal);
        }

        await socket.SendAsync($"REGISTER {LiveServer.NewSession()} {server.Id}");

        Assert.Equal(WebSocketCloseStatus.PolicyViolation, await socket.ClosedAsync());
    }

    // A code kept fresh costs a read every few seconds, and anybody may ask for one.
    [Fact]
    public async Task Fresh_codes_are_sent_for_eight_sessions_a_socket()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        using var socket = await TestSocket.ConnectAsync(live, "/ns/websocket");
        var sessions = Enumerable.Range(0, 9).Select(_ => LiveServer.NewSession()).ToList();

        // Servers that do not exist have no codes, and take up none.
        foreach (var session in sessions)
        {
            await socket.SendAsync($"QR {session} {ServerId.New()}");
            await socket.SendAsync($"HOLD {session} {ServerId.New()}");
        }

        foreach (var session in sessions)
        {
            await socket.SendAsync($"QR {session} {server.Id}");
        }

        await socket.SendAsync($"REGISTER {sessions[8]} {server.Id}");
        var codes = new HashSet<string>();
        while (await socket.ReceiveTextAsync() is { } message && !message.Contains($"LOGOUT {sessions[8]}", StringComparison.Ordinal))
        {
            if (message.StartsWith("QR ", StringComparison.Ordinal))
            {
                codes.Add(message.Split(' ')[1]);
            }
        }

        Assert.Equal(sessions.Take(8).Select(session => session.ToString()).Order(StringComparer.Ordinal), codes.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(1024, WebSocketMessageType.Text, null)]
    [InlineData(1025, WebSocketMessageType.Text, WebSocketCloseStatus.MessageTooBig)]
    [InlineData(100_000, WebSocketMessageType.Text, WebSocketCloseStatus.MessageTooBig)]
    [InlineData(10, WebSocketMessageType.Binary, WebSocketCloseStatus.PolicyViolation)]
    public async Task Frames_that_are_too_large_or_binary_close_the_socket(int size, WebSocketMessageType type, WebSocketCloseStatus? status)
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        using var page = await BrowserPage.OpenAsync(live, server.Id, LiveServer.NewSession());

        await page.Socket.SendAsync(Encoding.ASCII.GetBytes(new string('x', size)), type);

        if (status is null)
        {
            await page.SendAsync("REGISTER");
            Assert.Equal("LOGOUT", await page.NextAsync());
        }
        else
        {
            Assert.Equal(status, await page.Socket.ClosedAsync());
        }
    }

    [Fact]
    public async Task What_is_unknown_or_malformed_is_ignored()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var session = LiveServer.NewSession();
        using var page = await BrowserPage.OpenAsync(live, server.Id, session);
        string[] nonsense =
        [
            "", "PING", $"PING {session} {server.Id}", $"FUTURE {session} {server.Id}", "REGISTER", $"REGISTER {session}", $"register {session} {server.Id}",
            $"REGISTER  {session} {server.Id}", $"REGISTER {session} {server.Id} ", $" REGISTER {session} {server.Id}", $"REGISTER {session}A {server.Id}",
            $"REGISTER {session} {server.Id}A", $"REGISTER {new string('_', 43)} {server.Id}", $"PROVOKE {session} {server.Id}",
            $"QR {session} {ServerId.New()}", $"LOGOUT {session} {server.Id}", "REGISTER é é", new string('é', 50),
        ];
        foreach (var text in nonsense)
        {
            await page.Socket.SendAsync(text);
        }

        await page.SendAsync("REGISTER");

        Assert.Equal("LOGOUT", await page.NextAsync());
        Assert.Empty(live.LoggedFailures.All);
    }

    [Fact]
    public async Task A_silent_socket_is_closed()
    {
        await using var live = await LiveServer.StartAsync(new() { ["NextAuth:Browser:MaxSilence"] = "00:00:10" });
        var server = await live.CreateServerAsync();
        using var silent = await BrowserPage.OpenAsync(live, server.Id, LiveServer.NewSession());
        using var talking = await BrowserPage.OpenAsync(live, server.Id, LiveServer.NewSession());
        var closing = silent.Socket.ClosedAsync();
        while (!closing.IsCompleted)
        {
            await talking.Socket.SendAsync("PING");
            await Task.Delay(500, TestContext.Current.CancellationToken);
        }

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, await closing);
        await talking.SendAsync("REGISTER");
        Assert.Equal("LOGOUT", await talking.NextAsync());
    }

    [Fact]
    public async Task A_session_of_another_server_does_not_exist()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var other = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        var session = LiveServer.NewSession();
        await account.LogInAsync(session);
        using var page = await BrowserPage.OpenAsync(live, other.Id, session);

        await page.SendAsync("REGISTER");
        Assert.Equal("LOGOUT", await page.NextAsync());
        await page.SendAsync("LOGOUT");
        await page.SendAsync("REGISTER");
        Assert.Equal("LOGOUT", await page.NextAsync());
        Assert.True(await live.IsLoggedInAsync(server, session));
    }

    [Fact]
    public async Task A_page_that_names_another_server_hears_no_news_of_the_session()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var other = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        var session = LiveServer.NewSession();
        using var stranger = await BrowserPage.RegisterAsync(live, other.Id, session);
        using var page = await BrowserPage.RegisterAsync(live, server.Id, session);

        await account.LogInAsync(session);
        await page.UntilAsync("LOGIN");

        await stranger.SendAsync("REGISTER");
        Assert.Equal("LOGOUT", await stranger.NextAsync());
    }

    private static Link.Login Code(string? message)
    {
        Assert.StartsWith("QR ", message, StringComparison.Ordinal);
        Assert.True(Link.TryParse(message.AsSpan(3), out var link, out _));
        return Assert.IsType<Link.Login>(link);
    }
}
