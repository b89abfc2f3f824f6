namespace NextAuth.Server.Push;

/// <summary>What became of a request to push a login.</summary>
public abstract record ProvokeResult
{
    private ProvokeResult()
    {
    }

    /// <param name="Code">Six digits the browser must show; <see langword="null"/>: none are asked for.</param>
    public sealed record Pushed(string? Code) : ProvokeResult;

    /// <summary>There is no account to push to.</summary>
    public sealed record NoAccount : ProvokeResult;

    /// <summary>The account, or the user, does not exist.</summary>
    public sealed record Unknown : ProvokeResult;

    public sealed record Blocked : ProvokeResult;

    public sealed record TooMany(TimeSpan RetryAfter) : ProvokeResult;
}
