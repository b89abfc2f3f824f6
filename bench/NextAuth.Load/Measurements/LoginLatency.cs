using NextAuth.Load.Report;
using NextAuth.Load.Servers;

namespace NextAuth.Load.Measurements;

/// <summary>From the phone's confirmation to the browser's LOGIN at a steady rate: the person at the page waits for this.</summary>
internal sealed class LoginLatency(Plan plan, Installation installation, LoginTally tally, SpeedReport report)
{
    private const double DemandedMedian = 15;
    private const double DemandedTail = 75;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var logins = await PacedLogins.RunAsync(installation, plan.OpenLoopRate, plan.OpenLoop, cancellationToken);
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
            $"Confirmation to LOGIN: from before the phone makes M3 to when the page has read LOGIN; {logins.Length} logins, one due every " +
            $"{1000 / plan.OpenLoopRate} ms whether or not the ones before it are done.");
    }
}
