using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using NextAuth.Protocol.Links;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Registration;
using NextAuth.Server.Sessions;
using NextAuth.Server.Tests.Fixture;

namespace NextAuth.Server.Tests.Html;

/// <summary>What the blocks and the footer hold. How they behave in a browser is tested by web/login.</summary>
public sealed partial class HtmlEndpointsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Html = "text/html; charset=utf-8";
    private const string Hostile = "<b onmouseover=\"x\">'&\u202Eevil\u2066</b>";

    private static readonly string[] Languages = ["en", "de", "fr", "nl", "es"];

    private readonly TestServer _server = shared.Server;

    [Fact]
    public async Task A_session_without_login_gets_one_block_with_a_code_and_its_link()
    {
        var server = await _server.CreateServerAsync(new { appname = "Example app", appandroid = "https://shop.example/android?a=1&b=2" });

        var html = await GetAsync(server, "login");

        Assert.Matches("^<div class=\"nextauth-block\" lang=\"en\" data-nextauth=\"login\" ", html);
        Assert.EndsWith("</div>\n", html, StringComparison.Ordinal);
        Assert.Equal(Regex.Count(html, "<div"), Regex.Count(html, "</div>"));
        var data = Data(html);
        var link = Read(data["link"]);
        Assert.Equal((server.Session("n1"), server.ServerId()), (link.Session, link.Server));
        Assert.Equal(server.Session("n1").ToString(), data["hsid"]);
        Assert.Equal((server.Id, "out", "ws://localhost:8080/ns/websocket"), (data["server"], data["state"], data["socket"]));
        Assert.InRange(int.Parse(data["life"], System.Globalization.CultureInfo.InvariantCulture), 118, 150);
        Assert.Equal(data["link"], WebUtility.HtmlDecode(Regex.Match(html, "<a class=\"nextauth-button\" href=\"([^\"]+)\" rel=\"noreferrer\">Open <bdi>Example app</bdi> on this device</a>").Groups[1].Value));
        Assert.Contains("<p class=\"nextauth-lead\">Scan this code with <bdi>Example app</bdi>.</p>", html, StringComparison.Ordinal);
        Assert.Contains("<svg class=\"nextauth-qr\" viewBox=\"0 0 ", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"https://shop.example/android?a=1&amp;b=2\" rel=\"noreferrer\">Android</a>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("canprovoke", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<button", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_push_is_possible_there_is_a_button_and_the_code_stands_back()
    {
        var server = await _server.CreateServerAsync();
        await _server.EnrolAsync(server, "n1");
        await _server.SendAsync(HttpMethod.Post, $"{server.Path}/sessions/logout", nonce: "n1").IsEmptyAsync();

        var html = await GetAsync(server, "login");

        Assert.Contains("data-canprovoke>", html, StringComparison.Ordinal);
        Assert.Contains("<button type=\"button\" class=\"nextauth-button nextauth-push\">Log in on my phone</button>", html, StringComparison.Ordinal);
        Assert.Matches("(?s)<details class=\"nextauth-other\">.*<svg .*</svg></div>\n</details>\n</div>\n$", html);
    }

    [Fact]
    public async Task A_session_with_login_is_told_who_it_is_and_gets_no_code()
    {
        var server = await _server.CreateServerAsync();
        await _server.EnrolAsync(server, "n1", userId: "Zoë <3");

        var html = await GetAsync(server, "login");

        var data = Data(html);
        Assert.Equal(("in", "Zoë <3"), (data["state"], data["user"]));
        Assert.Contains("You are logged in as <bdi>Zo&#xEB; &lt;3</bdi>.", html, StringComparison.Ordinal);
        Assert.DoesNotContain("link", data.Keys);
        Assert.DoesNotContain("<svg", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blocks_name_the_times_that_the_server_is_set_to()
    {
        await using var server = await TestServer.StartAsync(settings: new Dictionary<string, string?>
        {
            ["NextAuth:Phone:HandshakeTimeout"] = "00:04:00",
            ["NextAuth:Push:Lifetime"] = "00:05:00",
            ["NextAuth:Push:BrowserInterval"] = "00:00:01.5",
        });
        var shop = await server.CreateServerAsync();

        foreach (var what in (string[])["login", "enrol"])
        {
            var data = Data(Encoding.UTF8.GetString(await server.SendAsync(HttpMethod.Get, $"{shop.Path}/sessions/html/{what}", nonce: "n1").BytesAsync(Html)));
            Assert.Equal(("240", "300", "2"), (data["scantime"], data["pushtime"], data["pushpause"]));
        }
    }

    [Fact]
    public async Task The_context_of_the_body_is_kept_by_GET_and_by_POST()
    {
        var server = await _server.CreateServerAsync();
        foreach (var method in (string[])["GET", "POST"])
        {
            using var body = new StringContent($$$"""{"announceinfo":{"ip":"203.0.113.5","useragent":"{{{method}}}"}}""");
            await _server.SendAsync(new(method), $"{server.Path}/sessions/html/login", nonce: "n1", body: body).BytesAsync(Html);

            var context = await _server.Services.GetRequiredService<SessionService>()
                .ReadContextAsync(await _server.FindSessionAsync(server, "n1"), TestContext.Current.CancellationToken);
            Assert.Equal(method, context.Announceinfo!.Useragent);
        }
    }

    [Fact]
    public async Task Every_language_has_words_of_its_own()
    {
        var server = await _server.CreateServerAsync();
        var leads = new HashSet<string>();
        foreach (var language in Languages)
        {
            var html = await GetAsync(server, "login", $"?lang={language}");
            Assert.StartsWith($"<div class=\"nextauth-block\" lang=\"{language}\" ", html, StringComparison.Ordinal);
            Assert.True(leads.Add(Regex.Match(html, "<p class=\"nextauth-lead\">.*</p>").Value));
            Assert.DoesNotContain("{", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_enrol_block_holds_a_code_for_label_and_user_and_both_may_be_left_out()
    {
        var server = await _server.CreateServerAsync(new { serverName = "Shop" });
        var longName = new string('u', 200);
        foreach (var (query, label, user) in ((string, string, string?)[])
            [("", "Shop", null), ("?name=My+phone", "My phone", null), ("?userid=ada", "ada", "ada"), ("?name=phone&userid=ada", "phone", "ada"), ($"?userid={longName}", "Shop", longName)])
        {
            var html = await GetAsync(server, "enrol", query);
            Assert.True(Link.TryParse(Data(html)["link"], out var link, out _));
            var enrolment = (await _server.Services.GetRequiredService<RegistrationService>()
                .FindAsync(server.ServerId(), EnrolContext.Derive(Assert.IsType<Link.Enrol>(link).Token.ToArray()), TestContext.Current.CancellationToken)).Enrolment!;
            Assert.Equal((label, user, server.Session("n1")), (enrolment.Label, enrolment.UserId, enrolment.Session));
            Assert.Equal(("enrol", "out", "600"), (Data(html)["nextauth"], Data(html)["state"], Data(html)["life"]));
            Assert.Contains("<svg ", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_enrol_block_with_a_name_that_is_taken_is_409()
    {
        var server = await _server.CreateServerAsync(new { serverFlags = (string[])["uniqueNames"] });
        await _server.EnrolAsync(server, "n1", label: "Ada");

        await _server.SendAsync(HttpMethod.Get, $"{server.Path}/sessions/html/enrol?name=Ada", nonce: "n2").IsProblemAsync(409, "name-taken");
    }

    [Fact]
    public async Task What_somebody_chose_as_a_name_stays_text()
    {
        var server = await _server.CreateServerAsync(new { appname = "<b onmouseover=\"x\">'&</b>", serverName = "<script>" });
        await _server.EnrolAsync(server, "in", userId: Hostile);

        foreach (var html in (string[])[await GetAsync(server, "login"), await GetAsync(server, "login", nonce: "in"), await GetAsync(server, "enrol", $"?userid={Uri.EscapeDataString(Hostile)}")])
        {
            Assert.DoesNotContain("<b ", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
            Assert.DoesNotContain("onmouseover=\"", html, StringComparison.Ordinal);
            Assert.DoesNotContain('\u202E', html);
            Assert.DoesNotContain('\'', html);
        }
    }

    [Fact]
    public async Task Neither_blocks_nor_footer_hold_script_or_style_and_the_nonce_is_not_in_them()
    {
        var server = await _server.CreateServerAsync();
        const string Nonce = "the-secret-nonce-of-a-browser";
        var footer = await SendFooterAsync(server, "GET", null, Nonce);
        foreach (var html in (string[])[await GetAsync(server, "login", nonce: Nonce), await GetAsync(server, "enrol", nonce: Nonce), footer])
        {
            Assert.DoesNotContain(" style=", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<style", html, StringComparison.Ordinal);
            Assert.DoesNotMatch(" on[a-z]+=", html);
            Assert.DoesNotMatch("<script[^>]*>[^<]", html);
            Assert.DoesNotContain(Nonce, html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_files_of_the_footer_are_what_their_hashes_say_and_any_page_may_load_them_for_good()
    {
        var server = await _server.CreateServerAsync();
        var footer = await SendFooterAsync(server, "GET", null);

        var files = FileLinks().Matches(footer);
        Assert.Equal(["nextauth.css", "nextauth.js"], files.Select(file => file.Groups["path"].Value.Split('/')[^1]));
        foreach (var file in files.AsEnumerable())
        {
            Assert.Equal("http://localhost:8080", file.Groups["origin"].Value);
            using var answer = await _server.Http.GetAsync(file.Groups["path"].Value, TestContext.Current.CancellationToken);
            var bytes = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(WebUtility.HtmlDecode(file.Groups["hash"].Value), "sha384-" + Convert.ToBase64String(SHA384.HashData(bytes)));
            Assert.Contains("immutable", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
            Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
            Assert.Equal("cross-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Resource-Policy")));
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));

            using var head = await _server.Http.SendAsync(new(HttpMethod.Head, file.Groups["path"].Value), TestContext.Current.CancellationToken);
            Assert.Equal(bytes.Length, head.Content.Headers.ContentLength);
        }
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task The_footer_watches_its_session_and_those_of_the_body(string method)
    {
        var (server, other) = (await _server.CreateServerAsync(), await _server.CreateServerAsync(new { wsurl = "https://login.example/socket" }));
        await _server.EnrolAsync(other, "n2");

        var footer = await SendFooterAsync(server, method, $$"""{"sessions":[{"serverid":"{{other.Id}}","sessionid":"n2"},{"serverid":"{{server.Id}}","sessionid":"n3","more":1}]}""");

        Assert.Equal(
            [(server.Id, $"{server.Session("n1")}", "out", "ws://localhost:8080/ns/websocket"), (other.Id, $"{other.Session("n2")}", "in", "wss://login.example/socket"), (server.Id, $"{server.Session("n3")}", "out", "ws://localhost:8080/ns/websocket")],
            Regex.Matches(footer, "<div hidden data-nextauth=\"session\"[^>]*>").Select(found => Data(found.Value)).Select(data => (data["server"], data["hsid"], data["state"], data["socket"])));
    }

    [Fact]
    public async Task Sessions_of_a_server_without_the_right_or_that_does_not_exist_are_refused()
    {
        var (server, other) = (await _server.CreateServerAsync(), await _server.CreateServerAsync());
        var key = (await _server.CreateKeyAsync(server.Id, "sessions")).Key;
        Task<HttpResponseMessage> SendAsync(string on) => _server.SendAsync(
            HttpMethod.Post, $"{server.Path}/sessions/html/footer", key, "n1", new StringContent($$"""{"sessions":[{"serverid":"{{server.Id}}","sessionid":"n"},{"serverid":"{{on}}","sessionid":"n"}]}"""));

        await SendAsync(other.Id).IsProblemAsync(403, "missing-right");
        await SendAsync("AAAAAAAAAAAAAAAAAAAAAAAA").IsProblemAsync(404, "unknown-server");
        await SendAsync(server.Id).BytesAsync(Html);
    }

    [Fact]
    public async Task A_page_watches_as_many_sessions_as_a_socket_may()
    {
        var server = await _server.CreateServerAsync();
        string Body(int count) => $"{{\"sessions\":[{string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"serverid":"{{server.Id}}","sessionid":"s{{i}}"}"""))}]}}";

        Assert.Equal(64, Regex.Count(await SendFooterAsync(server, "POST", Body(63)), "data-nextauth=\"session\""));
        await _server.SendAsync(HttpMethod.Post, $"{server.Path}/sessions/html/footer", nonce: "n1", body: new StringContent(Body(64))).IsProblemAsync(400, "invalid-body");
    }

    private static Dictionary<string, string> Data(string html) => Regex.Matches(html[..html.IndexOf('>', StringComparison.Ordinal)], " data-([a-z]+)=\"([^\"]*)\"")
        .ToDictionary(match => match.Groups[1].Value, match => WebUtility.HtmlDecode(match.Groups[2].Value));

    private static Link.Login Read(string text)
    {
        Assert.True(Link.TryParse(text, out var link, out _));
        return Assert.IsType<Link.Login>(link);
    }

    private async Task<string> GetAsync(TestVirtualServer server, string what, string query = "", string nonce = "n1") => Encoding.UTF8.GetString(
        await _server.SendAsync(HttpMethod.Get, $"{server.Path}/sessions/html/{what}{query}", nonce: nonce).BytesAsync(Html));

    private async Task<string> SendFooterAsync(TestVirtualServer server, string method, string? body, string nonce = "n1") => Encoding.UTF8.GetString(
        await _server.SendAsync(new(method), $"{server.Path}/sessions/html/footer", nonce: nonce, body: body is null ? null : new StringContent(body)).BytesAsync(Html));

    [GeneratedRegex("(?:href|src)=\"(?<origin>http://[^/\"]+)(?<path>/html/[0-9a-f]{16}/[^\"]+)\" integrity=\"(?<hash>[^\"]+)\" crossorigin=\"anonymous\"")]
    private static partial Regex FileLinks();
}
