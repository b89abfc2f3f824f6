using System.Net;
using NextAuth.AspNetCore.Tests.Fixture;
using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.AspNetCore.Tests;

public sealed class RevalidationTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_after_the_login_does_not_ask_what_the_login_has_just_heard()
    {
        await using var application = await Application.StartAsync(server);
        await using var phone = await Phone.EnrolAsync(server.Root, "olga");
        using var browser = new Browser(application.Url);
        await browser.LogInAsync(phone);
        var before = application.Questions;

        await browser.OpenAsync("/private");
        Assert.Equal((HttpStatusCode.OK, before), (browser.Status, application.Questions));

        // As old as the question, and no older.
        application.Time.Advance(TimeSpan.FromSeconds(30));
        await browser.OpenAsync("/private");
        Assert.Equal((HttpStatusCode.OK, before + 1), (browser.Status, application.Questions));
    }

    [Fact]
    public async Task The_server_is_asked_once_in_an_interval_however_many_ask_at_once()
    {
        await using var application = await Application.StartAsync(server);
        await using var phone = await Phone.EnrolAsync(server.Root, "ada");
        using var browser = new Browser(application.Url);
        await browser.LogInAsync(phone);
        var before = application.Questions;
        using var http = new HttpClient { BaseAddress = application.Url };
        http.DefaultRequestHeaders.Add("Cookie", $"nextauth={browser.Cookie("nextauth")}");

        for (var interval = 1; interval <= 3; interval++)
        {
            application.Time.Advance(TimeSpan.FromSeconds(30));
            var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => http.GetStringAsync("/private", Token)));
            Assert.All(answers, static answer => Assert.Contains("=ada", answer, StringComparison.Ordinal));
            Assert.Equal(before + interval, application.Questions);
        }
    }

    [Fact]
    public async Task A_request_without_a_cookie_asks_nothing()
    {
        await using var application = await Application.StartAsync(server);
        using var browser = new Browser(application.Url);

        await browser.OpenAsync("/nonce");

        Assert.Equal(("none", 0), (browser.Text, application.Questions));
    }

    [Fact]
    public async Task While_the_server_is_down_the_last_answer_counts_for_five_minutes_and_then_nobody_is_logged_in()
    {
        // A host of its own: it is killed.
        await using var host = await HostProcess.StartNewAsync(Token);
        using var root = new RestApi(host.Url, host.RootKey);
        var id = (await root.CreateServerAsync(new { serverName = "Down" }, Token)).GetProperty("serverid").GetString()!;
        await using var application = await Application.StartAsync(host.Url, id, host.RootKey);
        await using var phone = await Phone.EnrolAsync(root, "ben");
        using var browser = new Browser(application.Url);
        await browser.LogInAsync(phone);
        await browser.OpenAsync("/private");

        await host.KillAsync();

        // A doubt is no answer: what the server said last still counts.
        await browser.OpenAsync("/nextauth/check");
        await browser.OpenAsync("/private");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        application.Time.Advance(TimeSpan.FromSeconds(299));
        await browser.OpenAsync("/private");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        application.Time.Advance(TimeSpan.FromSeconds(1));
        await browser.OpenAsync("/private");
        Assert.Equal(HttpStatusCode.Redirect, browser.Status);
        await browser.OpenAsync(browser.Location!);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, browser.Status);
        Assert.Contains("The login service does not answer just now.", browser.Text, StringComparison.Ordinal);

        // The login is not lost by it.
        await host.StartAsync(Token);
        application.Time.Advance(TimeSpan.FromSeconds(5));
        await browser.OpenAsync("/private");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
    }

    [Fact]
    public async Task A_key_that_was_taken_back_lets_nobody_in_any_more()
    {
        var made = await server.Root.JsonAsync(HttpMethod.Post, "/apikeys/?description=short", null, null, Token);
        var role = made.GetProperty("role").GetString();
        using var granted = await server.Root.SendAsync(HttpMethod.Post, $"/servers/{server.Server}/permissions/{role}", null, (string[])["sessions"], Token);
        await using var application = await Application.StartAsync(server.Host.Url, server.Server, made.GetProperty("apikey").GetString()!);
        await using var phone = await Phone.EnrolAsync(server.Root, "cleo");
        using var browser = new Browser(application.Url);
        await browser.LogInAsync(phone);
        await browser.OpenAsync("/private");
        Assert.Equal(HttpStatusCode.OK, browser.Status);

        Assert.Equal(HttpStatusCode.OK, await server.Root.StatusAsync(HttpMethod.Delete, $"/apikeys/{role}", null, Token));

        application.Time.Advance(TimeSpan.FromSeconds(30));
        await browser.OpenAsync("/private");
        Assert.Equal(HttpStatusCode.Redirect, browser.Status);
    }
}
