namespace NextAuthApi.AspNetCore.Sessions;

/// <summary>What is known of one session. Whoever has the turn writes; everybody reads.</summary>
internal sealed class CheckedSession
{
    private Answer? _answer;
    private int _doubts;
    private long? _failed;

    /// <summary>Gets whose turn it is to ask.</summary>
    public SemaphoreSlim Turn { get; } = new(1);

    /// <summary>Gets how often somebody had reason to doubt the answer.</summary>
    public int Doubts => Volatile.Read(ref _doubts);

    /// <summary>Finds the last answer, unless it is older than this or doubted.</summary>
    public SessionFacts? FindFresh(TimeSpan maxAge, TimeProvider time) => _answer is { } answer && answer.Doubts == Doubts ? FindStale(maxAge, time) : null;

    /// <summary>Finds the last answer, unless it is older than this.</summary>
    public SessionFacts? FindStale(TimeSpan maxAge, TimeProvider time) => _answer is { } answer && time.GetElapsedTime(answer.Asked) < maxAge ? answer.Facts : null;

    public bool HasFailedWithin(TimeSpan span, TimeProvider time) => _failed is { } failed && time.GetElapsedTime(failed) < span;

    /// <param name="facts">What the server said.</param>
    /// <param name="asked">When it was asked.</param>
    /// <param name="doubts">Which doubts the question answers.</param>
    public void Keep(SessionFacts facts, long asked, int doubts) => (_answer, _failed) = (new(facts, asked, doubts), null);

    public void Doubt() => Interlocked.Increment(ref _doubts);

    public void Fail(long now) => _failed = now;

    public void Clear() => _answer = null;

    private sealed record Answer(SessionFacts Facts, long Asked, int Doubts);
}
