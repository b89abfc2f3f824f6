namespace NextAuth.Server.Tests.Jobs;

/// <summary>Real time of which stretches are skipped: clock and timestamps leap together, as if a test had waited; timers go on at the world's pace.</summary>
public sealed class SkippingTime : TimeProvider
{
    private long _skipped;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Skipped;

    public override long GetTimestamp() => System.GetTimestamp() + (long)(Skipped.TotalSeconds * TimestampFrequency);

    public void Skip(TimeSpan duration) => Interlocked.Add(ref _skipped, duration.Ticks);

    private TimeSpan Skipped => TimeSpan.FromTicks(Interlocked.Read(ref _skipped));
}
