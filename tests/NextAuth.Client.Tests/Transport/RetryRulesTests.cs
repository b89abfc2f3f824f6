using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using NextAuth.Client.Tests.Fixture;
using NextAuthApi;

namespace NextAuth.Client.Tests.Transport;

public class RetryRulesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_read_survives_a_proxy_that_has_lost_the_server()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answer = (http, number) =>
        {
            if (number == 3)
            {
                return ScriptedServer.StatusAsync(http, loggedIn: true);
            }

            http.Response.StatusCode = number == 1 ? 502 : 504;
            return Task.CompletedTask;
        };

        Assert.Equal("alice", (await server.Get<SessionsApi>().GetSessionAsync("s", "n", Cancellation)).Userid);
        Assert.Equal(3, server.Calls.Count);
    }

    [Fact]
    public async Task A_read_survives_a_connection_that_breaks()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answer = (http, number) =>
        {
            if (number == 1)
            {
                http.Abort();
                return Task.CompletedTask;
            }

            return ScriptedServer.StatusAsync(http, loggedIn: false);
        };

        Assert.False((await server.Get<SessionsApi>().GetSessionAsync("s", "n", Cancellation)).Loggedin);
    }

    [Fact]
    public async Task A_try_that_gets_no_answer_is_given_up_for_the_next()
    {
        await using var server = await ScriptedServer.StartAsync(options => options.AttemptTimeout = TimeSpan.FromMilliseconds(300));
        server.Answer = (http, number) => number == 1 ? Task.Delay(Timeout.Infinite, http.RequestAborted) : ScriptedServer.StatusAsync(http, loggedIn: true);

        Assert.True((await server.Get<SessionsApi>().GetSessionAsync("s", "n", Cancellation)).Loggedin);
    }

    [Fact]
    public async Task A_try_that_gets_half_an_answer_is_given_up_for_the_next()
    {
        await using var server = await ScriptedServer.StartAsync(options => options.AttemptTimeout = TimeSpan.FromMilliseconds(300));
        server.Answer = (http, number) => number == 1 ? HalfAnAnswerAsync(http) : ScriptedServer.StatusAsync(http, loggedIn: true);

        Assert.True((await server.Get<SessionsApi>().GetSessionAsync("s", "n", Cancellation)).Loggedin);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_never_answers_is_one_that_cannot_be_reached(bool mayRepeat)
    {
        await using var server = await ScriptedServer.StartAsync(options => (options.AttemptTimeout, options.MaxRetries) = (TimeSpan.FromMilliseconds(200), 1));
        server.Answer = (http, _) => Task.Delay(Timeout.Infinite, http.RequestAborted);
        var sessions = server.Get<SessionsApi>();

        await Assert.ThrowsAsync<HttpRequestException>(() =>
            mayRepeat ? sessions.GetSessionAsync("s", "n", Cancellation) : sessions.ProvokeLoginAsync("s", "n", cancellationToken: Cancellation));
        Assert.Equal(mayRepeat ? 2 : 1, server.Calls.Count);
    }

    [Fact]
    public async Task With_an_HttpClient_of_ones_own_its_time_counts()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answer = (http, _) => Task.Delay(Timeout.Infinite, http.RequestAborted);
        using var http = new HttpClient { Timeout = TimeSpan.FromMilliseconds(200) };

        await Assert.ThrowsAsync<HttpRequestException>(() =>
            new SessionsApi(new ApiClient(http, server.Get<IOptions<NextAuthApiOptions>>())).GetSessionAsync("s", "n", Cancellation));
    }

    // The phone would ring twice.
    [Theory]
    [InlineData(502)]
    [InlineData(504)]
    [InlineData(503)]
    [InlineData(0)]
    public async Task A_push_is_not_repeated_when_nobody_knows_what_became_of_it(int status)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answer = (http, _) =>
        {
            if (status == 0)
            {
                http.Abort();
            }

            http.Response.StatusCode = status;
            return Task.CompletedTask;
        };

        await Assert.ThrowsAnyAsync<Exception>(() => server.Get<SessionsApi>().ProvokeLoginAsync("s", "n", cancellationToken: Cancellation));
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task A_push_is_repeated_when_the_server_says_that_nothing_was_changed()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answer = (http, number) => number == 1 ? ScriptedServer.ProblemAsync(http, 503, "storage-unavailable", "0") : Task.CompletedTask;

        await server.Get<SessionsApi>().ProvokeLoginAsync("s", "n", new() { Announceinfo = new() { Ip = "::1" } }, Cancellation);

        Assert.Equal(2, server.Calls.Count);
        Assert.Single(server.Calls.Select(call => call.Body).Distinct());
    }

    [Fact]
    public async Task A_refusal_is_never_repeated_and_tries_come_to_an_end()
    {
        await using var server = await ScriptedServer.StartAsync(options => options.MaxRetries = 2);
        server.Answer = (http, _) => ScriptedServer.ProblemAsync(http, 404, "unknown-server");
        await Assert.ThrowsAsync<NextAuthApiException>(() => server.Get<SessionsApi>().GetSessionAsync("s", "n", Cancellation));
        Assert.Single(server.Calls);

        server.Answer = (http, _) => ScriptedServer.ProblemAsync(http, 503, "storage-unavailable", "0");
        var refused = await Assert.ThrowsAsync<NextAuthApiException>(() => server.Get<SessionsApi>().GetSessionAsync("s", "n", Cancellation));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 4), (refused.StatusCode, server.Calls.Count));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_an_HttpRequestException()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        await using var server = await ScriptedServer.StartAsync(options => (options.BaseUrl, options.MaxRetries) = (new($"http://127.0.0.1:{port}"), 0));

        await Assert.ThrowsAsync<HttpRequestException>(() => server.Get<SessionsApi>().GetSessionAsync("s", "n", Cancellation));
    }

    private static async Task HalfAnAnswerAsync(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync("{", http.RequestAborted);
        await Task.Delay(Timeout.Infinite, http.RequestAborted);
    }
}
