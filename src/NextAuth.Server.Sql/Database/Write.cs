namespace NextAuth.Server.Sql.Database;

/// <summary>One write that waits for the writer. Either its caller cancels it or the writer starts it, never both.</summary>
internal abstract class Write
{
    private const int Waiting = 0;
    private const int Started = 1;
    private const int Cancelled = 2;

    private int _state;

    public bool TryStart() => Interlocked.CompareExchange(ref _state, Started, Waiting) == Waiting;

    /// <summary>Runs the write inside its savepoint and keeps what it gives until the commit.</summary>
    public abstract void Run(WriteScope scope);

    /// <summary>After the commit: hands out what was kept.</summary>
    public abstract void Complete();

    /// <summary>Nothing of this write was stored.</summary>
    public abstract void Fail(Exception error);

    protected bool TryCancel() => Interlocked.CompareExchange(ref _state, Cancelled, Waiting) == Waiting;
}

/// <summary>A write with a result.</summary>
internal sealed class Write<T>(Func<WriteScope, T> work) : Write
{
    // The writer must not run its callers' continuations: it would stand still meanwhile.
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    public Task<T> Answer => _answer.Task;

    public override void Run(WriteScope scope) => _result = work(scope);

    public override void Complete() => _answer.TrySetResult(_result);

    public override void Fail(Exception error) => _answer.TrySetException(error);

    public void Cancel(CancellationToken cancellationToken)
    {
        if (TryCancel())
        {
            _answer.TrySetCanceled(cancellationToken);
        }
    }
}
