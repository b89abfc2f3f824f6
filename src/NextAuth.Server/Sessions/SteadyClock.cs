namespace NextAuth.Server.Sessions;

/// <summary>
/// The clock on the wall, without its leaps ahead: one of more than two seconds is believed only after <see cref="Grace"/>. Until then time goes on by timestamps,
/// so that a machine that was set right, or woke up, does not find every phone silent before one of them could answer. A step back is believed at once: judged
/// by the old time, whatever is stored from now on would have expired already. Thread-safe.
/// </summary>
public sealed class SteadyClock(TimeProvider time)
{
    /// <summary>How long a leap is not believed.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private DateTimeOffset _wall = time.GetUtcNow();
    private long _stamp = time.GetTimestamp();
    private long? _leapt;

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
                if (wall - expected > Tolerance)
                {
                    _leapt ??= stamp;
                    if (time.GetElapsedTime(_leapt.Value, stamp) < Grace)
                    {
                        return expected;
                    }
                }

                (_wall, _stamp, _leapt) = (wall, stamp, null);
                return wall;
            }
        }
    }

    /// <summary>How far the clock on the wall is ahead of what is believed; zero when nothing happened.</summary>
    public TimeSpan Lead => time.GetUtcNow() - Now is var lead && lead > Tolerance ? lead : TimeSpan.Zero;
}
