using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using NextAuth.AspNetCore.Tests.Fixture;

namespace NextAuth.AspNetCore.Tests;

public sealed class PageTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task The_page_allows_nothing_from_elsewhere_and_nothing_inline()
    {
        await using var application = await Application.StartAsync(server);
        using var browser = new Browser(application.Url);
        var tab = await browser.OpenLoginAsync();

        var policy = string.Join(' ', browser.Response.Headers.GetValues("Content-Security-Policy"));
        Assert.Equal(
            $"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' ws://localhost:{server.Host.Url.Port}; "
            + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
            policy);
        Assert.True(browser.Response.Headers.CacheControl?.NoStore);
        Assert.DoesNotMatch("<style|style=|<script>| on[a-z]+=", tab.Html);
        foreach (var path in Loaded(tab))
        {
            await browser.OpenAsync(path);
            Assert.Equal((HttpStatusCode.OK, "public, max-age=31536000, immutable"), (browser.Status, browser.Response.Headers.CacheControl!.ToString()));
        }
    }

    [Fact]
    public async Task The_files_to_fetch_beforehand_are_those_that_the_page_loads()
    {
        await using var application = await Application.StartAsync(server);
        using var browser = new Browser(application.Url);
        await browser.OpenAsync("/files");
        var told = JsonSerializer.Deserialize<string[]>(browser.Text)!;

        var tab = await browser.OpenLoginAsync();

        Assert.NotEmpty(told);
        Assert.Equal(told.Order(), Loaded(tab).Order());
    }

    [Fact]
    public async Task What_the_site_says_is_shown_as_text()
    {
        const string hostile = "<script>alert('1')</script>\"&";
        await using var application = await Application.StartAsync(server, static o =>
        {
            (o.SiteName, o.Title, o.Hint, o.HintTitle, o.Footer, o.PushHint) = (hostile, hostile, hostile, hostile, hostile, hostile);
            (o.Stylesheet, o.Icon, o.SignUpPath) = ("/a.css?\"><b>", "/a.svg?\"><b>", "/signup?\"><b>");
        });
        using var browser = new Browser(application.Url);

        var tab = await browser.OpenLoginAsync();

        Assert.DoesNotContain("alert('1')", tab.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", tab.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", tab.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "120")]
    [InlineData(300, "300")]
    public async Task The_page_waits_for_as_long_as_the_site_says(int? seconds, string told)
    {
        await using var application = await Application.StartAsync(server, o => o.Patience = seconds is { } set ? TimeSpan.FromSeconds(set) : o.Patience);
        using var browser = new Browser(application.Url);

        var tab = await browser.OpenLoginAsync();

        Assert.Contains($" data-patience=\"{told}\"", tab.Html, StringComparison.Ordinal);
    }

    // The server rounds the end up to half a minute. Clocks that differ must not make a page ask all the time, or never.
    [Theory]
    [InlineData(0, 115, 150)]
    [InlineData(-60, 175, 210)]
    [InlineData(60, 55, 90)]
    [InlineData(86_400, 30, 30)]
    [InlineData(-86_400, 930, 930)]
    public async Task The_page_is_told_how_long_its_code_lives(int ahead, int least, int most)
    {
        await using var application = await Application.StartAsync(server);
        application.Time.AdjustTime(DateTimeOffset.UtcNow.AddSeconds(ahead));
        using var browser = new Browser(application.Url);

        var tab = await browser.OpenLoginAsync();

        var life = int.Parse(Regex.Match(tab.Html, " data-life=\"(\\d+)\"").Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.InRange(life, least, most);
        Assert.Contains($"The code is good for {life} seconds.", tab.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_https_the_cookies_are_the_hosts_own()
    {
        await using var application = await Application.StartAsync(server, scheme: "https");
        using var browser = new Browser(application.Url);

        await browser.OpenLoginAsync();

        var cookie = Assert.Single(browser.Response.Headers.GetValues("Set-Cookie"));
        Assert.Matches("^__Host-nextauth-login=[A-Za-z0-9_-]{43}; path=/; secure; samesite=lax; httponly$", cookie);
    }

    [Fact]
    public async Task Over_http_from_another_machine_the_cookies_ask_for_https()
    {
        await using var application = await Application.StartAsync(server);
        using var browser = new Browser(application.Url);

        await browser.OpenAsync("/nextauth/login", headers: ("Host", "shop.example"));

        Assert.StartsWith("__Host-nextauth-login=", Assert.Single(browser.Response.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/private", "application/json", 401)]
    [InlineData("GET", "/private", "*/*", 401)]
    [InlineData("POST", "/private", "application/json", 401)]
    [InlineData("GET", "/private", "text/html,application/xhtml+xml,*/*;q=0.8", 302)]
    public async Task A_program_is_told_401_and_a_browser_is_sent_to_the_page(string method, string path, string accept, int status)
    {
        await using var application = await Application.StartAsync(server);
        using var browser = new Browser(application.Url);

        await (method == "GET" ? browser.OpenAsync(path, accept) : browser.PostAsync(path, new Dictionary<string, string>(), accept));

        Assert.Equal(status, (int)browser.Status);
        Assert.Equal(status == 401 ? "NextAuth" : "", browser.Response.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task After_a_form_that_was_lost_the_login_leads_to_the_front_page()
    {
        await using var application = await Application.StartAsync(server);
        using var browser = new Browser(application.Url);

        await browser.PostAsync("/private", new Dictionary<string, string>());

        Assert.Equal("/nextauth/login?returnUrl=%2F", browser.Location);
    }

    [Theory]
    [InlineData("/nextauth")]
    [InlineData("/nextauth/")]
    [InlineData("/nextauth/other")]
    [InlineData("/nextauth/done")]
    [InlineData("/nextauth/push")]
    public async Task What_is_no_page_of_the_handlers_is_the_applications(string path)
    {
        await using var application = await Application.StartAsync(server);
        using var browser = new Browser(application.Url);

        await browser.OpenAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
    }

    private static IEnumerable<string> Loaded(LoginTab tab) => Regex.Matches(tab.Html, "(?:href|src)=\"(/nextauth/[^\"]+)\"").Select(static match => match.Groups[1].Value);
}
