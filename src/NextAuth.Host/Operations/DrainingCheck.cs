using NextAuth.Host.Lifetime;

namespace NextAuth.Host.Operations;

/// <summary>Whether the process wants new work.</summary>
internal sealed class DrainingCheck(Draining draining, IHostApplicationLifetime application) : IReadinessCheck
{
    public Task<CheckResult> CheckAsync(CancellationToken cancellationToken) => Task.FromResult<CheckResult>(
        (draining.HasBegun || application.ApplicationStopping.IsCancellationRequested, application.ApplicationStarted.IsCancellationRequested) switch
        {
            (true, _) => new("draining", false, "on the way out"),
            (_, false) => new("draining", false, "still starting"),
            _ => new("draining", true, "takes requests"),
        });
}
