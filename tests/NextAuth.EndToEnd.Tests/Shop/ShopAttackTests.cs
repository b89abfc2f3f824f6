using System.Net;
using NextAuth.Authenticator;

namespace NextAuth.EndToEnd.Tests.Shop;

/// <summary>What somebody could try who wants to be another.</summary>
public sealed class ShopAttackTests(ShopFixture fixture) : IClassFixture<ShopFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_signs_up_with_the_name_of_another()
    {
        using var emma = new Person(fixture.Shop.Url);
        using var mallory = new Person(fixture.Shop.Url);
        await emma.SignUpAsync("emma", Token);

        await mallory.Browser.OpenAsync("/signup", Token);
        await mallory.Browser.SubmitAsync("/signup", Token, ("Name", "Emma"));

        Assert.Contains("That name is taken.", mallory.Browser.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_newcomers_who_scan_for_one_name_one_gets_it()
    {
        Person[] newcomers = [new(fixture.Shop.Url), new(fixture.Shop.Url)];
        foreach (var newcomer in newcomers)
        {
            await newcomer.Browser.OpenAsync("/signup", Token);
            await newcomer.Browser.SubmitAsync("/signup", Token, ("Name", "frank"));
            Assert.IsType<PhoneResult.Enrolled>(await newcomer.Phone.ScanAsync(newcomer.Browser.Link, cancellationToken: Token));
        }

        await Task.WhenAll(newcomers.Select(newcomer => newcomer.Browser.OpenAsync("/signup/scan", Token)));

        Assert.Equal(["/?welcome", "/signup?taken=true"], newcomers.Select(newcomer => newcomer.Browser.Path).Order(StringComparer.Ordinal));
        var late = newcomers.Single(newcomer => newcomer.Browser.Path != "/?welcome");
        await late.Browser.SubmitAsync("/signup", Token, ("Name", "frank2"));
        Assert.IsType<PhoneResult.Enrolled>(await late.Phone.ScanAsync(late.Browser.Link, cancellationToken: Token));
        await late.Browser.OpenAsync("/signup/scan", Token);
        Assert.Equal("Hello, frank2.", late.Browser.Heading);
        Array.ForEach(newcomers, static newcomer => newcomer.Dispose());
    }

    [Fact]
    public async Task A_code_photographed_in_this_browser_before_does_not_enrol_into_the_next_sign_up()
    {
        using var victim = new Person(fixture.Shop.Url);
        using var mallory = new Person(fixture.Shop.Url);
        await victim.Browser.OpenAsync("/signup", Token);
        await victim.Browser.SubmitAsync("/signup", Token, ("Name", "mallorys"));
        var photographed = victim.Browser.Link;

        await victim.Browser.OpenAsync("/signup", Token);
        await victim.Browser.SubmitAsync("/signup", Token, ("Name", "hugo"));
        Assert.IsType<PhoneResult.Enrolled>(await mallory.Phone.ScanAsync(photographed, cancellationToken: Token));
        await victim.Browser.OpenAsync("/signup/scan", Token);
        Assert.Equal("/signup/scan", victim.Browser.Path);

        Assert.IsType<PhoneResult.Enrolled>(await victim.Phone.ScanAsync(victim.Browser.Link, cancellationToken: Token));
        await victim.Browser.OpenAsync("/signup/scan", Token);
        Assert.Equal("Hello, hugo.", victim.Browser.Heading);
    }

    [Fact]
    public async Task A_cookie_planted_before_the_login_is_worth_nothing_after_it()
    {
        using var mallory = new Browser(fixture.Shop.Url);
        using var gina = new Person(fixture.Shop.Url);
        await mallory.OpenAsync("/signup", Token);
        await mallory.SubmitAsync("/signup", Token, ("Name", "mallory"));
        await mallory.OpenAsync("/nextauth/login", Token);
        var planted = mallory.Cookies.GetAllCookies().Where(static cookie => cookie.Name is "shop-login" or "shop-signup").ToList();
        Assert.Equal(2, planted.Count);
        planted.ForEach(cookie => gina.Browser.Cookies.Add(fixture.Shop.Url, new Cookie(cookie.Name, cookie.Value)));

        await gina.SignUpAsync("gina", Token);
        Assert.Equal("Hello, gina.", gina.Browser.Heading);
        await AssertStrangerAsync();
        await gina.LogOutAsync(Token);
        planted.ForEach(cookie => gina.Browser.Cookies.Add(fixture.Shop.Url, new Cookie(cookie.Name, cookie.Value)));
        await gina.Browser.OpenAsync("/nextauth/login", Token);
        await gina.Browser.FollowAsync(() => gina.ScanAsync(Token), Token);
        Assert.Equal("Hello, gina.", gina.Browser.Heading);
        await AssertStrangerAsync();

        async Task AssertStrangerAsync()
        {
            foreach (var path in (string[])["/", "/signup/scan", "/nextauth/login?returnUrl=/"])
            {
                await mallory.OpenAsync(path, Token);
                Assert.DoesNotContain("gina", mallory.Page, StringComparison.Ordinal);
            }

            await mallory.SubmitAsync("/nextauth/done", Token);
            Assert.DoesNotContain("gina", mallory.Page, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/signup")]
    [InlineData("/nextauth/push")]
    [InlineData("/nextauth/done")]
    [InlineData("/logout")]
    public async Task A_form_that_another_site_sends_is_refused(string path)
    {
        using var victim = new Browser(fixture.Shop.Url);

        await victim.SubmitAsync(path, Token, ("Name", "harry"), ("id", "1"));

        Assert.Equal(HttpStatusCode.BadRequest, victim.Response.StatusCode);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("<b>x</b>")]
    [InlineData("\u0430nna")]
    [InlineData("")]
    public async Task A_name_with_more_than_plain_letters_is_refused_and_shown_as_text(string name)
    {
        using var anybody = new Browser(fixture.Shop.Url);
        await anybody.OpenAsync("/signup", Token);

        await anybody.SubmitAsync("/signup", Token, ("Name", name));

        Assert.Contains("A name has 1 to 40", anybody.Page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>x</b>", anybody.Page, StringComparison.Ordinal);
    }
}
