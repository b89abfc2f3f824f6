using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using NextAuth.Server.Diagnostics;

namespace NextAuth.Server.Http;

/// <summary>
/// Counts and times REST calls by operation and class of status. Kept as plain sums that are read when somebody asks: a status call takes some thirty microseconds,
/// and recording a measurement with its tags would be a tenth of that. Thread-safe.
/// </summary>
internal sealed class RequestStatistics : IDisposable
{
    private readonly ConcurrentDictionary<(string Operation, int Class), Tally> _tallies = new();
    private readonly Meter _meter;

    public RequestStatistics(IMeterFactory meters)
    {
        _meter = meters.Create(Telemetry.Name);
        _meter.CreateObservableCounter("nextauth.requests", () => Read(static tally => tally.Count), "{request}", "REST calls, by operation and class of status.");
        _meter.CreateObservableCounter(
            "nextauth.requests.duration", () => Read(static tally => Stopwatch.GetElapsedTime(0, tally.Ticks).TotalSeconds), "s", "Time spent in REST calls, in all.");
    }

    /// <summary>Counts one call.</summary>
    /// <param name="operation">What was called.</param>
    /// <param name="status">The answer's status, 100 to 599.</param>
    /// <param name="ticks">How long it took, in ticks of the timestamp.</param>
    public void Count(ApiOperation operation, int status, long ticks)
    {
        var key = (operation.Name, status / 100);
        var tally = _tallies.TryGetValue(key, out var known) ? known : _tallies.GetOrAdd(key, static _ => new());
        Interlocked.Increment(ref tally.Count);
        Interlocked.Add(ref tally.Ticks, ticks);
    }

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<T>> Read<T>(Func<Tally, T> value)
        where T : struct =>
        _tallies.Select(entry => new Measurement<T>(
            value(entry.Value),
            new KeyValuePair<string, object?>("operation", entry.Key.Operation),
            new KeyValuePair<string, object?>("status", $"{entry.Key.Class}xx")));

    private sealed class Tally
    {
        public long Count;
        public long Ticks;
    }
}
