namespace NextAuth.Host.Operations;

/// <summary>What one check found.</summary>
/// <param name="Name">Which.</param>
/// <param name="Ok">Whether it lets requests come.</param>
/// <param name="Detail">For a person; no secret.</param>
internal sealed record CheckResult(string Name, bool Ok, string Detail);

/// <summary>One thing that must be right before requests should come.</summary>
internal interface IReadinessCheck
{
    /// <summary>Looks. Does not throw for a no.</summary>
    Task<CheckResult> CheckAsync(CancellationToken cancellationToken);
}
