using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NextAuth.Client.Tests.Fixture;
using NextAuthApi;

namespace NextAuth.Client.Tests;

public class ApiClientTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_is_sent_as_the_API_describes_it()
    {
        await using var server = await ScriptedServer.StartAsync(options => options.RoleId = "role");
        await server.Get<SessionsApi>().ProvokeLoginOnUserAsync("s/1", "n-1", "ann/é?#%", new() { Announceinfo = new() { Ip = "::1" } }, Cancellation);

        var call = Assert.Single(server.Calls);
        Assert.Equal(("POST", "/below/servers/s%2F1/users/ann%2F%C3%A9%3F%23%25/provokelogin"), (call.Method, call.Target));
        Assert.Equal(("key-of-the-tests", "role", "n-1"), ((string)call.Headers["X-apikey"]!, (string)call.Headers["X-su"]!, (string)call.Headers["X-nonce"]!));
        Assert.Equal("""{"announceinfo":{"ip":"::1"}}""", call.Body);
        Assert.Equal("application/json", call.Headers.ContentType);
    }

    [Fact]
    public async Task Parameters_are_sent_once_each_and_lists_as_often_as_they_have_values()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answer = (http, _) => Json(http, """{"users":[],"totalnumber":0}""");
        await server.Get<UsersApi>().GetUsersAsync("s", filter: ["a=1", "b=in:2,3"], limit: 5, sort: "userid:desc", cancellationToken: Cancellation);

        Assert.Equal("/below/servers/s/users/?filter=a%3D1&filter=b%3Din%3A2%2C3&limit=5&sort=userid%3Adesc", Assert.Single(server.Calls).Target);
    }

    // Every URL is cleaned of these on its way: DELETE users/.. would be DELETE servers/s.
    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("")]
    public async Task A_segment_that_leads_elsewhere_is_never_sent(string user)
    {
        await using var server = await ScriptedServer.StartAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => server.Get<UsersApi>().DeleteUserAsync("s", user, Cancellation));
        Assert.Empty(server.Calls);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\r\nX-su: root")]
    [InlineData("é")]
    public async Task A_nonce_that_is_none_is_never_sent(string nonce)
    {
        await using var server = await ScriptedServer.StartAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => server.Get<SessionsApi>().LogoutAsync("s", nonce, Cancellation));
        Assert.Empty(server.Calls);
    }

    [Fact]
    public async Task A_problem_is_an_exception_with_its_cause()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answer = (http, _) => ScriptedServer.ProblemAsync(http, 429, "too-many-pushes", "90");
        var refused = await Assert.ThrowsAsync<NextAuthApiException>(() => server.Get<SessionsApi>().ProvokeLoginAsync("s", "n", cancellationToken: Cancellation));

        Assert.Equal((HttpStatusCode.TooManyRequests, ProblemCauses.TooManyPushes, TimeSpan.FromSeconds(90)), (refused.StatusCode, refused.Cause, refused.RetryAfter));
        Assert.Equal(("No.", "Do better.", "t1"), (refused.Problem!.Title, refused.Problem.Detail, refused.Problem.TraceId));
        Assert.DoesNotContain("key-of-the-tests", refused.ToString(), StringComparison.Ordinal);
        Assert.Single(server.Calls);
    }

    [Theory]
    [InlineData("text/html", "<h1>Bad Gateway</h1>")]
    [InlineData("application/problem+json", "{")]
    [InlineData("application/problem+json", "{}")]
    public async Task An_answer_that_is_not_the_servers_is_an_exception_without_a_cause(string type, string body)
    {
        await using var server = await ScriptedServer.StartAsync(options => options.MaxRetries = 0);
        server.Answer = (http, _) => Json(http, body, 502, type);
        var refused = await Assert.ThrowsAsync<NextAuthApiException>(() => server.Get<SessionsApi>().LogoutAsync("s", "n", Cancellation));

        Assert.Equal((HttpStatusCode.BadGateway, null), (refused.StatusCode, refused.Cause));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("<html>")]
    [InlineData("{\"loggedin\":true}")]
    public async Task An_answer_that_is_not_as_described_is_an_exception(string body)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answer = (http, _) => Json(http, body);
        await Assert.ThrowsAsync<NextAuthApiException>(() => server.Get<SessionsApi>().GetSessionAsync("s", "n", Cancellation));
    }

    [Fact]
    public async Task A_redirect_is_not_followed_for_it_would_take_the_key_along()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answer = (http, _) =>
        {
            http.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        };
        var refused = await Assert.ThrowsAsync<NextAuthApiException>(() => server.Get<SessionsApi>().GetSessionAsync("s", "n", Cancellation));

        Assert.Equal(HttpStatusCode.Redirect, refused.StatusCode);
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task Six_digits_are_read_where_the_server_asks_for_them()
    {
        await using var server = await ScriptedServer.StartAsync();
        Assert.Null(await server.Get<SessionsApi>().ProvokeLoginForCodeAsync("s", "n", cancellationToken: Cancellation));
        server.Answer = (http, _) => Json(http, """{"code":"012345"}""");
        Assert.Equal("012345", await server.Get<SessionsApi>().ProvokeLoginOnAccountForCodeAsync("s", "n", 42, cancellationToken: Cancellation));
        Assert.Equal("/below/servers/s/accounts/42/provokelogin", server.Calls.Last().Target);
        Assert.Equal("012345", await server.Get<SessionsApi>().ProvokeLoginOnUserForCodeAsync("s", "n", "ann/é", cancellationToken: Cancellation));
        Assert.Equal("/below/servers/s/users/ann%2F%C3%A9/provokelogin", server.Calls.Last().Target);
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("{\"code\":{}}")]
    [InlineData("{\"code\":12345}")]
    public async Task Digits_that_are_not_as_described_are_an_exception(string body)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answer = (http, _) => Json(http, body);
        await Assert.ThrowsAsync<NextAuthApiException>(() => server.Get<SessionsApi>().ProvokeLoginForCodeAsync("s", "n", cancellationToken: Cancellation));
    }

    [Fact]
    public async Task A_call_stops_when_it_is_told_to()
    {
        await using var server = await ScriptedServer.StartAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        server.Answer = async (http, _) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => server.Get<SessionsApi>().GetSessionAsync("s", "n", stop.Token));
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task A_call_stops_between_two_tries_when_it_is_told_to()
    {
        await using var server = await ScriptedServer.StartAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        server.Answer = async (http, _) =>
        {
            await ScriptedServer.ProblemAsync(http, 503, "storage-unavailable", retryAfter: "3600");
            stop.CancelAfter(TimeSpan.FromMilliseconds(100));
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => server.Get<SessionsApi>().GetSessionAsync("s", "n", stop.Token));
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task Attributes_are_any_JSON()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answer = (http, _) => Json(http, """{"vip":true,"age":7}""", type: "text/plain");
        await server.Get<UsersApi>().SetUserAttributesAsync("s", "u", new JsonObject { ["a"] = new JsonArray(1, null) }, Cancellation);
        var read = await server.Get<UsersApi>().GetUserAttributesAsync("s", "u", Cancellation);

        Assert.Equal("""{"a":[1,null]}""", server.Calls.First().Body);
        Assert.Equal(7, (int)read["age"]!);
    }

    [Fact]
    public void Options_that_are_missing_are_named()
    {
        using var services = new ServiceCollection().AddNextAuthApi(_ => { }).BuildServiceProvider();
        var refused = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<NextAuthApiOptions>>().Value);

        Assert.Contains("BaseUrl", refused.Message, StringComparison.Ordinal);
        Assert.Contains("ApiKey", refused.Message, StringComparison.Ordinal);
    }

    private static Task Json(Microsoft.AspNetCore.Http.HttpContext http, string body, int status = 200, string type = "application/json")
    {
        (http.Response.StatusCode, http.Response.ContentType) = (status, type);
        return http.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(body)).AsTask();
    }
}
