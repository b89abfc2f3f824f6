using Prometheus;

namespace NextAuth.Host.Telemetry;

/// <summary>Metrics for Prometheus to fetch (docs/adr/0020-prometheus-net-for-metrics.md).</summary>
internal sealed class PrometheusSetup : IDisposable
{
    // Seconds; a login of a few milliseconds and a full disk of seconds both show.
    private static readonly double[] Seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly IDisposable _meters;

    public PrometheusSetup() => _meters = MeterAdapter.StartListening(new()
    {
        Registry = _registry,
        MetricFactory = Metrics.WithCustomRegistry(_registry),
        InstrumentFilterPredicate = static instrument => Meters.AreOurs(instrument.Meter.Name),
        ResolveHistogramBuckets = static _ => Seconds,
    });

    public Task WriteAsync(Stream body, CancellationToken cancellationToken) => _registry.CollectAndExportAsTextAsync(body, cancellationToken);

    public void Dispose() => _meters.Dispose();
}
