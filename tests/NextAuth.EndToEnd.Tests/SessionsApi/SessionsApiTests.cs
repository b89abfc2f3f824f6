using System.Buffers.Binary;
using System.Text.Json;
using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests.SessionsApi;

/// <summary>The published SessionsApi, call by call, as a generated client makes them: against the real program, with real phones.</summary>
public sealed class SessionsApiTests(SessionsApiFixture fixture) : IClassFixture<SessionsApiFixture>
{
    private static readonly object Context = new
    {
        announceinfo = new { info = new { Till = "4" }, ip = "192.0.2.7", useragent = "Firefox" },
        sessioninfo = new { info = new { Order = "17" }, ip = "192.0.2.7" },
    };

    private readonly string _server = fixture.Server;
    private readonly GeneratedClient _client = fixture.Client;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetSession_answers_a_LoginStatus_whose_members_have_the_published_types()
    {
        var unseen = Status(await _client.GetSessionAsync(_server, "status"));

        // What has no value is left out, not null.
        Assert.Equal(["canprovoke", "hsid", "loggedin", "loginqrdata"], unseen.Keys.Order());
        Assert.Equal(JsonValueKind.False, unseen["loggedin"].ValueKind);
        Assert.Equal(JsonValueKind.False, unseen["canprovoke"].ValueKind);
        Assert.Matches("^[A-Za-z0-9_-]{43}$", unseen["hsid"].GetString());

        await using var customer = await Customer.EnrolAsync(fixture.Root, "status", "ada@example.com", Cancellation);
        var loggedIn = Status(await _client.GetSessionAsync(_server, "status"));

        Assert.Equal(["accountid", "canprovoke", "hsid", "loggedin", "loginqrdata", "pk", "userid"], loggedIn.Keys.Order());
        Assert.Equal(JsonValueKind.True, loggedIn["loggedin"].ValueKind);
        Assert.Equal(JsonValueKind.True, loggedIn["canprovoke"].ValueKind);
        Assert.Equal(unseen["hsid"].GetString(), loggedIn["hsid"].GetString());
        Assert.Equal("ada@example.com", loggedIn["userid"].GetString());
        Assert.Equal(JsonValueKind.Number, loggedIn["accountid"].ValueKind);
        Assert.True(loggedIn["accountid"].GetInt64() > 0);
        Assert.Equal(65, loggedIn["pk"].GetBytesFromBase64().Length);
        Assert.StartsWith("http://localhost:", System.Text.Encoding.ASCII.GetString(loggedIn["loginqrdata"].GetBytesFromBase64()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/octet-stream")]
    [InlineData("*/*")]
    [InlineData("application/json")]
    [InlineData("")]
    public async Task GetQrLogin_answers_the_bytes_of_the_code_whatever_the_client_accepts(string accept)
    {
        var client = new GeneratedClient(fixture.Host.Url, fixture.Host.RootKey) { Accept = accept };
        var nonce = $"raw {accept}".Replace(' ', '-');

        var answer = await client.GetQrLoginAsync(_server, nonce);

        IsBinary(answer, "application/octet-stream");
        await using var customer = await Customer.EnrolAsync(fixture.Root, nonce + "-enrol", null, Cancellation);
        await customer.ScanAsync(answer.Text, Cancellation);
        Assert.True(await fixture.Root.IsLoggedInAsync(nonce, Cancellation));
    }

    [Fact]
    public async Task GetQrLogin_takes_a_context_in_the_body_of_GET_and_the_phone_shows_it()
    {
        await using var customer = await Customer.EnrolAsync(fixture.Root, "context-enrol", null, Cancellation);

        var answer = await _client.GetQrLoginAsync(_server, "context", userContext: Context);

        IsBinary(answer, "application/octet-stream");
        var login = await customer.ScanAsync(answer.Text, Cancellation);
        Assert.Equal("192.0.2.7", customer.Seen!.BrowserAddress);
        Assert.Equal("Firefox", customer.Seen.BrowserAgent);
        Assert.Equal("4", customer.Seen.Announced["Till"]);
        Assert.Equal("17", login.Info!.Info!["Order"]);
    }

    [Theory]
    [InlineData(null, 500)]
    [InlineData(64, 64)]
    [InlineData(333, 333)]
    [InlineData(2000, 2000)]
    public async Task GetQrLogin_draws_a_PNG_of_the_size_asked_for(int? s, int size)
    {
        var answer = await _client.GetQrLoginAsync(_server, "picture", "png", s, Context);

        IsBinary(answer, "image/png");
        Assert.Equal("\u0089PNG\r\n\u001a\n", System.Text.Encoding.Latin1.GetString(answer.Body, 0, 8));
        Assert.Equal(size, BinaryPrimitives.ReadInt32BigEndian(answer.Body.AsSpan(16)));
        Assert.Equal(size, BinaryPrimitives.ReadInt32BigEndian(answer.Body.AsSpan(20)));
    }

    [Fact]
    public async Task Logout_answers_nothing_and_repeating_it_is_no_error()
    {
        await using var customer = await Customer.EnrolAsync(fixture.Root, "logout", null, Cancellation);

        IsEmpty(await _client.LogoutAsync(_server, "logout"));

        Assert.Equal(JsonValueKind.False, Status(await _client.GetSessionAsync(_server, "logout"))["loggedin"].ValueKind);
        IsEmpty(await _client.LogoutAsync(_server, "logout"));
        IsEmpty(await _client.LogoutAsync(_server, "nobody-was-ever-here"));
    }

    [Theory]
    [InlineData("session")]
    [InlineData("account")]
    [InlineData("user")]
    public async Task A_provoked_login_is_answered_with_nothing_shown_on_the_phone_and_logs_the_session_in(string by)
    {
        var (nonce, userid) = ($"provoke-{by}", $"{by}/@ +%#é");
        await using var customer = await Customer.EnrolAsync(fixture.Root, nonce, userid, Cancellation);
        var account = Status(await _client.GetSessionAsync(_server, nonce))["accountid"].GetInt64();
        IsEmpty(await _client.LogoutAsync(_server, nonce));
        await customer.ListenAsync(Cancellation);

        IsEmpty(by switch
        {
            "session" => await _client.ProvokeLoginAsync(_server, nonce, Context),
            "account" => await _client.ProvokeLoginOnAccountAsync(_server, nonce, account, Context),
            _ => await _client.ProvokeLoginOnUserAsync(_server, nonce, userid, Context),
        });

        await Eventually.TrueAsync(() => fixture.Root.IsLoggedInAsync(nonce, Cancellation), () => "Not logged in by the push.", Cancellation);
        Assert.True(customer.Seen!.IsPush);
        Assert.Equal("4", customer.Seen.Announced["Till"]);
        Assert.Equal(account, Status(await _client.GetSessionAsync(_server, nonce))["accountid"].GetInt64());
        Assert.Equal(userid, Status(await _client.GetSessionAsync(_server, nonce))["userid"].GetString());
    }

    // Generators differ in what they send for "no body": a type and no length, a length of nothing, an empty object.
    [Theory]
    [InlineData("Content-Type: application/json|Content-Length: 0", "")]
    [InlineData("Content-Type: application/json; charset=utf-8|Content-Length: 0", "")]
    [InlineData("Content-Length: 0", "")]
    [InlineData("Content-Type: application/json|Content-Length: 2", "{}")]
    [InlineData("Content-Type: application/json|Transfer-Encoding: chunked", "0\r\n\r\n")]
    [InlineData("Content-Type: application/json|Transfer-Encoding: chunked", "2\r\n{}\r\n0\r\n\r\n")]
    public async Task No_context_may_be_said_in_any_way(string headers, string body)
    {
        await using var customer = await Customer.EnrolAsync(fixture.Root, "no-body", null, Cancellation);
        foreach (var (method, path) in ((string, string)[])[("GET", "qr/login"), ("POST", "qr/login"), ("POST", "logout"), ("POST", "provokelogin")])
        {
            (string, string)[] sent = [("X-apikey", fixture.Host.RootKey), ("X-nonce", "no-body"), .. headers.Split('|').Select(header => header.Split(": ")).Select(pair => (pair[0], pair[1]))];

            var answer = await PlainHttp.SendAsync(
                fixture.Host.Url, method, $"/servers/{_server}/sessions/{path}", sent, System.Text.Encoding.ASCII.GetBytes(body), Cancellation);

            Assert.True(answer.Status == 200, $"{method} {path}: {answer.Status} {answer.Text}");
        }
    }

    [Fact]
    public async Task A_server_id_is_understood_with_every_character_escaped_and_trailing_slashes_change_nothing()
    {
        var escaped = string.Concat(_server.Select(character => $"%{(int)character:x2}"));
        foreach (var path in (string[])["/sessions/", "/sessions", "/sessions/qr/login", "/sessions/qr/login/"])
        {
            Assert.Equal(200, (await _client.SendAsync("GET", $"/servers/{escaped}{path}", "n", null, null, null)).Status);
        }

        IsEmpty(await _client.SendAsync("POST", $"/servers/{escaped}/sessions/logout/", "n", null, null, null));
    }

    // The platform leaves %2F in a path as it is: an id that holds one must be looked up like any other, and not be two segments.
    [Theory]
    [InlineData("AAAA%2BAAAA%2FAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA%3D%3D")]
    [InlineData("AAAA+AAAAAAAAAAAAAAAAAAA%2f")]
    [InlineData("serverid_example")]
    public async Task An_escaped_id_of_no_server_is_an_unknown_server(string serverid) =>
        IsProblem(await _client.SendAsync("GET", $"/servers/{serverid}/sessions/", "n", null, "application/json", null), 404, "unknown-server");

    [Fact]
    public async Task What_is_refused_is_refused_as_a_problem()
    {
        IsProblem(await new GeneratedClient(fixture.Host.Url, "YOUR API KEY").GetSessionAsync(_server, "n"), 401, "unknown-api-key");
        IsProblem(await _client.SendAsync("GET", $"/servers/{_server}/sessions/", null, null, null, null), 400, "invalid-nonce");
        IsProblem(await _client.GetQrLoginAsync(_server, "n", "img_example"), 400, "invalid-parameter");
        IsProblem(await _client.GetQrLoginAsync(_server, "n", "png", 56), 400, "invalid-parameter");
        IsProblem(await _client.GetQrLoginAsync(_server, "n", userContext: new { announceinfo = "text" }), 400, "invalid-body");
        IsProblem(await _client.ProvokeLoginAsync(_server, "nobody-was-ever-here"), 403, "no-account");
        IsProblem(await _client.ProvokeLoginOnAccountAsync(_server, "n", 56), 404, "unknown-account");
        IsProblem(await _client.ProvokeLoginOnUserAsync(_server, "n", "userid_example"), 404, "unknown-user");
    }

    [Theory]
    [InlineData("sessions", true, true, true)]
    [InlineData("accounts", false, true, false)]
    [InlineData("users", false, false, true)]
    [InlineData("servers", false, false, false)]
    public async Task The_published_permissions_are_enough_and_no_others_are(string right, bool sessions, bool onAccount, bool onUser)
    {
        var (_, role) = await fixture.MakeKeyAsync(right);

        // As the role, which the published authorization role_id names.
        var client = new GeneratedClient(fixture.Host.Url, fixture.Host.RootKey) { RoleId = role };

        PlainAnswer[] ofSessions =
        [
            await client.GetQrLoginAsync(_server, "n"), await client.GetSessionAsync(_server, "n"), await client.LogoutAsync(_server, "n"),
        ];
        Assert.All(ofSessions, answer => Assert.Equal(sessions ? 200 : 403, answer.Status));
        IsProblem(await client.ProvokeLoginAsync(_server, "nobody-was-ever-here"), 403, sessions ? "no-account" : "missing-right");
        IsProblem(await client.ProvokeLoginOnAccountAsync(_server, "n", 56), onAccount ? 404 : 403, onAccount ? "unknown-account" : "missing-right");
        IsProblem(await client.ProvokeLoginOnUserAsync(_server, "n", "nobody"), onUser ? 404 : 403, onUser ? "unknown-user" : "missing-right");
    }

    private static Dictionary<string, JsonElement> Status(PlainAnswer answer)
    {
        Assert.True(answer.Status == 200, answer.Text);
        Assert.Equal("application/json", answer.Headers["Content-Type"]);
        Assert.Equal($"{answer.Body.Length}", answer.Headers["Content-Length"]);
        return JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(answer.Body)!;
    }

    private static void IsBinary(PlainAnswer answer, string type)
    {
        Assert.True(answer.Status == 200, answer.Text);
        Assert.Equal(type, answer.Headers["Content-Type"]);
        Assert.Equal($"{answer.Body.Length}", answer.Headers["Content-Length"]);
        Assert.Equal("2.2", answer.Headers["X-Api-Version"]);
    }

    // "null (empty response body)".
    private static void IsEmpty(PlainAnswer answer)
    {
        Assert.True(answer.Status == 200, answer.Text);
        Assert.Equal("0", answer.Headers["Content-Length"]);
        Assert.DoesNotContain("Content-Type", answer.Headers.Keys, StringComparer.OrdinalIgnoreCase);
        Assert.Empty(answer.Body);
        Assert.Equal("2.2", answer.Headers["X-Api-Version"]);
    }

    private static void IsProblem(PlainAnswer answer, int status, string cause)
    {
        Assert.True(answer.Status == status, $"{answer.Status} {answer.Text}");
        Assert.Equal("application/problem+json", answer.Headers["Content-Type"]);
        var problem = JsonSerializer.Deserialize<JsonElement>(answer.Body);
        Assert.Equal($"urn:nextauth:problem:{cause}", problem.GetProperty("type").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
    }
}
