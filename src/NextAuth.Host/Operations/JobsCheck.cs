namespace NextAuth.Host.Operations;

/// <summary>Whether everything that runs in the background still runs: without it logins do not expire.</summary>
internal sealed class JobsCheck(IServiceProvider product) : IReadinessCheck
{
    public Task<CheckResult> CheckAsync(CancellationToken cancellationToken)
    {
        var ended = product.GetServices<IHostedService>()
            .OfType<BackgroundService>()
            .Where(static job => job.ExecuteTask is null or { IsCompleted: true })
            .Select(static job => job.GetType().Name)
            .ToList();
        return Task.FromResult<CheckResult>(ended is [] ? new("jobs", true, "run") : new("jobs", false, $"not running: {string.Join(", ", ended)}"));
    }
}
