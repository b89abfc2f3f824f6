using System.Diagnostics;
using System.Security.Cryptography;
using NextAuth.Load.Floors;
using NextAuth.Load.Net;
using NextAuth.Load.Report;
using NextAuth.Load.Servers;
using NextAuth.Protocol;

namespace NextAuth.Load.Measurements;

/// <summary>
/// Attributes of a million users, changed by 32 clients at once. Each client is a thread that sleeps until the kernel wakes it: with a client's stack and its timers the driver
/// had a core half busy, and a part of what was measured was its own.
/// </summary>
internal sealed class AttributeSpeed(ServerProcess process, ServerId server, string directory, SpeedReport report)
{
    private const int Clients = 32;
    private const double Update = 5;
    private const int Values = 1_000;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    // So long at this pace the server compiles what it has found to be used often: the slow answers of a new server come in its first ten seconds.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    private readonly RestRequests _requests = new(process.Address, process.ApiKey, server);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await MeasureAsync(Pace, Update, cancellationToken);
        await MeasureAsync(TimeSpan.Zero, null, cancellationToken);
        report.Note(
            $"Disk: 16 KiB appended to a file beside the database and flushed take {Percentiles(DiskFloor.Measure(directory))}. An update waits for one flush at least, and for two when " +
            "it comes during another's.");
    }

    private async Task MeasureAsync(TimeSpan pace, double? demanded, CancellationToken cancellationToken)
    {
        // What the same requests take when they store nothing: the server, the driver and the machine's waking up.
        var floor = await TimesAsync(_requests.GetUserAttributes, pace, cancellationToken);
        var updates = await TimesAsync(user => _requests.UpdateUserAttributes(user, $$"""{"seen":"{{RandomNumberGenerator.GetInt32(Values)}}"}"""), pace, cancellationToken);
        var how = pace > TimeSpan.Zero ? $"an update every {pace.TotalMilliseconds:N0} ms each" : "each the next at once";
        report.Add(new(
            $"attribute updates, {Clients} clients, {how}: {updates.Count / Duration.TotalSeconds:N0}/s", Percentiles(updates), Percentiles(floor), "",
            demanded is { } most ? $"p99 {Figures.Milliseconds(most)}" : "", demanded is null ? null : Figures.Percentile(updates, 0.99) < demanded));
        report.Note(
            $"Attribute updates ({how}): updateUserAttributes of a user chosen at random, at random times where there is a pace, committed with synchronous=FULL, after " +
            $"{WarmUp.TotalSeconds:N0} s of the same; the floor is getUserAttributes of such users, asked for by the same clients in the same way, {floor.Count / Duration.TotalSeconds:N0}/s.");
    }

    private static string Percentiles(IReadOnlyList<double> times) =>
        $"p50 {Figures.Milliseconds(Figures.Percentile(times, 0.5))}, p99 {Figures.Milliseconds(Figures.Percentile(times, 0.99))}";

    /// <summary>How long the requests of all clients took, in ascending order.</summary>
    private async Task<List<double>> TimesAsync(Func<string, byte[]> request, TimeSpan pace, CancellationToken cancellationToken)
    {
        await ByAllAsync(WarmUp);
        return [.. (await ByAllAsync(Duration)).SelectMany(static own => own).Order()];

        Task<List<double>[]> ByAllAsync(TimeSpan duration) => Task.WhenAll(Enumerable.Range(0, Clients).Select(_ =>
            Task.Factory.StartNew(() => Run(request, pace, duration, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
    }

    private List<double> Run(Func<string, byte[]> request, TimeSpan pace, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var connection = new BlockingConnection(process.Address);
        var times = new List<double>();
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < duration)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (pace > TimeSpan.Zero)
            {
                Thread.Sleep(pace * -Math.Log(1 - (RandomNumberGenerator.GetInt32(1_000_000) / 1e6)));
            }

            var bytes = request(LargeServer.User(RandomNumberGenerator.GetInt32(LargeServer.Users)));
            var started = Stopwatch.GetTimestamp();
            connection.Send(bytes);
            var status = connection.Receive(out _);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (status is not (200 or 204))
            {
                throw new WrongAnswerException($"A request for a user's attributes was answered {status}.");
            }
        }

        return times;
    }
}
