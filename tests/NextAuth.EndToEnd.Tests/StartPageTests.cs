using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests;

/// <summary>What somebody sees who opens the server's address.</summary>
public partial class StartPageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_that_the_server_runs_and_where_to_go_next()
    {
        await using var host = await HostProcess.StartNewAsync(Cancellation);
        using var http = new HttpClient { BaseAddress = host.Url };

        using var answer = await http.GetAsync(new Uri("/", UriKind.Relative), Cancellation);
        var page = await answer.Content.ReadAsStringAsync(Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Contains("This server is running.", page, StringComparison.Ordinal);
        Assert.Contains(host.Url.GetLeftPart(UriPartial.Authority), page, StringComparison.Ordinal);
        Assert.Contains("<svg", page, StringComparison.Ordinal);
        foreach (var link in Links().Matches(page).Select(match => match.Groups[1].Value).Where(link => !link.StartsWith("/app", StringComparison.Ordinal)))
        {
            using var followed = await http.GetAsync(new Uri(link, UriKind.Relative), Cancellation);
            Assert.Equal(HttpStatusCode.OK, followed.StatusCode);
        }
    }

    [Fact]
    public async Task It_runs_nothing_and_its_policy_allows_just_its_own_style()
    {
        await using var host = await HostProcess.StartNewAsync(Cancellation);
        using var http = new HttpClient { BaseAddress = host.Url };

        using var answer = await http.GetAsync(new Uri("/", UriKind.Relative), Cancellation);
        var page = await answer.Content.ReadAsStringAsync(Cancellation);

        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("style=\"", page, StringComparison.Ordinal);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; ", policy, StringComparison.Ordinal);
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style().Match(page).Groups[1].Value)));
        Assert.Contains($"style-src 'sha256-{hash}'", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HEAD_is_answered_without_the_page_and_other_methods_are_refused()
    {
        await using var host = await HostProcess.StartNewAsync(Cancellation);
        using var http = new HttpClient { BaseAddress = host.Url };

        using var head = await http.SendAsync(new(HttpMethod.Head, "/"), Cancellation);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.True(head.Content.Headers.ContentLength > 1_000);

        using var post = await http.PostAsync(new Uri("/", UriKind.Relative), null, Cancellation);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
    }

    [Fact]
    public async Task It_says_so_when_nothing_can_be_stored()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limit of a running process is set by Linux's prlimit.");
        await using var host = await HostProcess.StartNewAsync(Cancellation);
        using var http = new HttpClient { BaseAddress = host.Url };

        using var limit = Process.Start("prlimit", ["--pid", host.Program.Id.ToString(CultureInfo.InvariantCulture), "--fsize=0:unlimited"]);
        await limit.WaitForExitAsync(Cancellation);

        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await http.GetAsync(new Uri("/", UriKind.Relative), Cancellation);
                return answer.StatusCode == HttpStatusCode.ServiceUnavailable
                    && (await answer.Content.ReadAsStringAsync(Cancellation)).Contains("not ready", StringComparison.Ordinal);
            },
            () => host.Program.Errors,
            Cancellation);
    }

    [GeneratedRegex("href=\"(/[^\"]*)\"")]
    private static partial Regex Links();

    [GeneratedRegex("<style>(.*)</style>", RegexOptions.Singleline)]
    private static partial Regex Style();
}
