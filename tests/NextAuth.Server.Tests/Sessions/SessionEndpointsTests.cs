using System.Text;
using Microsoft.Extensions.DependencyInjection;
using NextAuth.Protocol.Links;
using NextAuth.Server.Accounts;
using NextAuth.Server.Sessions;
using NextAuth.Server.Tests.Fixture;

namespace NextAuth.Server.Tests.Sessions;

/// <summary>The operations of the published SessionsApi, as its text describes them.</summary>
public sealed class SessionEndpointsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static readonly string[] TypedCode = ["typedCode", "unheard-of"];

    private readonly TestServer _server = shared.Server;

    [Fact]
    public async Task A_nonce_never_seen_is_a_session_that_is_not_logged_in()
    {
        var server = await _server.CreateServerAsync();

        var status = await _server.SendAsync(HttpMethod.Get, $"{server.Path}/sessions/", nonce: "n1").JsonAsync();

        Assert.Equal(["loggedin", "canprovoke", "hsid", "loginqrdata"], status.Select(member => member.Key));
        Assert.False((bool)status["loggedin"]!);
        Assert.False((bool)status["canprovoke"]!);
        Assert.Equal(server.Session("n1").ToString(), (string)status["hsid"]!);
        var link = Read(Convert.FromBase64String((string)status["loginqrdata"]!));
        Assert.Equal(server.Session("n1"), link.Session);
        Assert.Equal(server.ServerId(), link.Server);
    }

    [Fact]
    public async Task A_logged_in_session_names_user_account_and_key()
    {
        var server = await _server.CreateServerAsync();
        var account = await _server.EnrolAsync(server, "n1", userId: "ada");

        var status = await _server.SendAsync(HttpMethod.Get, $"{server.Path}/sessions/", nonce: "n1").JsonAsync();

        Assert.Equal(["loggedin", "canprovoke", "hsid", "loginqrdata", "userid", "accountid", "pk"], status.Select(member => member.Key));
        Assert.True((bool)status["loggedin"]!);
        Assert.True((bool)status["canprovoke"]!);
        Assert.Equal("ada", (string)status["userid"]!);
        Assert.Equal(account.Id, (long)status["accountid"]!);
        Assert.Equal(account.PublicKey, Convert.FromBase64String((string)status["pk"]!));
    }

    [Fact]
    public async Task Logout_ends_the_login_and_repeating_it_is_no_error()
    {
        var server = await _server.CreateServerAsync();
        await _server.EnrolAsync(server, "n1");

        await _server.SendAsync(HttpMethod.Post, $"{server.Path}/sessions/logout", nonce: "n1").IsEmptyAsync();
        await _server.SendAsync(HttpMethod.Post, $"{server.Path}/sessions/logout", nonce: "n1").IsEmptyAsync();

        var status = await _server.SendAsync(HttpMethod.Get, $"{server.Path}/sessions/", nonce: "n1").JsonAsync();
        Assert.False((bool)status["loggedin"]!);
        Assert.True((bool)status["canprovoke"]!);
        Assert.Null(status["accountid"]);
    }

    [Fact]
    public async Task GetQrLogin_without_img_answers_the_bytes_of_the_code()
    {
        var server = await _server.CreateServerAsync();

        var raw = await _server.SendAsync(HttpMethod.Get, $"{server.Path}/sessions/qr/login", nonce: "n1").BytesAsync("application/octet-stream");

        Assert.Equal(server.Session("n1"), Read(raw).Session);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task GetQrLogin_keeps_the_context_of_its_body_whatever_the_content_type(string method)
    {
        var server = await _server.CreateServerAsync();
        const string Body = """{"announceinfo":{"info":{"Where":"till 4"},"ip":"203.0.113.5","useragent":"Firefox"},"sessioninfo":{"ip":"203.0.113.6"},"new":[1]}""";
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body));

        await _server.SendAsync(new(method), $"{server.Path}/sessions/qr/login", nonce: "n1", body: content).BytesAsync("application/octet-stream");

        var session = await _server.FindSessionAsync(server, "n1");
        var context = await _server.Services.GetRequiredService<SessionService>().ReadContextAsync(session, TestContext.Current.CancellationToken);
        Assert.Equal("till 4", context.Announceinfo!.Info!["Where"]);
        Assert.Equal("203.0.113.5", context.Announceinfo.Ip);
        Assert.Equal("Firefox", context.Announceinfo.Useragent);
        Assert.Equal("203.0.113.6", context.Sessioninfo!.Ip);
    }

    // Applications pass on what the browser sent: it must neither fail the login nor rewrite the phone's question.
    [Fact]
    public async Task Address_and_agent_of_a_hostile_browser_are_made_harmless()
    {
        var server = await _server.CreateServerAsync();
        var body = $$$"""{"announceinfo":{"ip":"a\nb","useragent":"x\u202Ey\u200Ez{{{new string('u', 2000)}}}"}}""";
        using var content = new StringContent(body);

        await _server.SendAsync(HttpMethod.Post, $"{server.Path}/sessions/qr/login", nonce: "n1", body: content).BytesAsync("application/octet-stream");

        var session = await _server.FindSessionAsync(server, "n1");
        var context = await _server.Services.GetRequiredService<SessionService>().ReadContextAsync(session, TestContext.Current.CancellationToken);
        Assert.Equal("a b", context.Announceinfo!.Ip);
        Assert.StartsWith("x y\u200Ezu", context.Announceinfo.Useragent!, StringComparison.Ordinal);
        Assert.Equal(1000, context.Announceinfo.Useragent!.Length);
    }

    [Fact]
    public async Task An_empty_context_of_a_generated_client_stores_nothing()
    {
        var server = await _server.CreateServerAsync();
        using var content = new StringContent("{}");

        await _server.SendAsync(HttpMethod.Post, $"{server.Path}/sessions/qr/login", nonce: "n1", body: content).BytesAsync("application/octet-stream");

        var session = await _server.FindSessionAsync(server, "n1");
        var context = await _server.Services.GetRequiredService<SessionService>().ReadContextAsync(session, TestContext.Current.CancellationToken);
        Assert.Equal(new UserContext(), context);
    }

    [Fact]
    public async Task ProvokeLogin_pushes_to_the_account_that_logged_in_last()
    {
        var server = await _server.CreateServerAsync();
        var account = await _server.EnrolAsync(server, "n1");

        await _server.SendAsync(HttpMethod.Post, $"{server.Path}/sessions/provokelogin", nonce: "n1").IsEmptyAsync();

        var pushed = await _server.Services.GetRequiredService<AccountService>()
            .FindAsync(server.ServerId(), account.Id, TestContext.Current.CancellationToken);
        Assert.NotNull(pushed!.LastProvoke);
    }

    [Fact]
    public async Task ProvokeLogin_is_403_when_nobody_ever_logged_in()
    {
        var server = await _server.CreateServerAsync();

        await _server.SendAsync(HttpMethod.Post, $"{server.Path}/sessions/provokelogin", nonce: "n1").IsProblemAsync(403, "no-account");
    }

    // The phone that shows a code scanned before would otherwise show what a refused call said.
    [Fact]
    public async Task A_refused_push_does_not_replace_what_the_phone_shows()
    {
        var server = await _server.CreateServerAsync();
        var (account, blocked) = (await _server.EnrolAsync(server, "n1"), await _server.EnrolAsync(server, "n2"));
        await _server.SendAsync(HttpMethod.Put, $"{server.Path}/accounts/{blocked.Id}?blocked=true").JsonAsync();
        await _server.SendAsync(HttpMethod.Post, $"{server.Path}/sessions/qr/login", nonce: "n3", body: Context("kept")).BytesAsync("application/octet-stream");

        await ProvokeAsync("sessions").IsProblemAsync(403, "no-account");
        await ProvokeAsync("users/nobody").IsProblemAsync(404, "unknown-user");
        await ProvokeAsync($"accounts/{long.MaxValue}").IsProblemAsync(404, "unknown-account");
        await ProvokeAsync($"accounts/{blocked.Id}").IsProblemAsync(403, "account-blocked");
        Assert.Equal("kept", await ShownAsync());

        for (var push = 0; push < 5; push++)
        {
            await ProvokeAsync($"accounts/{account.Id}", $"push {push}").IsEmptyAsync();
            Assert.Equal($"push {push}", await ShownAsync());
        }

        await ProvokeAsync($"accounts/{account.Id}").IsProblemAsync(429, "too-many-pushes");
        Assert.Equal("push 4", await ShownAsync());

        Task<HttpResponseMessage> ProvokeAsync(string on, string says = "refused") =>
            _server.SendAsync(HttpMethod.Post, $"{server.Path}/{on}/provokelogin", nonce: "n3", body: Context(says));

        async Task<string?> ShownAsync()
        {
            var session = await _server.FindSessionAsync(server, "n3");
            return (await _server.Services.GetRequiredService<SessionService>().ReadContextAsync(session, TestContext.Current.CancellationToken)).Announceinfo?.Ip;
        }
    }

    [Fact]
    public async Task ProvokeLogin_answers_the_digits_only_with_typedCode()
    {
        var server = await _server.CreateServerAsync(new { serverFlags = TypedCode });
        await _server.EnrolAsync(server, "n1");

        var answer = await _server.SendAsync(HttpMethod.Post, $"{server.Path}/sessions/provokelogin", nonce: "n1").JsonAsync();

        Assert.Equal("code", Assert.Single(answer).Key);
        Assert.Matches("^[0-9]{6}$", (string)answer["code"]!);
    }

    [Fact]
    public async Task The_sixth_push_in_five_minutes_is_429()
    {
        var server = await _server.CreateServerAsync();
        await _server.EnrolAsync(server, "n1");
        for (var push = 0; push < 5; push++)
        {
            await _server.SendAsync(HttpMethod.Post, $"{server.Path}/sessions/provokelogin", nonce: "n1").IsEmptyAsync();
        }

        await _server.SendAsync(HttpMethod.Post, $"{server.Path}/sessions/provokelogin", nonce: "n1").IsProblemAsync(429, "too-many-pushes");
    }

    [Fact]
    public async Task The_nonce_is_not_logged_and_not_stored()
    {
        var server = await _server.CreateServerAsync();
        const string Nonce = "nonce-that-must-not-be-logged";
        await _server.EnrolAsync(server, Nonce);

        await _server.SendAsync(HttpMethod.Post, $"{server.Path}/sessions/logout", nonce: Nonce).IsEmptyAsync();

        Assert.DoesNotContain(_server.Logs.Entries, entry => entry.Text.Contains(Nonce, StringComparison.Ordinal));
        Assert.DoesNotContain(_server.Logs.Entries, entry => entry.Text.Contains(TestServer.RootKey, StringComparison.Ordinal));
    }

    private static StringContent Context(string ip) => new($$$"""{"announceinfo":{"ip":"{{{ip}}}"}}""");

    private static Link.Login Read(byte[] code)
    {
        Assert.True(Link.TryParse(Encoding.ASCII.GetString(code), out var link, out var error), error.ToString());
        return Assert.IsType<Link.Login>(link);
    }
}
