using NextAuth.Server.Start;

namespace NextAuth.Host.Operations;

/// <summary>
/// The readiness checks for the public start page. They write to the database, so what they found is kept for five seconds and asked for once at a time: anybody may load the
/// page as often as he likes.
/// </summary>
internal sealed class KeptHealth(IEnumerable<IReadinessCheck> checks, TimeProvider time) : IServerHealth
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private Task<bool>? _found;
    private long _looked;

    public ValueTask<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_found is null || (_found.IsCompleted && time.GetElapsedTime(_looked) >= Kept))
            {
                _looked = time.GetTimestamp();
                _found = LookAsync();
            }

            return new(_found.WaitAsync(cancellationToken));
        }
    }

    // Not by the visitor's token: others wait for the same answer.
    private async Task<bool> LookAsync()
    {
        foreach (var check in checks)
        {
            if (!(await check.CheckAsync(CancellationToken.None)).Ok)
            {
                return false;
            }
        }

        return true;
    }
}
