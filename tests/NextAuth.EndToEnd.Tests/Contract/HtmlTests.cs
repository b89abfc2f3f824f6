using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using NextAuth.Authenticator;

namespace NextAuth.EndToEnd.Tests.Contract;

/// <summary>The blocks and the footer for pages (docs/api/html.md), as far as it shows without a browser.</summary>
public sealed partial class HtmlTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Html = "text/html; charset=utf-8";

    private readonly VirtualServer _server = fixture.Server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task The_code_of_a_login_block_logs_in_and_the_phone_shows_the_context(string method)
    {
        var nonce = VirtualServer.Name("session");
        await using var phone = await _server.EnrolAsync(VirtualServer.Name("session"));

        var html = Text(await fixture.Root.SendAsync(method, $"{_server.Path}/sessions/html/login", nonce, """{"announceinfo":{"ip":"192.0.2.7"}}"""u8.ToArray()));
        Assert.Matches("(?s)^<div class=\"nextauth-block\".*</div>\\s*$", html);
        Assert.Contains("<svg", html, StringComparison.Ordinal);

        Assert.IsType<PhoneResult.LoggedIn>(await phone.ScanAsync(Link(html)));
        Assert.Equal("192.0.2.7", phone.Seen!.BrowserAddress);
        Assert.True(await _server.IsLoggedInAsync(nonce));
        Assert.DoesNotContain("<svg", Text(await fixture.Root.GetAsync($"{_server.Path}/sessions/html/login", nonce)), StringComparison.Ordinal);

        await _server.LogoutAsync(nonce);
        Assert.Contains("<button", Text(await fixture.Root.GetAsync($"{_server.Path}/sessions/html/login", nonce)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_code_of_an_enrol_block_makes_the_account_of_the_user()
    {
        var (nonce, user) = (VirtualServer.Name("session"), VirtualServer.Name("user"));
        var html = Text(await fixture.Root.GetAsync($"{_server.Path}/sessions/html/enrol?name=Ada&userid={user}", nonce));

        await using var phone = await Phone.EnrolAsync(fixture.Root.Url, Link(html));

        var account = (await fixture.Root.GetAsync($"{_server.Path}/accounts/{await _server.AccountAsync(nonce)}/")).Is("Account");
        Assert.Equal(("Ada", user), (account.GetProperty("description").GetString(), account.GetProperty("userid").GetString()));
    }

    [Fact]
    public async Task The_words_use_the_name_of_the_app_and_the_language_that_is_asked_for()
    {
        await using var server = await VirtualServer.CreateAsync(fixture.Root, new { serverName = "Words", appname = "Key & <Ring>" });

        var german = Text(await fixture.Root.GetAsync($"{server.Path}/sessions/html/login?lang=de", "n"));

        Assert.Contains("lang=\"de\"", german, StringComparison.Ordinal);
        Assert.Contains("<bdi>Key &amp; &lt;Ring&gt;</bdi>", german, StringComparison.Ordinal);
        Assert.NotEqual(german.Length, Text(await fixture.Root.GetAsync($"{server.Path}/sessions/html/login", "n")).Length);
    }

    [Fact]
    public async Task The_footer_watches_the_sessions_and_names_files_by_their_hash()
    {
        var nonce = VirtualServer.Name("session");
        var footer = Text(await fixture.Root.SendAsync(
            "GET", $"{_server.Path}/sessions/html/footer", nonce, Encoding.UTF8.GetBytes($$"""{"sessions":[{"serverid":"{{_server.Id}}","sessionid":"other"}]}""")));

        foreach (var session in (string[])[nonce, "other"])
        {
            Assert.Contains((await _server.SessionAsync(session)).GetProperty("hsid").GetString()!, footer, StringComparison.Ordinal);
        }

        foreach (Match file in Files().Matches(footer))
        {
            // By the path: where the installation is found from outside may be another address.
            var path = new Uri(WebUtility.HtmlDecode(file.Groups[1].Value)).PathAndQuery;
            var bytes = await fixture.Root.Client.GetByteArrayAsync(new Uri(fixture.Root.Url, path), Cancellation);
            Assert.Equal(WebUtility.HtmlDecode(file.Groups[2].Value), "sha384-" + Convert.ToBase64String(SHA384.HashData(bytes)));
        }

        Assert.Equal(2, Files().Count(footer));
    }

    [Fact]
    public async Task A_key_of_one_server_does_not_watch_sessions_of_another()
    {
        await using var other = await VirtualServer.CreateAsync(fixture.Root);
        var (caller, _) = await _server.CreateKeyAsync(_server.Id, "sessions");
        object Watching(string on) => new { sessions = (object[])[new { serverid = on, sessionid = "n" }] };

        (await caller.PostAsync($"{_server.Path}/sessions/html/footer", Watching(other.Id), "n")).IsProblem(403, "missing-right");
        (await caller.PostAsync($"{_server.Path}/sessions/html/footer", Watching(Operation.UnknownId), "n")).IsProblem(404, "unknown-server");
        (await caller.PostAsync($"{_server.Path}/sessions/html/footer", Watching(_server.Id), "n")).IsBytes(Html);
    }

    /// <summary>The link of the code in a block.</summary>
    internal static byte[] Link(string html) => Encoding.ASCII.GetBytes(WebUtility.HtmlDecode(Regex.Match(html, " data-link=\"([^\"]+)\"").Groups[1].Value));

    private static string Text(Answer answer) => Encoding.UTF8.GetString(answer.IsBytes(Html));

    [GeneratedRegex("(?:href|src)=\"([^\"]+)\" integrity=\"([^\"]+)\"")]
    private static partial Regex Files();
}
