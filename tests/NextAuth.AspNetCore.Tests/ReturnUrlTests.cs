using NextAuth.AspNetCore.Tests.Fixture;

namespace NextAuth.AspNetCore.Tests;

/// <summary>Where a login may lead: somewhere on this site.</summary>
public sealed class ReturnUrlTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    public static TheoryData<string, string> Table => new()
    {
        { "/", "/" },
        { "/private?a=b&c=%C3%BC#d", "/private?a=b&c=%C3%BC#d" },
        { "/a//b", "/a//b" },
        { "/nextauthor", "/nextauthor" },
        { "", "/" },
        { "private", "/" },
        { "//evil.example", "/" },
        { "///evil.example", "/" },
        { "/\\evil.example", "/" },
        { "\\\\evil.example", "/" },
        { "/a/..\\..//evil.example", "/" },
        { "/\t/evil.example", "/" },
        { "/\n/evil.example", "/" },
        { "\t//evil.example", "/" },
        { " //evil.example", "/" },
        { "/\u00a0/evil.example", "/" },
        { "/ü", "/" },
        { "https://evil.example", "/" },
        { "javascript:alert(1)", "/" },
        { "data:text/html,x", "/" },
        { "~/private", "/" },
        { "/nextauth/login", "/" },
        { "/NextAuth/login?returnUrl=/", "/" },
        { "/a\r\nSet-Cookie: x=y", "/" },
        { "/" + new string('a', 2000), "/" },
    };

    [Fact]
    public async Task A_login_leads_only_to_this_site()
    {
        await using var application = await Application.StartAsync(server);
        await using var phone = await Phone.EnrolAsync(server.Root, "lea");
        using var browser = new Browser(application.Url);
        await browser.LogInAsync(phone);

        foreach (var row in Table)
        {
            var (asked, expected) = row.Data;
            await browser.OpenAsync($"/nextauth/login?returnUrl={Uri.EscapeDataString(asked)}");
            Assert.Equal((asked, expected), (asked, browser.Location));
        }
    }

    [Fact]
    public async Task What_leads_away_is_forgotten_before_the_page_is_made()
    {
        await using var application = await Application.StartAsync(server);
        await using var phone = await Phone.EnrolAsync(server.Root, "max");
        using var browser = new Browser(application.Url);
        var tab = await browser.OpenLoginAsync("?returnUrl=//evil.example");

        await phone.ScanAsync(tab.Link);

        Assert.Equal("/", (await tab.AskAsync("done")).Next);
    }
}
