namespace NextAuthApi.AspNetCore.Sessions;

/// <summary>What is known of one session. Whoever has the turn writes; everybody reads.</summary>
internal sealed class CheckedSession
{
    private Answer? _answer;
    private long? _failed;

    /// <summary>Gets whose turn it is to ask.</summary>
    public SemaphoreSlim Turn { get; } = new(1);

    /// <summary>Finds the last answer, unless it is older than this.</summary>
    public SessionFacts? Find(TimeSpan maxAge, TimeProvider time) => _answer is { } answer && time.GetElapsedTime(answer.Asked) < maxAge ? answer.Facts : null;

    public bool HasFailedWithin(TimeSpan span, TimeProvider time) => _failed is { } failed && time.GetElapsedTime(failed) < span;

    public void Keep(SessionFacts facts, long asked) => (_answer, _failed) = (new(facts, asked), null);

    public void Fail(long now) => _failed = now;

    public void Clear() => _answer = null;

    private sealed record Answer(SessionFacts Facts, long Asked);
}
