using NextAuth.Load.Browsers;
using NextAuth.Load.Net;
using NextAuth.Load.Report;
using NextAuth.Load.Servers;
using NextAuth.Protocol.Crypto;

namespace NextAuth.Load.Measurements;

/// <summary>From the phone's confirmation to the browser's LOGIN at a steady rate: a login starts when it is due, however the ones before it fare.</summary>
internal sealed class LoginLatency(Plan plan, Installation installation, LoginTally tally, SpeedReport report)
{
    private const double DemandedMedian = 15;
    private const double DemandedTail = 75;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var count = (int)(plan.OpenLoop.TotalSeconds * plan.OpenLoopRate);
        await using var browsers = new BrowserPool(installation.Process.Address, installation.Server, BrowserSocket.MaxSessions);
        var flow = new LoginFlow(installation, browsers);
        var running = new List<Task<Login>>(count);
        using (var tick = new PeriodicTimer(TimeSpan.FromSeconds(1) / plan.OpenLoopRate))
        {
            while (running.Count < count && await tick.WaitForNextTickAsync(cancellationToken))
            {
                running.Add(StartAsync(flow, running.Count, cancellationToken));
            }
        }

        var logins = await Task.WhenAll(running);
        await flow.CheckAsync(logins, cancellationToken);
        tally.Add(logins);

        double[] latencies = [.. logins.Where(login => login.Latency is not null).Select(login => login.Latency!.Value.TotalMilliseconds).Order()];
        var (median, tail) = (Figures.Percentile(latencies, 0.5), Figures.Percentile(latencies, 0.99));
        report.Add(new(
            $"confirmation to LOGIN at {plan.OpenLoopRate} logins/s",
            $"p50 {Figures.Milliseconds(median)}, p99 {Figures.Milliseconds(tail)}, max {Figures.Milliseconds(Figures.Percentile(latencies, 1))}",
            "",
            "",
            "15 ms, 75 ms",
            median <= DemandedMedian && tail <= DemandedTail));
        report.Note(
            $"Confirmation to LOGIN: from before the phone makes M3 to when the page has read LOGIN; {count} logins, one due every " +
            $"{1000 / plan.OpenLoopRate} ms whether or not the ones before it are done.");
    }

    private async Task<Login> StartAsync(LoginFlow flow, int number, CancellationToken cancellationToken)
    {
        // Off the timer's loop: making a login must not delay the next one.
        await Task.Yield();
        using var rest = await HttpConnection.ConnectAsync(installation.Process.Address, cancellationToken);
        return await flow.RunAsync(rest, installation.Accounts[number % installation.Accounts.Count], EphemeralKey.Create(), cancellationToken);
    }
}
