namespace NextAuth.Server.Sessions;

/// <summary>
/// The clock on the wall, without its jumps: a step of more than two seconds is believed only after <see cref="Grace"/>. Until then time goes on by timestamps, so
/// that a machine that was set right, or woke up, does not find every phone silent before one of them could answer. Thread-safe.
/// </summary>
public sealed class SteadyClock(TimeProvider time)
{
    /// <summary>How long a jump is not believed.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private DateTimeOffset _wall = time.GetUtcNow();
    private long _stamp = time.GetTimestamp();
    private long? _jumped;

    /// <summary>The time to judge by whether something has expired.</summary>
    public DateTimeOffset Now
    {
        get
        {
            lock (_gate)
            {
                var wall = time.GetUtcNow();
                var stamp = time.GetTimestamp();
                var expected = _wall + time.GetElapsedTime(_stamp, stamp);
                if ((wall - expected).Duration() > Tolerance)
                {
                    _jumped ??= stamp;
                    if (time.GetElapsedTime(_jumped.Value, stamp) < Grace)
                    {
                        return expected;
                    }
                }

                (_wall, _stamp, _jumped) = (wall, stamp, null);
                return wall;
            }
        }
    }

    /// <summary>How far the clock on the wall is ahead of what is believed; zero when nothing happened.</summary>
    public TimeSpan Lead => time.GetUtcNow() - Now is var lead && lead.Duration() > Tolerance ? lead : TimeSpan.Zero;
}
