using NextAuth.Host.Lifetime;
using NextAuth.Host.Telemetry;

namespace NextAuth.Host.Operations;

/// <summary>Whether the process wants new work.</summary>
internal sealed class DrainingCheck(Draining draining, StartGate gate, IHostApplicationLifetime application) : IReadinessCheck
{
    public Task<CheckResult> CheckAsync(CancellationToken cancellationToken) => Task.FromResult<CheckResult>(
        (draining.HasBegun || application.ApplicationStopping.IsCancellationRequested, gate.IsStarted) switch
        {
            (true, _) => new("draining", false, "on the way out"),
            (_, false) => new("draining", false, "still starting"),
            _ => new("draining", true, "takes requests"),
        });
}
