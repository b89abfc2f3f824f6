namespace NextAuth.Server.Sql.Database;

/// <summary>
/// Lets in reads that may look at a whole table: few at a time, and none while the log is too long. As long as one of them begins before another one ends, the log is never
/// begun anew, so that whoever may search without end could fill the disk (docs/adr/0017-long-reads-wait-for-a-log-that-is-too-long.md).
/// </summary>
/// <param name="count">How many at a time.</param>
internal sealed class LongReads(int count) : IDisposable
{
    private readonly SemaphoreSlim _free = new(count);
    private TaskCompletionSource? _heldBack;

    /// <summary>Gets whether none is let in, and all that were are over.</summary>
    public bool AreOver => Volatile.Read(ref _heldBack) is not null && _free.CurrentCount == count;

    /// <summary>Waits for a turn. Whoever got it says when it is over (<see cref="Leave"/>).</summary>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _free.WaitAsync(cancellationToken);
            if (Volatile.Read(ref _heldBack) is not { } heldBack)
            {
                return;
            }

            _free.Release();
            await heldBack.Task.WaitAsync(cancellationToken);
        }
    }

    public void Leave() => _free.Release();

    /// <summary>From now on none is let in.</summary>
    public void HoldBack() => Interlocked.CompareExchange(ref _heldBack, new(TaskCreationOptions.RunContinuationsAsynchronously), null);

    /// <summary>Lets in whoever waits.</summary>
    public void LetIn() => Interlocked.Exchange(ref _heldBack, null)?.SetResult();

    public void Dispose() => _free.Dispose();
}
