using System.Net.WebSockets;
using System.Text;
using NextAuth.Authenticator;
using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests.Contract;

/// <summary>The browsers' WebSocket (docs/api/websocket.md).</summary>
public sealed class BrowserTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly VirtualServer _server = fixture.Server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_is_no_WebSocket_gets_a_problem() => (await (fixture.Root with { Key = null }).GetAsync("/ns/websocket")).IsProblem(400, "no-websocket");

    [Fact]
    public async Task REGISTER_is_answered_by_the_state_and_CANPROVOKE_where_a_push_is_possible()
    {
        var nonce = VirtualServer.Name("session");
        var (page, words) = await OpenAsync(nonce);
        using var opened = page;
        await SendAsync(page, "REGISTER", words);
        await NextAsync(page, $"LOGOUT {words}");

        await using var phone = await _server.EnrolAsync(nonce);
        await page.HearsAsync($"LOGIN {words}", Cancellation);
        await _server.LogoutAsync(nonce);
        await page.HearsAsync($"LOGOUT {words}", Cancellation);

        var (other, _) = await OpenAsync(nonce);
        using var alsoOpened = other;
        await SendAsync(other, "REGISTER", words);
        await NextAsync(other, $"LOGOUT {words}");
        await NextAsync(other, $"CANPROVOKE {words}");
        await phone.ScanAsync(await _server.LoginLinkAsync(nonce));
        await page.HearsAsync($"LOGIN {words}", Cancellation);
        await other.HearsAsync($"LOGIN {words}", Cancellation);
    }

    [Fact]
    public async Task PROVOKE_pushes_and_CONFIRMPROVOKE_LOGIN_and_CANCEL_tell_how_it_goes()
    {
        foreach (var (answer, last) in ((LoginAnswer, string)[])[(new LoginAnswer.Approve(), "LOGIN"), (new LoginAnswer.Decline(), "CANCEL")])
        {
            var nonce = VirtualServer.Name("session");
            await using var phone = await _server.EnrolAsync(nonce);
            phone.Decide = _ => Task.FromResult(answer);
            await phone.ListenAsync();
            await _server.LogoutAsync(nonce);
            var (page, words) = await OpenAsync(nonce);
            using var opened = page;
            await SendAsync(page, "REGISTER", words);
            await page.HearsAsync($"CANPROVOKE {words}", Cancellation);

            await SendAsync(page, "PROVOKE", words);

            await page.HearsAsync($"CONFIRMPROVOKE {words}", Cancellation);
            await page.HearsAsync($"{last} {words}", Cancellation);
            Assert.Equal(last == "LOGIN", await _server.IsLoggedInAsync(nonce));
        }
    }

    [Fact]
    public async Task A_scan_is_told_by_CONFIRMSCAN_and_a_phone_without_account_by_NOACCOUNTS()
    {
        var nonce = VirtualServer.Name("session");
        await using var phone = await _server.EnrolAsync(VirtualServer.Name("session"));
        await using var stranger = Phone.Empty(fixture.Root.Url);
        phone.Decide = _ => Task.FromResult<LoginAnswer>(new LoginAnswer.Decline());
        var (page, words) = await OpenAsync(nonce);
        using var opened = page;
        await page.RegisterAsync(words.Split(' ')[0], _server.Id, Cancellation);

        Assert.IsType<PhoneResult.NoAccount>(await stranger.ScanAsync(await _server.LoginLinkAsync(nonce)));
        await page.HearsAsync($"NOACCOUNTS {words}", Cancellation);
        Assert.IsType<PhoneResult.Declined>(await phone.ScanAsync(await _server.LoginLinkAsync(nonce)));
        await page.HearsAsync($"CONFIRMSCAN {words}", Cancellation);
        await page.HearsAsync($"CANCEL {words}", Cancellation);
    }

    [Fact]
    public async Task LOGOUT_logs_the_session_out()
    {
        var nonce = VirtualServer.Name("session");
        await using var phone = await _server.EnrolAsync(nonce);
        var (page, words) = await OpenAsync(nonce);
        using var opened = page;
        await SendAsync(page, "REGISTER", words);
        await page.HearsAsync($"LOGIN {words}", Cancellation);

        await SendAsync(page, "LOGOUT", words);

        await page.HearsAsync($"LOGOUT {words}", Cancellation);
        Assert.False(await _server.IsLoggedInAsync(nonce));
    }

    [Fact]
    public async Task QR_sends_a_code_that_logs_in()
    {
        var nonce = VirtualServer.Name("session");
        await using var phone = await _server.EnrolAsync(VirtualServer.Name("session"));
        var (page, words) = await OpenAsync(nonce);
        using var opened = page;

        await SendAsync(page, "QR", words);

        var code = await SkipToAsync(page, "QR ");
        Assert.StartsWith($"QR {words} ", code, StringComparison.Ordinal);
        Assert.IsType<PhoneResult.LoggedIn>(await phone.ScanAsync(Encoding.ASCII.GetBytes(code.Split(' ')[3])));
        await page.HearsAsync($"LOGIN {words}", Cancellation);
    }

    [Fact]
    public async Task HOLD_sends_one_code_that_is_good_for_longer()
    {
        var nonce = VirtualServer.Name("session");
        await using var phone = await _server.EnrolAsync(VirtualServer.Name("session"));
        var (page, words) = await OpenAsync(nonce);
        using var opened = page;
        await SendAsync(page, "QR", words);
        var fresh = Expiry(await SkipToAsync(page, "QR "));

        await SendAsync(page, "HOLD", words);

        var held = await SkipToAsync(page, "QR ");
        Assert.InRange(Expiry(held) - fresh, 90, 150);
        Assert.IsType<PhoneResult.LoggedIn>(await phone.ScanAsync(Encoding.ASCII.GetBytes(held.Split(' ')[3])));
        await page.HearsAsync($"LOGIN {words}", Cancellation);

        // The last 12 bytes of the payload are expiry and tag.
        static long Expiry(string message) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(System.Buffers.Text.Base64Url.DecodeFromChars(message.AsSpan(message.Length - 86)).AsSpan(^12));
    }

    [Fact]
    public async Task CODE_goes_to_who_asked_for_a_login_and_not_to_who_watches()
    {
        await using var server = await VirtualServer.CreateAsync(fixture.Root, new { serverName = "Typed", serverFlags = (string[])["typedCode"] });
        var nonce = VirtualServer.Name("session");
        await using var phone = await server.EnrolAsync(nonce);
        await server.LogoutAsync(nonce);
        var words = $"{(await server.SessionAsync(nonce)).GetProperty("hsid").GetString()} {server.Id}";
        using var watching = await BrowserSocket.ConnectAsync(fixture.Root.Url, Cancellation);
        using var asking = await BrowserSocket.ConnectAsync(fixture.Root.Url, Cancellation);
        await SendAsync(watching, "REGISTER", words);
        await watching.HearsAsync($"CANPROVOKE {words}", Cancellation);

        await SendAsync(asking, "PROVOKE", words);

        Assert.Matches($"^CODE {words} [0-9]{{6}}$", await SkipToAsync(asking, "CODE "));

        // Whatever was meant for the other page would come before the answer.
        await SendAsync(watching, "REGISTER", words);
        await NextAsync(watching, $"LOGOUT {words}");
    }

    [Fact]
    public async Task What_is_unknown_or_malformed_is_ignored()
    {
        var (page, words) = await OpenAsync(VirtualServer.Name("session"));
        using var opened = page;
        var hsid = words.Split(' ')[0];
        foreach (var text in (string[])
            ["", "PING", $"PING {words}", $"FUTURE {words}", "REGISTER", $"REGISTER {hsid}", $"register {words}", $"REGISTER  {words}", $"REGISTER {words} ", $" REGISTER {words}", $"REGISTER {words}A", "REGISTER é é", new string('x', 1_024)])
        {
            await page.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, Cancellation);
        }

        await SendAsync(page, "REGISTER", words);

        await NextAsync(page, $"LOGOUT {words}");
    }

    [Theory]
    [InlineData(1_025, WebSocketMessageType.Text, 1009)]
    [InlineData(100_000, WebSocketMessageType.Text, 1009)]
    [InlineData(10, WebSocketMessageType.Binary, 1008)]
    public async Task A_frame_that_is_too_large_or_binary_closes_the_socket(int size, WebSocketMessageType type, int code)
    {
        using var page = await BrowserSocket.ConnectAsync(fixture.Root.Url, Cancellation);

        await page.SendAsync(Encoding.ASCII.GetBytes(new string('x', size)), type, Cancellation);

        Assert.Equal(code, await page.ClosedAsync(Cancellation));
    }

    [Fact]
    public async Task The_65th_session_closes_the_socket()
    {
        using var page = await BrowserSocket.ConnectAsync(fixture.Root.Url, Cancellation);
        for (var i = 0; i < 64; i++)
        {
            await page.RegisterAsync(Hsid(), _server.Id, Cancellation);
        }

        await SendAsync(page, "REGISTER", $"{Hsid()} {_server.Id}");

        Assert.Equal(1008, await page.ClosedAsync(Cancellation));

        static string Hsid() => Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    private static Task SendAsync(BrowserSocket page, string type, string words) => page.SendAsync($"{type} {words}", Cancellation);

    private static async Task NextAsync(BrowserSocket page, string expected) => Assert.Equal(expected, await page.ReceiveAsync(Cancellation));

    private static async Task<string> SkipToAsync(BrowserSocket page, string beginning)
    {
        while (true)
        {
            var message = await page.ReceiveAsync(Cancellation);
            Assert.NotNull(message);
            if (message.StartsWith(beginning, StringComparison.Ordinal))
            {
                return message;
            }
        }
    }

    // The page, and how its messages name the session.
    private async Task<(BrowserSocket Page, string Words)> OpenAsync(string nonce) =>
        (await BrowserSocket.ConnectAsync(fixture.Root.Url, Cancellation), $"{(await _server.SessionAsync(nonce)).GetProperty("hsid").GetString()} {_server.Id}");
}
