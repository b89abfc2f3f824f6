using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using NextAuth.Host.Settings;
using NextAuth.Host.Telemetry;

namespace NextAuth.Host.Lifetime;

/// <summary>
/// Turns SIGTERM and SIGINT into an orderly stop: first not ready, then after the drain delay the stop itself. A second signal ends the process at once.
/// </summary>
internal sealed class DrainingLifetime(
    IHostApplicationLifetime application, Draining draining, IOptions<ShutdownOptions> options, TimeProvider time, ILogger<DrainingLifetime> logger)
    : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _signals = [];

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _signals.ForEach(static signal => signal.Dispose());

    private void OnSignal(PosixSignalContext context)
    {
        // Left to the system, a second signal does what it always does: whoever asks twice does not want to wait.
        if (!draining.Begin())
        {
            return;
        }

        context.Cancel = true;
        logger.Draining(context.Signal.ToString(), options.Value.DrainDelay);
        _ = time.CreateTimer(static state => ((IHostApplicationLifetime)state!).StopApplication(), application, options.Value.DrainDelay, Timeout.InfiniteTimeSpan);
    }
}
