using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NextAuthApi.AspNetCore;

namespace NextAuth.AspNetCore.Tests;

public sealed class OptionsTests
{
    public static TheoryData<string, Action<NextAuthOptions>> Faults => new()
    {
        { "BaseUrl must be the server's address, http or https, e.g. https://auth.example.com; it is ''.", static o => o.BaseUrl = null },
        { "BaseUrl must be", static o => o.BaseUrl = new("ftp://localhost") },
        { "BaseUrl must be", static o => o.BaseUrl = new("/server", UriKind.Relative) },
        { "ApiKey is not set.", static o => o.ApiKey = " " },
        { "ServerId must be the 24 characters", static o => o.ServerId = "short" },
        { "ServerId must be the 24 characters", static o => o.ServerId = "AAAAAAAAAAAAAAAAAAAAAA<>" },
        { "WebSocketUrl must begin with ws:// or wss://", static o => o.WebSocketUrl = new("https://localhost") },
        { "Path must begin with '/'", static o => o.Path = "" },
        { "Path must begin with '/'", static o => o.Path = "/" },
        { "Path must begin with '/'", static o => o.Path = "/login/" },
        { "CookieName must be", static o => o.CookieName = "a;b" },
        { "RevalidationInterval must be", static o => o.RevalidationInterval = TimeSpan.Zero },
        { "MaxCodesPerMinute must be 1 to 1,000,000; it is 0.", static o => o.MaxCodesPerMinute = 0 },
        { "MaxStale (00:00:10) must be at least RevalidationInterval (00:00:30)", static o => o.MaxStale = TimeSpan.FromSeconds(10) },
        { "RememberPhone must be", static o => o.RememberPhone = TimeSpan.FromDays(-1) },
        { "Patience must be 10 s to 15 min; it is 00:20:00.", static o => o.Patience = TimeSpan.FromMinutes(20) },
        { "SiteName must have", static o => o.SiteName = "" },
        { "Title is empty.", static o => o.Title = " " },
        { "Stylesheet must be a path on this site", static o => o.Stylesheet = "https://cdn.example/x.css" },
        { "Icon must be a path on this site", static o => o.Icon = "//cdn.example/x.svg" },
        { "SignUpPath must be a path on this site", static o => o.SignUpPath = "javascript:x" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_in_the_options_stops_the_start_with_words(string words, Action<NextAuthOptions> fault)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(fault));

        Assert.StartsWith($"AddNextAuth: {words}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task Options_that_are_right_start() => StartAsync(static _ => { });

    [Fact]
    public void A_second_handler_is_refused()
    {
        var authentication = new ServiceCollection().AddAuthentication().AddNextAuth(static _ => { });

        Assert.Throws<InvalidOperationException>(() => authentication.AddNextAuth("Other", static _ => { }));
    }

    [Theory]
    [InlineData(ClaimTypes.NameIdentifier)]
    [InlineData(ClaimTypes.Name)]
    [InlineData(NextAuthClaims.AccountId)]
    [InlineData(NextAuthClaims.Hsid)]
    public void Who_somebody_is_never_comes_from_an_attribute(string claim) =>
        Assert.Throws<ArgumentException>(() => new NextAuthOptions().MapAttribute("name", claim));

    private static async Task StartAsync(Action<NextAuthOptions> change)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddAuthentication().AddNextAuth(o =>
        {
            (o.BaseUrl, o.ApiKey, o.ServerId) = (new("http://localhost:1"), "key", "AAAAAAAAAAAAAAAAAAAAAAAA");
            change(o);
        });
        await using var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync(TestContext.Current.CancellationToken);
        await app.StopAsync(TestContext.Current.CancellationToken);
    }
}
