using System.Net;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NextAuth.AspNetCore.Tests.Fixture;
using NextAuthApi.AspNetCore;
using NextAuthApi.AspNetCore.Pages;

namespace NextAuth.AspNetCore.Tests;

/// <summary>What somebody could try who wants to be another.</summary>
public sealed class AttackTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task A_cookie_planted_before_the_login_is_worth_nothing_after_it()
    {
        await using var application = await Application.StartAsync(server);
        await using var phone = await Phone.EnrolAsync(server.Root, "ada");
        using var mallory = new Browser(application.Url);
        using var victim = new Browser(application.Url);
        var prepared = await mallory.OpenLoginAsync();
        victim.SetCookie("nextauth-login", mallory.Cookie("nextauth-login")!);

        await victim.LogInAsync(phone);

        Assert.Null((await prepared.AskAsync("done")).Next);
        await mallory.OpenAsync("/private");
        Assert.Equal(HttpStatusCode.Redirect, mallory.Status);
        await victim.OpenAsync("/private");
        Assert.Equal(HttpStatusCode.OK, victim.Status);
    }

    [Fact]
    public async Task A_ticket_is_good_only_in_the_browser_it_was_made_for()
    {
        await using var application = await Application.StartAsync(server);
        await using var phone = await Phone.EnrolAsync(server.Root, "ben");
        using var victim = new Browser(application.Url);
        using var mallory = new Browser(application.Url);
        using var empty = new Browser(application.Url);
        var tab = await victim.OpenLoginAsync();
        await mallory.OpenLoginAsync();
        await phone.ScanAsync(tab.Link);

        foreach (var other in (Browser[])[mallory, empty])
        {
            Assert.Null((await new LoginTab(other, tab.Html).AskAsync("done")).Next);
            Assert.Equal((HttpStatusCode.BadRequest, null), (other.Status, other.Cookie("nextauth")));
        }
    }

    [Fact]
    public async Task A_cookie_of_another_application_with_the_same_keys_is_refused()
    {
        var keys = new EphemeralDataProtectionProvider();
        await using var application = await Application.StartAsync(server, keys: keys);
        await using var phone = await Phone.EnrolAsync(server.Root, "cleo");
        using var browser = new Browser(application.Url);
        await browser.LogInAsync(phone);
        var (id, key) = await server.CreateServerAsync(new { serverName = "Neighbour" });
        await using var neighbour = await Application.StartAsync(server.Host.Url, id, key, keys: keys);
        using var visitor = new Browser(neighbour.Url);
        visitor.SetCookie("nextauth", browser.Cookie("nextauth")!);
        visitor.SetCookie("nextauth-phone", browser.Cookie("nextauth-phone")!);

        await visitor.OpenAsync("/private");

        Assert.Equal(HttpStatusCode.Redirect, visitor.Status);
        Assert.Equal(0, neighbour.Questions);
        Assert.False((await visitor.OpenLoginAsync()).CanPush);
    }

    [Fact]
    public async Task A_cookie_of_one_kind_is_not_taken_for_another_nor_one_that_was_changed()
    {
        await using var application = await Application.StartAsync(server);
        await using var phone = await Phone.EnrolAsync(server.Root, "dora");
        using var browser = new Browser(application.Url);
        var tab = await browser.OpenLoginAsync();
        await browser.LogInAsync(phone);
        var good = browser.Cookie("nextauth")!;
        var before = application.Questions;
        string[] bad =
        [
            browser.Cookie("nextauth-phone")!, tab.Ticket, good[..^1], good + "A", good.Replace(good[40], good[40] == 'A' ? 'B' : 'A'), "A", "!", new string('A', 43), new string('A', 4000),
        ];

        foreach (var cookie in bad)
        {
            using var other = new Browser(application.Url);
            other.SetCookie("nextauth", cookie);
            await other.OpenAsync("/private");
            Assert.Equal((cookie, HttpStatusCode.Redirect), (cookie, other.Status));
        }

        Assert.Equal(before, application.Questions);
    }

    [Theory]
    [InlineData("push")]
    [InlineData("done")]
    [InlineData("code")]
    [InlineData("forget")]
    public async Task A_form_that_another_site_sends_is_refused(string what)
    {
        await using var application = await Application.StartAsync(server);
        using var browser = new Browser(application.Url);
        var tab = await browser.OpenLoginAsync();
        var path = $"/nextauth/{what}";

        await browser.PostAsync(path, new Dictionary<string, string>());
        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
        await browser.PostAsync(path, new Dictionary<string, string> { ["ticket"] = "AAAA" });
        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
        foreach (var site in (string[])["cross-site", "same-site"])
        {
            await browser.PostAsync(path, new Dictionary<string, string> { ["ticket"] = tab.Ticket }, "text/html", ("Sec-Fetch-Site", site));
            Assert.Equal((site, HttpStatusCode.BadRequest), (site, browser.Status));
        }

        await browser.PostAsync(path, new Dictionary<string, string> { ["ticket"] = tab.Ticket }, "text/html", ("Sec-Fetch-Site", "same-origin"));
        Assert.Equal(what == "forget" ? HttpStatusCode.RedirectMethod : HttpStatusCode.OK, browser.Status);
    }

    // Each code is a write on the server's disk, and costs nothing to ask for.
    [Fact]
    public async Task One_address_gets_so_many_codes_a_minute_and_others_go_on()
    {
        await using var application = await Application.StartAsync(server, static o => o.MaxCodesPerMinute = 3);
        using var browser = new Browser(application.Url);
        var tab = await browser.OpenLoginAsync();
        await browser.OpenLoginAsync();
        Assert.NotNull((await tab.AskAsync("code")).Link);
        var before = application.Questions;

        var refused = await tab.AskAsync("code");
        Assert.Equal((HttpStatusCode.TooManyRequests, null, "Too many people on your network want to log in just now. Try again in a minute."), (browser.Status, refused.Link, refused.Words));
        await browser.OpenAsync("/nextauth/login?returnUrl=%2Fprivate");
        Assert.Equal(HttpStatusCode.TooManyRequests, browser.Status);
        Assert.InRange(browser.Response.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.Contains("href=\"/nextauth/login?returnUrl=%2Fprivate\"", browser.Text, StringComparison.Ordinal);
        Assert.Equal(before, application.Questions);

        if (OperatingSystem.IsLinux())
        {
            using var elsewhere = new Browser(application.Url, IPAddress.Parse("127.0.0.77"));
            await elsewhere.OpenLoginAsync();
        }
    }

    // Any site could use up the codes of its visitors' network by pictures that are this page.
    [Theory]
    [InlineData("image", "cross-site", "no-cors", "", false)]
    [InlineData("image", "same-origin", "no-cors", "", false)]
    [InlineData("script", "same-site", "no-cors", "", false)]
    [InlineData("iframe", "cross-site", "navigate", "", false)]
    [InlineData("iframe", "same-origin", "navigate", "", false)]
    [InlineData("empty", "cross-site", "no-cors", "", false)]
    [InlineData("empty", "cross-site", "navigate", "", true)]
    [InlineData("empty", "same-origin", "cors", "", true)]
    [InlineData("document", "cross-site", "navigate", "prefetch", false)]
    [InlineData("document", "cross-site", "navigate", "prefetch;prerender", false)]
    [InlineData("document", "same-origin", "navigate", "prefetch;prerender", true)]
    [InlineData("document", "cross-site", "navigate", "", true)]
    [InlineData("document", "none", "navigate", "", true)]
    [InlineData("", "", "", "", true)]
    public async Task The_page_makes_no_code_where_nobody_sees_it(string destination, string site, string mode, string purpose, bool isMade)
    {
        await using var application = await Application.StartAsync(server);
        using var browser = new Browser(application.Url);
        var before = application.Questions;

        (string Name, string Value)[] said = [("Sec-Fetch-Dest", destination), ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", mode), ("Sec-Purpose", purpose)];
        await browser.OpenAsync("/nextauth/login?returnUrl=%2Fprivate", "text/html", [.. said.Where(static header => header.Value.Length > 0)]);

        Assert.Equal((isMade ? HttpStatusCode.OK : HttpStatusCode.Forbidden, isMade), (browser.Status, application.Questions > before));
        Assert.Contains(isMade ? "data-hsid" : "href=\"/nextauth/login?returnUrl=%2Fprivate\"", browser.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8::1", "2001:db8::ffff:1", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    public void An_IPv6_network_counts_as_one_address(string one, string other, bool isOne)
    {
        var services = new ServiceCollection().Configure<NextAuthOptions>("test", static o => o.MaxCodesPerMinute = 1).BuildServiceProvider();
        using var rate = new CodeRate(services.GetRequiredService<IOptionsMonitor<NextAuthOptions>>(), new NextAuthScheme("test"));

        Assert.True(rate.TryTake(IPAddress.Parse(one), out _));
        Assert.Equal(!isOne, rate.TryTake(IPAddress.Parse(other), out _));
        Assert.Equal((true, false), (rate.IsNews(), rate.IsNews()));
    }

    [Fact]
    public async Task Asking_for_the_head_of_the_page_makes_no_session()
    {
        await using var application = await Application.StartAsync(server);
        using var browser = new Browser(application.Url);

        await browser.HeadAsync("/nextauth/login");

        Assert.Equal((HttpStatusCode.OK, 0), (browser.Status, application.Questions));
        Assert.False(browser.Response.Headers.Contains("Set-Cookie"));
        Assert.True(browser.Response.Headers.CacheControl?.NoStore);
    }

    // Behind a proxy that hands on no host name every site seems to be on this machine.
    [Fact]
    public async Task Outside_development_the_cookies_ask_for_https_on_this_machine_too()
    {
        await using var application = await Application.StartAsync(server, static o => o.AllowHttpOnThisMachine = null);
        using var browser = new Browser(application.Url);

        await browser.OpenLoginAsync();

        Assert.Matches("^__Host-nextauth-login=[A-Za-z0-9_-]{43}; path=/; secure; ", Assert.Single(browser.Response.Headers.GetValues("Set-Cookie")));
    }

    [Fact]
    public async Task A_form_too_large_is_refused()
    {
        await using var application = await Application.StartAsync(server);
        using var browser = new Browser(application.Url);
        var tab = await browser.OpenLoginAsync();

        await browser.PostAsync("/nextauth/done", new Dictionary<string, string> { ["ticket"] = tab.Ticket, ["more"] = new string('x', 10_000) });

        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
    }
}
