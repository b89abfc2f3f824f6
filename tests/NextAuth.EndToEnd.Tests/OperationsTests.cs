using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests;

/// <summary>What those who run it can ask, on a port of its own.</summary>
public class OperationsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_that_it_lives_is_ready_and_how_it_does()
    {
        await using var host = await HostProcess.StartNewAsync(Cancellation);
        using var api = new RestApi(host.Url, host.RootKey);
        await api.CreateServerAsync(new { serverName = "Shop" }, Cancellation);

        Assert.Equal("live", await TextAsync(host, "/live"));
        Assert.Equal("ready", await TextAsync(host, "/ready"));

        using var full = await host.GetOperationsAsync("/ready?full=1", Cancellation);
        var answer = await full.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.True(answer.GetProperty("ready").GetBoolean());
        var checks = answer.GetProperty("checks").EnumerateArray().ToDictionary(check => check.GetProperty("name").GetString()!, check => check.GetProperty("ok").GetBoolean());
        Assert.Equal(["database", "draining", "jobs", "masterkey"], checks.Keys.Order());
        Assert.All(checks.Values, Assert.True);

        var metrics = await TextAsync(host, "/metrics");
        Assert.Contains("nextauth_requests", metrics, StringComparison.Ordinal);
        Assert.Contains("system_runtime_dotnet_gc", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain(api.Server, metrics, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/live")]
    [InlineData("/ready")]
    [InlineData("/metrics")]
    public async Task The_public_port_answers_none_of_it(string path)
    {
        await using var host = await HostProcess.StartNewAsync(Cancellation);
        using var api = new RestApi(host.Url, host.RootKey);

        Assert.Equal(HttpStatusCode.NotFound, await api.StatusAsync(HttpMethod.Get, path, null, Cancellation));
    }

    private static async Task<string> TextAsync(HostProcess host, string path)
    {
        using var answer = await host.GetOperationsAsync(path, Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }
}
