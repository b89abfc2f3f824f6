using NextAuth.Load.Report;
using NextAuth.Load.Servers;

namespace NextAuth.Load.Measurements;

/// <summary>How long the published server takes from the start of its process to "ready", and what it weighs when nobody uses it.</summary>
internal sealed class StartTime(Plan plan, string program, string directory, SpeedReport report)
{
    private const double DemandedStart = 1_000;
    private const double DemandedMemory = 120_000_000;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var (first, again, memory) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < plan.Starts; i++)
        {
            var files = Path.Combine(directory, $"start-{i}");
            var key = Installation.NewKey();
            await using (var server = await ServerProcess.StartAsync(program, files, key, cancellationToken))
            {
                first.Add(server.TimeToReady.TotalMilliseconds);
            }

            await using var restarted = await ServerProcess.StartAsync(program, files, key, cancellationToken);
            again.Add(restarted.TimeToReady.TotalMilliseconds);
            if (i == 0)
            {
                await Task.Delay(plan.Rest, TimeProvider.System, cancellationToken);
                memory.Add(restarted.Memory().Resident);
            }
        }

        var (start, rest) = (Figures.Median(first), Figures.Median(memory));
        report.Add(new(
            "start to ready, published build",
            $"{start:F0} ms first, {Figures.Median(again):F0} ms again",
            "",
            "",
            "1 s",
            start <= DemandedStart));
        report.Add(new("memory at rest", Figures.Megabytes(rest), "", "", "120 MB", rest <= DemandedMemory));
        report.Note(
            $"Start: from the start of the process to the first 200 of /ready, on one core; the first start makes database and keys; median of {plan.Starts}. " +
            $"Memory: resident, {plan.Rest.TotalSeconds} s after the start, shared pages of the runtime's files included.");
    }
}
