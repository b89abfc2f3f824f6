namespace NextAuth.Load.Browsers;

/// <summary>What a browser was told about one session.</summary>
internal sealed class Watch
{
    private readonly TaskCompletionSource _registered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<long> _loggedIn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets the first answer: the session is logged out.</summary>
    public Task Registered => _registered.Task;

    /// <summary>Gets when LOGIN came, as a timestamp of the stopwatch.</summary>
    public Task<long> LoggedIn => _loggedIn.Task;

    public void Take(string type, long at)
    {
        switch (type)
        {
            case "LOGOUT":
                _registered.TrySetResult();
                break;
            case "LOGIN" when _registered.Task.IsCompleted:
                _loggedIn.TrySetResult(at);
                break;
            case "LOGIN":
                Fail(new WrongAnswerException("A session nobody has logged in to was said to be logged in."));
                break;
        }
    }

    public void Fail(Exception cause)
    {
        _registered.TrySetException(cause);
        _loggedIn.TrySetException(cause);

        // Whoever still waits sees it; nobody else needs to.
        _ = _registered.Task.Exception;
        _ = _loggedIn.Task.Exception;
    }
}
