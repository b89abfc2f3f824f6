using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NextAuth.Authenticator;
using NextAuth.EndToEnd.Tests.Processes;
using NextAuth.EndToEnd.Tests.SessionsApi;

namespace NextAuth.EndToEnd.Tests;

/// <summary>A disk that takes nothing more: refusals, no crash, and everything as before once it takes again.</summary>
public class StorageFailureTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_disk_gives_503_and_recovers()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limit of a running process is set by Linux's prlimit.");
        await using var host = await HostProcess.StartNewAsync(Cancellation);
        using var api = new RestApi(host.Url, host.RootKey);
        await api.CreateServerAsync(new { serverName = "Shop" }, Cancellation);

        await using var customer = await Customer.EnrolAsync(api, "page", "ada", Cancellation);
        var code = await api.LoginLinkAsync("other-page", Cancellation);

        // No file may grow: to the process a disk that is full.
        await LimitFilesAsync(host, "0");
        foreach (var path in (string[])["apikeys/?description=x", $"servers/{api.Server}/sessions/logout", $"servers/{api.Server}/sessions/provokelogin", $"servers/{api.Server}/users/ada/provokelogin"])
        {
            using var refused = await api.SendAsync(HttpMethod.Post, "/" + path, "page", null, Cancellation);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.ToString());
            Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter?.Delta);
            var problem = await refused.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
            Assert.Equal("urn:nextauth:problem:storage-unavailable", problem.GetProperty("type").GetString());
        }

        Assert.Equal(Refusal.Unavailable, Assert.IsType<PhoneResult.Refused>(await customer.TryScanAsync(code, Cancellation)).Cause);
        Assert.False(await host.IsReadyAsync(Cancellation));
        Assert.True(await api.IsLoggedInAsync("page", Cancellation));
        Assert.False(await api.IsLoggedInAsync("other-page", Cancellation));

        await LimitFilesAsync(host, "unlimited");
        await Eventually.TrueAsync(() => host.IsReadyAsync(Cancellation), () => host.Program.Errors, Cancellation);
        Assert.Equal(HttpStatusCode.OK, await api.StatusAsync(HttpMethod.Post, "/apikeys/?description=x", null, Cancellation));
        await customer.ScanAsync(await api.LoginLinkAsync("other-page", Cancellation), Cancellation);
        await api.LogoutAsync("page", Cancellation);
        Assert.False(await api.IsLoggedInAsync("page", Cancellation));
    }

    private static async Task LimitFilesAsync(HostProcess host, string size)
    {
        using var limit = Process.Start("prlimit", ["--pid", host.Program.Id.ToString(CultureInfo.InvariantCulture), $"--fsize={size}:unlimited"]);
        await limit.WaitForExitAsync(Cancellation);
        Assert.Equal(0, limit.ExitCode);
    }
}
