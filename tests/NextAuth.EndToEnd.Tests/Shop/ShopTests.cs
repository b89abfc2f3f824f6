using System.Net;
using System.Text.RegularExpressions;

namespace NextAuth.EndToEnd.Tests.Shop;

public sealed partial class ShopTests(ShopFixture fixture) : IClassFixture<ShopFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_newcomer_signs_up_with_the_phone_and_is_greeted()
    {
        using var anna = new Person(fixture.Shop.Url);

        await anna.SignUpAsync("anna", Token);

        Assert.Equal(("/?welcome", "Hello, anna."), (anna.Browser.Path, anna.Browser.Heading));
    }

    [Fact]
    public async Task A_customer_logs_in_by_the_code_and_sees_the_browser_on_the_phone()
    {
        using var ben = new Person(fixture.Shop.Url);
        await ben.SignUpAsync("ben", Token);
        await ben.LogOutAsync(Token);
        Assert.DoesNotContain("Hello", ben.Browser.Page, StringComparison.Ordinal);

        await ben.Browser.OpenAsync("/nextauth/login", Token);
        await ben.Browser.FollowAsync(() => ben.ScanAsync(Token), Token);

        Assert.Equal("Hello, ben.", ben.Browser.Heading);
        Assert.Equal("Log in", ben.Seen?.Announced["Purpose"]);
        Assert.NotNull(ben.Seen?.BrowserAddress);
    }

    [Fact]
    public async Task The_phone_of_the_last_login_is_asked_without_any_code()
    {
        using var cleo = new Person(fixture.Shop.Url);
        await cleo.SignUpAsync("cleo", Token);
        await cleo.LogOutAsync(Token);
        await cleo.Browser.OpenAsync("/nextauth/login", Token);
        using var listening = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var phone = cleo.Phone.ListenAsync(await cleo.GetAccountAsync(Token), listening.Token);

        await cleo.Browser.FollowAsync(() => cleo.Browser.SubmitAsync("/nextauth/push", Token), Token);

        Assert.Equal("Hello, cleo.", cleo.Browser.Heading);
        Assert.True(cleo.Seen?.IsPush);
        await listening.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => phone);
    }

    [Theory]
    [InlineData(Authenticator.TransactionAnswer.Approve, "Thank you.")]
    [InlineData(Authenticator.TransactionAnswer.Decline, "Declined")]
    public async Task What_is_bought_is_what_the_phone_has_shown_and_decided(Authenticator.TransactionAnswer answer, string heading)
    {
        using var emil = new Person(fixture.Shop.Url) { TransactionAnswer = answer };
        await emil.SignUpAsync($"emil-{answer}", Token);

        await emil.Browser.SubmitAsync("/buy", Token, ("good", "bread"));
        var order = emil.Browser.Path;
        Assert.Equal("Approve it on your phone", emil.Browser.Heading);
        Assert.Contains("4.20 EUR", emil.Browser.Page, StringComparison.Ordinal);
        await emil.Phone.ScanAsync(emil.Browser.Link, cancellationToken: Token);
        await emil.Browser.OpenAsync(order, Token);

        Assert.Equal(heading, emil.Browser.Heading);
        Assert.Equal(("4.20 EUR", "Sourdough loaf", "Corner Shop"), (emil.SeenTransaction?.Amount, emil.SeenTransaction?.Description, emil.SeenTransaction?.Benificiary));

        // The address of an order is its buyer's alone.
        using var other = new Person(fixture.Shop.Url);
        await other.SignUpAsync($"other-{answer}", Token);
        await other.Browser.OpenAsync(order, Token);
        Assert.Equal("/", other.Browser.Path);
    }

    [Fact]
    public async Task A_further_phone_logs_in_as_the_same_user()
    {
        using var dora = new Person(fixture.Shop.Url);
        using var tablet = new Person(fixture.Shop.Url);
        await dora.SignUpAsync("dora", Token);
        await dora.Browser.OpenAsync("/add-device", Token);
        await dora.Browser.FollowAsync(async () => Assert.IsType<Authenticator.PhoneResult.Enrolled>(await tablet.Phone.ScanAsync(dora.Browser.Link)), Token);
        Assert.Equal(("/devices?added", 2), (dora.Browser.Path, dora.Browser.Page.Split("Enrolled</dt>").Length - 1));

        await tablet.Browser.OpenAsync("/nextauth/login", Token);
        await tablet.Browser.FollowAsync(() => tablet.ScanAsync(Token), Token);
        Assert.Equal("Hello, dora.", tablet.Browser.Heading);
    }

    [Fact]
    public async Task A_lost_phone_is_removed_by_its_owner_and_by_nobody_else()
    {
        using var fred = new Person(fixture.Shop.Url);
        using var lost = new Person(fixture.Shop.Url);
        using var stranger = new Person(fixture.Shop.Url);
        await fred.SignUpAsync("fred", Token);
        await fred.Browser.OpenAsync("/add-device", Token);
        await fred.Browser.FollowAsync(async () => Assert.IsType<Authenticator.PhoneResult.Enrolled>(await lost.Phone.ScanAsync(fred.Browser.Link)), Token);
        var phones = PhonePattern.Matches(fred.Browser.Page).Select(static phone => phone.Groups[1].Value).ToList();
        Assert.Equal(2, phones.Count);

        await stranger.SignUpAsync("stranger", Token);
        await stranger.Browser.OpenAsync("/devices", Token);
        await stranger.Browser.SubmitAsync("/devices?handler=Remove", Token, ("phone", phones[1]));
        await fred.Browser.OpenAsync("/devices", Token);
        Assert.Equal(2, PhonePattern.Count(fred.Browser.Page));

        await fred.Browser.SubmitAsync("/devices?handler=Remove", Token, ("phone", phones[1]));
        Assert.Equal("/devices?removed", fred.Browser.Path);
        Assert.Equal(phones[0], Assert.Single(PhonePattern.Matches(fred.Browser.Page)).Groups[1].Value);
        await lost.Browser.OpenAsync("/nextauth/login", Token);
        Assert.IsNotType<Authenticator.PhoneResult.LoggedIn>(await lost.Phone.ScanAsync(lost.Browser.Link, cancellationToken: Token));
    }

    [Fact]
    public async Task A_logout_on_the_phone_moves_the_page_on_at_once()
    {
        using var emil = new Person(fixture.Shop.Url);
        await emil.SignUpAsync("emil", Token);
        await emil.Browser.OpenAsync("/devices", Token);

        await emil.Browser.FollowAsync(async () => await emil.Phone.LogoutAsync(await emil.GetAccountAsync(Token), null, Token), Token);

        Assert.Equal(("/", "Good things, and no passwords."), (emil.Browser.Path, emil.Browser.Heading));
        await emil.Browser.OpenAsync("/devices", Token);
        Assert.Equal("Log in", emil.Browser.Heading);
    }

    [Fact]
    public async Task Every_page_forbids_inline_script_and_frames()
    {
        using var anybody = new Browser(fixture.Shop.Url);
        foreach (var path in (string[])["/", "/signup", "/nextauth/login", "/logout"])
        {
            await anybody.OpenAsync(path, Token);
            Assert.Equal(HttpStatusCode.OK, anybody.Response.StatusCode);
            var policy = string.Join(' ', anybody.Response.Headers.GetValues("Content-Security-Policy"));
            Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex("name=\"phone\" value=\"([0-9]+)\"")]
    private static partial Regex PhonePattern { get; }
}
