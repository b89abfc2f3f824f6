using System.Net;
using System.Security.Claims;
using NextAuth.AspNetCore.Tests.Fixture;
using NextAuth.Authenticator;
using NextAuthApi.AspNetCore;

namespace NextAuth.AspNetCore.Tests;

public sealed class LoginTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_may_not_enter_logs_in_by_the_code_and_comes_to_where_he_wanted()
    {
        await using var application = await Application.StartAsync(server);
        await using var phone = await Phone.EnrolAsync(server.Root, "ada");
        using var browser = new Browser(application.Url);

        await browser.OpenAsync("/private?basket=7&x=%C3%BC");
        Assert.Equal((HttpStatusCode.Redirect, "/nextauth/login?returnUrl=%2Fprivate%3Fbasket%3D7%26x%3D%25C3%25BC"), (browser.Status, browser.Location));
        await browser.OpenAsync(browser.Location!);
        var tab = new LoginTab(browser, browser.Text);
        var answer = await tab.FollowAsync(() => phone.ScanAsync(tab.Link));

        Assert.Equal("/private?basket=7&x=%C3%BC", answer.Next);
        await browser.OpenAsync(answer.Next!);
        Assert.Contains($"{ClaimTypes.Name}=ada", browser.Text, StringComparison.Ordinal);
        Assert.Contains($"{ClaimTypes.NameIdentifier}=ada", browser.Text, StringComparison.Ordinal);
        Assert.Contains($"{NextAuthClaims.Hsid}={tab.Hsid}", browser.Text, StringComparison.Ordinal);
        Assert.Matches($"{NextAuthClaims.AccountId}=[0-9]+", browser.Text);
    }

    [Fact]
    public async Task The_phone_shows_the_site_and_the_browser()
    {
        await using var application = await Application.StartAsync(server, static o => o.SiteName = "Library");
        await using var phone = await Phone.EnrolAsync(server.Root, "ben");
        using var browser = new Browser(application.Url);

        await browser.LogInAsync(phone);

        Assert.Equal(("Library", "Log in", "Tests/1.0 <b>"), (phone.Seen!.Announced["Site"], phone.Seen.Announced["Purpose"], phone.Seen.BrowserAgent));
        Assert.NotNull(phone.Seen.BrowserAddress);
    }

    [Fact]
    public async Task The_phone_of_the_last_login_is_asked_in_a_new_session()
    {
        await using var application = await Application.StartAsync(server);
        await using var phone = await Phone.EnrolAsync(server.Root, "cleo");
        using var browser = new Browser(application.Url);
        var first = await browser.OpenLoginAsync();
        Assert.False(first.CanPush);
        await browser.LogInAsync(phone);
        await browser.PostAsync("/logout", new Dictionary<string, string>());
        await phone.ListenAsync();

        var tab = await browser.OpenLoginAsync();
        Assert.True(tab.CanPush);
        var answer = await tab.FollowAsync(async () => Assert.Equal("Sent to your phone.", (await tab.AskAsync("push")).Words));

        Assert.True(phone.Seen?.IsPush);
        Assert.NotEqual(first.Hsid, tab.Hsid);
        await browser.OpenAsync(answer.Next!.Replace("/", "/private", StringComparison.Ordinal));
        Assert.Contains($"{NextAuthClaims.Hsid}={tab.Hsid}", browser.Text, StringComparison.Ordinal);
    }

    // Whoever sits down where somebody else has logged out.
    [Fact]
    public async Task The_phone_of_the_last_login_can_be_forgotten()
    {
        await using var application = await Application.StartAsync(server);
        await using var phone = await Phone.EnrolAsync(server.Root, "nora");
        using var browser = new Browser(application.Url);
        await browser.LogInAsync(phone);
        await browser.PostAsync("/logout", new Dictionary<string, string>());
        var tab = await browser.OpenLoginAsync("?returnUrl=%2Fprivate");
        Assert.True(tab.CanPush);

        await tab.PressAsync("forget");

        Assert.Equal((HttpStatusCode.RedirectMethod, "/nextauth/login?returnUrl=%2Fprivate"), (browser.Status, browser.Location));
        Assert.Null(browser.Cookie("nextauth-phone"));
        Assert.False((await browser.OpenLoginAsync()).CanPush);
    }

    [Fact]
    public async Task Six_digits_stand_on_the_page_where_the_server_asks_for_them()
    {
        var (id, key) = await server.CreateServerAsync(new { serverName = "Typed", serverFlags = (string[])["typedCode"] });
        using var root = server.RootOf(id);
        await using var application = await Application.StartAsync(server.Host.Url, id, key);
        await using var phone = await Phone.EnrolAsync(root, "dora");
        using var browser = new Browser(application.Url);
        await browser.LogInAsync(phone);
        await browser.PostAsync("/logout", new Dictionary<string, string>());
        var digits = new TaskCompletionSource<string>();
        phone.Answer = async _ => new LoginAnswer.Approve(null, await digits.Task);
        await phone.ListenAsync();

        var tab = await browser.OpenLoginAsync();
        var answer = await tab.FollowAsync(async () =>
        {
            var shown = await tab.PressAsync("push");
            Assert.Matches("^[0-9]{6}$", shown.Digits);
            Assert.Equal((tab.Hsid, "Sent to your phone."), (shown.Hsid, shown.Words));
            digits.SetResult(shown.Digits);
        });

        Assert.Equal("/", answer.Next);
    }

    [Fact]
    public async Task A_browser_without_script_goes_on_by_a_button_that_keeps_the_session_until_the_phone_is_done()
    {
        await using var application = await Application.StartAsync(server);
        await using var phone = await Phone.EnrolAsync(server.Root, "emil");
        using var browser = new Browser(application.Url);
        var tab = await browser.OpenLoginAsync("?returnUrl=/private");

        var early = await tab.PressAsync("done");
        Assert.Equal((HttpStatusCode.OK, tab.Hsid), (browser.Status, early.Hsid));
        Assert.StartsWith("Your phone has not confirmed yet.", early.Words, StringComparison.Ordinal);
        await phone.ScanAsync(tab.Link);
        await early.PressAsync("done");

        Assert.Equal((HttpStatusCode.SeeOther, "/private"), (browser.Status, browser.Location));
        await browser.OpenAsync("/private");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
    }

    [Fact]
    public async Task Several_tabs_have_a_session_each_and_each_can_log_in()
    {
        await using var application = await Application.StartAsync(server);
        await using var phone = await Phone.EnrolAsync(server.Root, "fay");
        using var browser = new Browser(application.Url);
        var (first, second) = (await browser.OpenLoginAsync(), await browser.OpenLoginAsync("?returnUrl=/private"));
        Assert.NotEqual(first.Hsid, second.Hsid);

        await phone.ScanAsync(first.Link);
        Assert.Null((await second.AskAsync("done")).Next);
        Assert.Equal("/", (await first.AskAsync("done")).Next);

        // The other tab is out of date, and the page it loads then sends it on.
        await second.AskAsync("done");
        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
        await browser.OpenAsync("/nextauth/login?returnUrl=/private");
        Assert.Equal((HttpStatusCode.SeeOther, "/private"), (browser.Status, browser.Location));
    }

    [Fact]
    public async Task A_fresh_code_is_of_the_same_session()
    {
        await using var application = await Application.StartAsync(server, static o => o.Hint = "scan '{link}'");
        await using var phone = await Phone.EnrolAsync(server.Root, "gus");
        using var browser = new Browser(application.Url);
        var tab = await browser.OpenLoginAsync();

        var fresh = await tab.AskAsync("code");
        Assert.StartsWith("data:image/svg+xml;base64,", fresh.Picture, StringComparison.Ordinal);
        Assert.Equal($"scan '{fresh.Link}'", fresh.Hint);
        await phone.ScanAsync(fresh.Link!);

        Assert.Equal("/", (await tab.AskAsync("done")).Next);
    }

    [Fact]
    public async Task A_page_that_was_open_too_long_gets_a_new_session()
    {
        await using var application = await Application.StartAsync(server);
        await using var phone = await Phone.EnrolAsync(server.Root, "hal");
        using var browser = new Browser(application.Url);
        var tab = await browser.OpenLoginAsync("?returnUrl=/private");
        await phone.ScanAsync(tab.Link);

        application.Time.Advance(TimeSpan.FromMinutes(61));

        Assert.Equal("/nextauth/login?returnUrl=%2Fprivate", (await tab.AskAsync("done")).Next);
        await browser.OpenAsync("/private");
        Assert.Equal(HttpStatusCode.Redirect, browser.Status);
    }

    [Fact]
    public async Task Attributes_become_claims_with_the_right_sessions_alone()
    {
        await using var application = await Application.StartAsync(server, static o =>
        {
            o.MapAttribute("email", ClaimTypes.Email);
            o.MapAttribute("groups", ClaimTypes.Role);
            o.MapAttribute("age", "age");
            o.MapAttribute("nothing", "nothing");
        });
        await using var phone = await Phone.EnrolAsync(server.Root, "ines");
        using var set = await server.Root.SendAsync(
            HttpMethod.Post, $"/servers/{server.Server}/users/ines/attributes/", null, new { email = "ines@example.com", groups = (string[])["staff", "cooks"], age = 40, secret = "kept" }, Token);
        using var browser = new Browser(application.Url);
        await browser.LogInAsync(phone);

        await browser.OpenAsync("/private");

        Assert.Equal(
            ["age=40", $"{ClaimTypes.Role}=cooks", $"{ClaimTypes.Role}=staff", $"{ClaimTypes.Email}=ines@example.com"],
            browser.Text.Split('\n').Where(static claim => !claim.StartsWith("nextauth:", StringComparison.Ordinal) && !claim.EndsWith("=ines", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        await browser.OpenAsync("/forbidden");
        Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
    }

    [Fact]
    public async Task A_phone_of_no_user_is_told_so_and_logged_out()
    {
        await using var application = await Application.StartAsync(server);
        await using var phone = await Phone.EnrolAsync(server.Root, null);
        using var browser = new Browser(application.Url);
        var tab = await browser.OpenLoginAsync();
        await phone.ScanAsync(tab.Link);

        Assert.StartsWith("That phone belongs to no user here.", (await tab.AskAsync("done")).Words, StringComparison.Ordinal);

        Assert.Null(browser.Cookie("nextauth"));
        Assert.Null((await tab.AskAsync("done")).Words);
    }

    [Fact]
    public async Task A_phone_of_no_user_is_let_in_where_the_application_wants_it()
    {
        await using var application = await Application.StartAsync(server, static o => o.RequireUser = false);
        await using var phone = await Phone.EnrolAsync(server.Root, null);
        using var browser = new Browser(application.Url);
        await browser.LogInAsync(phone);

        await browser.OpenAsync("/private");

        Assert.Contains(NextAuthClaims.AccountId, browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(ClaimTypes.NameIdentifier, browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_the_application_had_logged_in_itself_is_taken_and_its_nonce_found_again()
    {
        await using var application = await Application.StartAsync(server);
        using var browser = new Browser(application.Url);
        var nonce = $"sign-up-{Guid.NewGuid():N}";
        await browser.OpenAsync($"/signin?nonce={nonce}");
        Assert.Equal("NotLoggedIn", browser.Text);
        await using var phone = new Phone();
        Assert.IsType<PhoneResult.Enrolled>(await phone.TryScanAsync(await server.Root.EnrolLinkAsync(nonce, "phone", Token)));
        await browser.OpenAsync($"/signin?nonce={nonce}");
        Assert.Equal("NoUser", browser.Text);
        await server.Root.RegisterUserAsync(nonce, "jan", Token);

        await browser.OpenAsync($"/signin?nonce={nonce}");

        Assert.Equal("SignedIn", browser.Text);
        Assert.True(browser.Response.Headers.CacheControl?.NoStore);
        await browser.OpenAsync("/private");
        Assert.Contains($"{ClaimTypes.Name}=jan", browser.Text, StringComparison.Ordinal);
        await browser.OpenAsync("/nonce");
        Assert.Equal(nonce, browser.Text);
    }

    [Fact]
    public async Task A_page_of_one_machine_is_finished_on_another_with_the_same_keys()
    {
        var keys = new Microsoft.AspNetCore.DataProtection.EphemeralDataProtectionProvider();
        await using var first = await Application.StartAsync(server, keys: keys);
        await using var second = await Application.StartAsync(server, keys: keys);
        await using var phone = await Phone.EnrolAsync(server.Root, "kim");
        using var browser = new Browser(first.Url);
        using var elsewhere = new Browser(second.Url);
        var tab = await browser.OpenLoginAsync("?returnUrl=/private");
        elsewhere.SetCookie("nextauth-login", browser.Cookie("nextauth-login")!);

        await phone.ScanAsync(tab.Link);
        Assert.Equal("/private", (await new LoginTab(elsewhere, tab.Html).AskAsync("done")).Next);

        browser.SetCookie("nextauth", elsewhere.Cookie("nextauth")!);
        await browser.OpenAsync("/private");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
    }
}
