using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using NextAuth.Server.Tests.Fixture;

namespace NextAuth.Server.Tests.Http;

public sealed class HttpEdgeTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly TestServer _server = shared.Server;

    [Theory]
    [InlineData("/")]
    [InlineData("/nothing")]
    [InlineData("/servers/a/b/c/d")]
    [InlineData("/servers//sessions/")]
    public async Task A_path_that_is_none_is_a_404_problem(string path) =>
        await _server.SendAsync(HttpMethod.Get, path).IsProblemAsync(404, "unknown-path");

    [Theory]
    [InlineData("/apikeys/../servers/")]
    [InlineData("/servers/x/%2e%2e/")]
    [InlineData("/servers/x/.%2E")]
    [InlineData("/./servers/")]
    [InlineData("/servers/x/users/%2e/accounts")]
    public async Task A_path_with_dot_segments_is_404_wherever_it_leads(string path) =>
        await _server.SendAsync(HttpMethod.Post, path).IsProblemAsync(404, "unknown-path");

    [Theory]
    [InlineData("/servers/x/users/%2e/accounts", 401, "unknown-api-key")]
    [InlineData("/servers/../sessions/", 401, "unknown-api-key")]
    [InlineData("/SERVERS/.", 401, "unknown-api-key")]
    [InlineData("/servers/x/%2e%2e/", 404, "unknown-path")]
    [InlineData("/apikeys/../servers/", 404, "unknown-path")]
    public async Task A_dot_segment_in_an_operations_path_does_not_spare_the_key(string path, int status, string cause)
    {
        await _server.SendAsync(HttpMethod.Get, path, key: null).IsProblemAsync(status, cause);
        await _server.SendAsync(HttpMethod.Get, path, key: "wrong").IsProblemAsync(status, cause);
        await _server.SendAsync(HttpMethod.Get, path).IsProblemAsync(404, "unknown-path");
    }

    [Fact]
    public async Task A_wrong_method_is_a_405_problem_that_says_which_are_right()
    {
        var server = await _server.CreateServerAsync();

        var detail = await _server.SendAsync(HttpMethod.Get, $"{server.Path}/sessions/logout", nonce: "n").IsProblemAsync(405, "wrong-method");

        Assert.Contains("POST", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_fails_inside_is_told_in_the_log_and_not_in_the_answer()
    {
        await using var server = await TestServer.StartAsync(map: app =>
        {
            app.MapGet("/fails", new RequestDelegate(_ => throw new InvalidOperationException("secret detail")));
            app.MapGet("/full", new RequestDelegate(_ => throw new StorageUnavailableException("disk full", null)));
        });

        var detail = await server.SendAsync(HttpMethod.Get, "/fails").IsProblemAsync(500, "internal-failure");
        using var unavailable = await server.SendAsync(HttpMethod.Get, "/full");

        Assert.DoesNotContain("secret detail", detail, StringComparison.Ordinal);
        Assert.Contains(server.Logs.Entries, entry => entry.Id.Id == 2001 && entry.Text.Contains("secret detail", StringComparison.Ordinal));
        await Task.FromResult(unavailable).IsProblemAsync(503, "storage-unavailable");
        Assert.Equal(TimeSpan.FromSeconds(5), unavailable.Headers.RetryAfter?.Delta);
    }
}
