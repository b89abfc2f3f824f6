using System.Diagnostics;
using System.Globalization;
using System.Net;
using NextAuth.EndToEnd.Tests.Processes;

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

        // No file may grow: to the process a disk that is full.
        await LimitFilesAsync(host, "0");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await api.StatusAsync(HttpMethod.Post, "/apikeys/?description=x", null, Cancellation));
        Assert.False(await host.IsReadyAsync(Cancellation));
        Assert.False(await api.IsLoggedInAsync("reads-go-on", Cancellation));

        await LimitFilesAsync(host, "unlimited");
        await Eventually.TrueAsync(() => host.IsReadyAsync(Cancellation), () => host.Program.Errors, Cancellation);
        Assert.Equal(HttpStatusCode.OK, await api.StatusAsync(HttpMethod.Post, "/apikeys/?description=x", null, Cancellation));
    }

    private static async Task LimitFilesAsync(HostProcess host, string size)
    {
        using var limit = Process.Start("prlimit", ["--pid", host.Program.Id.ToString(CultureInfo.InvariantCulture), $"--fsize={size}:unlimited"]);
        await limit.WaitForExitAsync(Cancellation);
        Assert.Equal(0, limit.ExitCode);
    }
}
