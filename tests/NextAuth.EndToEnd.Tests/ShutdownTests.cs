using System.Net;
using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests;

/// <summary>SIGTERM: not ready first, then what is in flight, then the sockets.</summary>
public class ShutdownTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task It_stops_in_order_and_asks_pages_to_connect_again(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        await using var host = await HostProcess.StartNewAsync(Cancellation, "--NextAuth:Shutdown:DrainDelay=00:00:02");
        using var api = new RestApi(host.Url, host.RootKey);
        await api.CreateServerAsync(new { serverName = "Shop" }, Cancellation);
        var hsid = (await api.SessionAsync("page", Cancellation)).GetProperty("hsid").GetString()!;
        using var page = await BrowserSocket.ConnectAsync(host.Url, Cancellation);
        await page.RegisterAsync(hsid, api.Server, Cancellation);

        await host.Program.SignalAsync(signal, Cancellation);
        await host.Program.SaysAsync("not ready any more", Cancellation);

        // Told to stop and still serving: the load balancer has time to notice.
        using (var ready = await host.GetOperationsAsync("/ready", Cancellation))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        }

        Assert.False(await api.IsLoggedInAsync("page", Cancellation));

        Assert.Equal(1012, await page.ClosedAsync(Cancellation));
        Assert.Equal(0, await host.Program.WaitAsync(Cancellation));
    }
}
