namespace NextAuth.Server.Jobs;

/// <summary>Something done again and again in the background. What it throws is logged, and it is tried again later.</summary>
internal interface IJob
{
    /// <summary>The name in logs.</summary>
    string Name { get; }

    /// <summary>From the end of one run to the next.</summary>
    TimeSpan Interval { get; }

    Task RunAsync(CancellationToken cancellationToken);
}
