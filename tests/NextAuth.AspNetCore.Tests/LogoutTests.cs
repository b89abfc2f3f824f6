using System.Net;
using NextAuth.AspNetCore.Tests.Fixture;

namespace NextAuth.AspNetCore.Tests;

public sealed class LogoutTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly Dictionary<string, string> NoFields = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_logout_in_the_browser_ends_the_session_at_the_server_and_leads_on()
    {
        await using var application = await Application.StartAsync(server);
        await using var phone = await Phone.EnrolAsync(server.Root, "ada");
        using var browser = new Browser(application.Url);
        await browser.LogInAsync(phone);
        await browser.OpenAsync("/nonce");
        var nonce = browser.Text;
        Assert.True(await server.Root.IsLoggedInAsync(nonce, Token));

        await browser.PostAsync("/logout", NoFields);

        Assert.Equal((HttpStatusCode.Redirect, "/bye"), (browser.Status, browser.Location));
        Assert.False(await server.Root.IsLoggedInAsync(nonce, Token));
        Assert.Null(browser.Cookie("nextauth"));
        Assert.NotNull(browser.Cookie("nextauth-phone"));
    }

    [Fact]
    public async Task A_cookie_copied_before_the_logout_is_worth_nothing_after_it()
    {
        await using var application = await Application.StartAsync(server);
        await using var phone = await Phone.EnrolAsync(server.Root, "ben");
        using var browser = new Browser(application.Url);
        using var thief = new Browser(application.Url);
        await browser.LogInAsync(phone);
        thief.SetCookie("nextauth", browser.Cookie("nextauth")!);
        await thief.OpenAsync("/private");
        Assert.Equal(HttpStatusCode.OK, thief.Status);

        await browser.PostAsync("/logout", NoFields);

        // At once, not only when the answer is old.
        await thief.OpenAsync("/private");
        Assert.Equal(HttpStatusCode.Redirect, thief.Status);
    }

    [Fact]
    public async Task A_logout_on_the_phone_counts_after_the_interval()
    {
        await using var application = await Application.StartAsync(server);
        await using var phone = await Phone.EnrolAsync(server.Root, "cleo");
        using var browser = new Browser(application.Url);
        await browser.LogInAsync(phone);
        await browser.OpenAsync("/private");

        await phone.LogOutAsync();

        application.Time.Advance(TimeSpan.FromSeconds(29));
        await browser.OpenAsync("/private");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        application.Time.Advance(TimeSpan.FromSeconds(1));
        await browser.OpenAsync("/private");
        Assert.Equal(HttpStatusCode.Redirect, browser.Status);
    }

    [Fact]
    public async Task A_page_that_heard_of_the_logout_has_the_server_asked_at_once()
    {
        await using var application = await Application.StartAsync(server);
        await using var phone = await Phone.EnrolAsync(server.Root, "fay");
        using var browser = new Browser(application.Url);
        await browser.LogInAsync(phone);
        await browser.OpenAsync("/nextauth/check?returnUrl=/private");
        Assert.Equal((HttpStatusCode.SeeOther, "/private"), (browser.Status, browser.Location));
        await browser.OpenAsync("/private");
        Assert.Equal(HttpStatusCode.OK, browser.Status);

        await phone.LogOutAsync();
        await browser.OpenAsync("/nextauth/check?returnUrl=//evil.example");

        Assert.Equal((HttpStatusCode.SeeOther, "/"), (browser.Status, browser.Location));
        await browser.OpenAsync("/private");
        Assert.Equal(HttpStatusCode.Redirect, browser.Status);
    }

    [Fact]
    public async Task A_login_of_another_account_in_the_session_does_not_count()
    {
        await using var application = await Application.StartAsync(server);
        await using var first = await Phone.EnrolAsync(server.Root, "dora");
        await using var second = await Phone.EnrolAsync(server.Root, "emil");
        using var browser = new Browser(application.Url);
        await browser.LogInAsync(first);
        await browser.OpenAsync("/nonce");
        var nonce = browser.Text;
        await server.Root.LogoutAsync(nonce, Token);
        await second.ScanAsync(await server.Root.LoginLinkAsync(nonce, Token));
        Assert.True(await server.Root.IsLoggedInAsync(nonce, Token));

        application.Time.Advance(TimeSpan.FromSeconds(30));
        await browser.OpenAsync("/private");

        Assert.Equal(HttpStatusCode.Redirect, browser.Status);
    }
}
