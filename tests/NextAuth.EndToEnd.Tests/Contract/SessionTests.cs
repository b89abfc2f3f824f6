using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using NextAuth.Authenticator;
using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests.Contract;

/// <summary>What is particular about sessions: their id, codes and their pictures, contexts, pushes.</summary>
public sealed class SessionTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly VirtualServer _server = fixture.Server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_hsid_is_derived_from_server_and_nonce()
    {
        foreach (var nonce in (string[])["n", "%41", "A", new string('~', 512)])
        {
            byte[] derived = [.. "nextauth hsid v1\0"u8, .. Convert.FromBase64String(_server.Id), .. Encoding.ASCII.GetBytes(nonce)];
            var hsid = Convert.ToBase64String(SHA256.HashData(derived)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

            Assert.Equal(hsid, (await _server.SessionAsync(nonce)).GetProperty("hsid").GetString());
        }
    }

    [Fact]
    public async Task A_login_fills_in_who_it_is_and_a_logout_takes_it_out()
    {
        var (nonce, user) = (VirtualServer.Name("session"), VirtualServer.Name("user"));
        var unseen = await _server.SessionAsync(nonce);
        Assert.False(unseen.GetProperty("loggedin").GetBoolean());
        Assert.False(unseen.GetProperty("canprovoke").GetBoolean());
        Assert.DoesNotContain(unseen.EnumerateObject(), member => member.Name is "userid" or "accountid" or "pk");

        await using var phone = await _server.EnrolAsync(nonce, user);
        var loggedIn = await _server.SessionAsync(nonce);
        Assert.True(loggedIn.GetProperty("loggedin").GetBoolean());
        Assert.Equal(user, loggedIn.GetProperty("userid").GetString());
        Assert.Equal(65, loggedIn.GetProperty("pk").GetBytesFromBase64().Length);
        Assert.Equal(unseen.GetProperty("hsid").GetString(), loggedIn.GetProperty("hsid").GetString());

        await _server.LogoutAsync(nonce);
        await _server.LogoutAsync(nonce);
        var loggedOut = await _server.SessionAsync(nonce);
        Assert.False(loggedOut.GetProperty("loggedin").GetBoolean());
        Assert.True(loggedOut.GetProperty("canprovoke").GetBoolean());
        Assert.DoesNotContain(loggedOut.EnumerateObject(), member => member.Name is "userid" or "accountid" or "pk");
    }

    [Theory]
    [InlineData("login", "")]
    [InlineData("enrol", "name=phone&")]
    public async Task A_code_is_its_bytes_or_a_picture_of_the_size_asked_for(string of, string query)
    {
        var path = $"{_server.Path}/sessions/qr/{of}?{query}";
        Assert.Matches("^[ -~]+$", Encoding.ASCII.GetString((await fixture.Root.GetAsync(path, "qr")).IsBytes("application/octet-stream")));
        foreach (var (s, size) in ((string, int)[])[("", 500), ("&s=64", 64), ("&s=333", 333), ("&s=2000", 2_000)])
        {
            var png = (await fixture.Root.GetAsync($"{path}img=png{s}", "qr")).IsBytes("image/png");
            Assert.Equal("\u0089PNG\r\n\u001a\n", Encoding.Latin1.GetString(png, 0, 8));
            Assert.Equal(size, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)));
            Assert.Equal(size, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));

            var svg = Encoding.UTF8.GetString((await fixture.Root.GetAsync($"{path}img=svg{s}", "qr")).IsBytes("image/svg+xml"));
            Assert.Contains($"width=\"{size}\"", svg, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task A_context_is_shown_on_the_phone_and_what_a_browser_made_up_is_made_fit(string method)
    {
        var nonce = VirtualServer.Name("session");
        await using var phone = await _server.EnrolAsync(VirtualServer.Name("session"));
        var context = """{"announceinfo":{"info":{"Till":"4"},"ip":"192.0.2.7","useragent":"a\u0000bU"},"sessioninfo":{"info":{"Order":"17"}}}""".Replace("U", new string('u', 2_000), StringComparison.Ordinal);

        var code = (await fixture.Root.SendAsync(method, $"{_server.Path}/sessions/qr/login", nonce, Encoding.UTF8.GetBytes(context))).IsBytes("application/octet-stream");
        var login = Assert.IsType<PhoneResult.LoggedIn>(await phone.ScanAsync(code));

        Assert.Equal("192.0.2.7", phone.Seen!.BrowserAddress);
        Assert.StartsWith("a bu", phone.Seen.BrowserAgent, StringComparison.Ordinal);
        Assert.Equal("4", phone.Seen.Announced["Till"]);
        Assert.Equal("17", login.Info!.Info!["Order"]);
        Assert.True(await _server.IsLoggedInAsync(nonce));
    }

    [Theory]
    [InlineData("session")]
    [InlineData("user")]
    [InlineData("account")]
    public async Task A_pushed_login_logs_the_session_in(string by)
    {
        var (nonce, user) = (VirtualServer.Name("session"), VirtualServer.Name("user"));
        await using var phone = await _server.EnrolAsync(nonce, user);
        var account = await _server.AccountAsync(nonce);
        await _server.LogoutAsync(nonce);
        await phone.ListenAsync();

        (await fixture.Root.PostAsync(ProvokePath(by, user, account), new { announceinfo = new { ip = "192.0.2.8" } }, nonce)).IsEmpty();

        await Eventually.TrueAsync(() => _server.IsLoggedInAsync(nonce), () => "Not logged in by the push.", Cancellation);
        Assert.True(phone.Seen!.IsPush);
        Assert.Equal("192.0.2.8", phone.Seen.BrowserAddress);
        Assert.Equal(account, await _server.AccountAsync(nonce));
        var about = (await fixture.Root.GetAsync($"{_server.Path}/accounts/{account}/")).Is("Account");
        Assert.True(about.TryGetProperty("lastprovoke", out _) && about.TryGetProperty("lastlogin", out _));
    }

    [Fact]
    public async Task Where_there_is_nobody_to_push_to_it_is_403()
    {
        var nonce = VirtualServer.Name("session");
        var user = await _server.CreateUserAsync();
        (await fixture.Root.PostAsync(ProvokePath("session", user, 0), nonce: nonce)).IsProblem(403, "no-account");
        (await fixture.Root.PostAsync(ProvokePath("user", user, 0), nonce: nonce)).IsProblem(403, "no-account");

        await using var phone = await _server.EnrolAsync(nonce, user);
        var account = await _server.AccountAsync(nonce);
        (await fixture.Root.PutAsync($"{_server.Path}/accounts/{account}/?blocked=true")).Is("Account");

        (await fixture.Root.PostAsync(ProvokePath("session", user, 0), nonce: nonce)).IsProblem(403, "no-account");
        (await fixture.Root.PostAsync(ProvokePath("user", user, 0), nonce: nonce)).IsProblem(403, "no-account");
        (await fixture.Root.PostAsync(ProvokePath("account", user, account), nonce: nonce)).IsProblem(403, "account-blocked");
        (await fixture.Root.PostAsync($"{_server.Path}/sessions/transactions", new { amount = "1" }, nonce)).IsProblem(403, "no-account");
        Assert.False((await _server.SessionAsync(nonce)).GetProperty("canprovoke").GetBoolean());
    }

    [Fact]
    public async Task The_sixth_push_to_an_account_within_5_minutes_is_429()
    {
        var nonce = VirtualServer.Name("session");
        await using var phone = await _server.EnrolAsync(nonce);
        var account = await _server.AccountAsync(nonce);
        for (var push = 0; push < 5; push++)
        {
            (await fixture.Root.PostAsync(ProvokePath("account", "", account), nonce: $"{nonce}-{push}")).IsEmpty();
        }

        var refused = await fixture.Root.PostAsync(ProvokePath("account", "", account), nonce: nonce);
        refused.IsProblem(429, "too-many-pushes");
        Assert.InRange(refused.RetryAfter!.Value, 1, 300);
    }

    [Fact]
    public async Task Where_the_digits_are_typed_a_provoke_call_answers_them()
    {
        await using var server = await VirtualServer.CreateAsync(fixture.Root, new { serverName = "Typed", serverFlags = (string[])["typedCode"] });
        var (nonce, user) = (VirtualServer.Name("session"), VirtualServer.Name("user"));
        await using var phone = await server.EnrolAsync(nonce, user);
        var account = await server.AccountAsync(nonce);
        var typed = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        phone.Decide = async prompt => new LoginAnswer.Approve(null, prompt.NeedsCode ? await typed.Task : null);
        await server.LogoutAsync(nonce);
        await phone.ListenAsync();

        (await fixture.Root.PostAsync($"{server.Path}/users/{user}/provokelogin", nonce: nonce + "-user")).Is("Code");
        (await fixture.Root.PostAsync($"{server.Path}/accounts/{account}/provokelogin", nonce: nonce + "-account")).Is("Code");
        var code = (await fixture.Root.PostAsync($"{server.Path}/sessions/provokelogin", nonce: nonce)).Is("Code");
        typed.SetResult(code.GetProperty("code").GetString()!);

        await Eventually.TrueAsync(() => server.IsLoggedInAsync(nonce), () => "Not logged in by the digits.", Cancellation);
    }

    private string ProvokePath(string by, string user, long account) => _server.Path + by switch
    {
        "session" => "/sessions/provokelogin",
        "user" => $"/users/{user}/provokelogin",
        _ => $"/accounts/{account}/provokelogin",
    };
}
