using System.Net;
using System.Text.RegularExpressions;
using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests;

/// <summary>What the running program has at <c>/app/</c>: the web authenticator, where it was built with Node.js, and else how to get it.</summary>
public partial class WebAppTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_phone_that_opens_a_code_gets_the_app_or_is_told_what_is_missing()
    {
        var isBuilt = File.Exists(Path.Combine(Path.GetDirectoryName(Repository.Host)!, "app", "index.html"));
        Assert.True(isBuilt || Environment.GetEnvironmentVariable("CI") != "true", "In CI the web authenticator must be built.");

        await using var host = await HostProcess.StartNewAsync(Cancellation);
        using var http = new HttpClient { BaseAddress = host.Url };
        using var answer = await http.GetAsync(new Uri("/app/", UriKind.Relative), Cancellation);
        var page = await answer.Content.ReadAsStringAsync(Cancellation);
        if (!isBuilt)
        {
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Contains("Node.js", page, StringComparison.Ordinal);
            return;
        }

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var assets = Asset().Matches(page).Select(match => match.Value).Append("sw.js").ToList();
        Assert.True(assets.Count >= 3, "A script, a style and the worker.");
        foreach (var asset in assets)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/app/" + asset) { Headers = { { "Accept-Encoding", "br" } } };
            using var file = await http.SendAsync(request, Cancellation);
            Assert.Equal(HttpStatusCode.OK, file.StatusCode);
            Assert.Equal("br", Assert.Single(file.Content.Headers.ContentEncoding));
        }
    }

    [GeneratedRegex("assets/[^\"]+")]
    private static partial Regex Asset();
}
