using NextAuth.Authenticator.Accounts;

namespace NextAuth.Authenticator;

/// <summary>
/// Asks the person. What a prompt carries was proven to come from the server, and its texts are already fit to be shown (<see cref="DisplayText"/>).
/// </summary>
/// <remarks>
/// The server waits two minutes. When the token is cancelled meanwhile, throw or return what you like: the client declines in the person's name.
/// May be called from several threads when several accounts are listened for.
/// </remarks>
public interface IConfirmation
{
    /// <summary>Asks whether to make an account.</summary>
    ValueTask<EnrolAnswer> ConfirmEnrolAsync(EnrolPrompt prompt, CancellationToken cancellationToken);

    /// <summary>Asks whether to log a browser in.</summary>
    ValueTask<LoginAnswer> ConfirmLoginAsync(LoginPrompt prompt, CancellationToken cancellationToken);
}

/// <summary>What to show before an enrolment.</summary>
public sealed record EnrolPrompt
{
    /// <summary>Gets the server's name.</summary>
    public required string Server { get; init; }

    /// <summary>Gets the address of the web site.</summary>
    public string? Site { get; init; }

    /// <summary>Gets the server's logo, base64; not checked to be a picture.</summary>
    public string? Logo { get; init; }

    /// <summary>Gets the name the account will have.</summary>
    public required string Label { get; init; }

    /// <summary>Gets the host the phone is connected to.</summary>
    public required string Host { get; init; }
}

/// <summary>What to show before a login.</summary>
public sealed record LoginPrompt
{
    /// <summary>Gets the server's name.</summary>
    public required string Server { get; init; }

    /// <summary>Gets the address of the web site.</summary>
    public string? Site { get; init; }

    /// <summary>Gets the server's logo, base64; not checked to be a picture.</summary>
    public string? Logo { get; init; }

    /// <summary>Gets the browser's address. Shown so that the person can tell a code that was relayed from elsewhere (QR phishing).</summary>
    public string? BrowserAddress { get; init; }

    /// <summary>Gets the browser's User-Agent.</summary>
    public string? BrowserAgent { get; init; }

    /// <summary>Gets what the application announces: names and values in its own words.</summary>
    public IReadOnlyDictionary<string, string> Announced { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets whether the six digits that the browser shows must be typed here.</summary>
    public bool NeedsCode { get; init; }

    /// <summary>Gets whether it came as a push, not as a code the person scanned.</summary>
    public bool IsPush { get; init; }

    /// <summary>Gets the accounts to choose from: one or more.</summary>
    public required IReadOnlyList<Account> Accounts { get; init; }
}

/// <summary>The person's answer to an <see cref="EnrolPrompt"/>.</summary>
public enum EnrolAnswer
{
    /// <summary>Do not make the account; the code stays good.</summary>
    Decline,

    /// <summary>Make it.</summary>
    Approve,
}

/// <summary>The person's answer to a <see cref="LoginPrompt"/>.</summary>
public abstract record LoginAnswer
{
    private LoginAnswer()
    {
    }

    /// <summary>Log in.</summary>
    /// <param name="Account">One of the prompt's accounts; <see langword="null"/> when there is just one.</param>
    /// <param name="Code">The six digits, when the prompt asked for them.</param>
    public sealed record Approve(Account? Account = null, string? Code = null) : LoginAnswer;

    /// <summary>Do not; the server is told so, signed by the account.</summary>
    /// <param name="Account">
    /// One of the prompt's accounts. With <see langword="null"/> and several to choose from, the phone turns away without saying who it is.
    /// </param>
    public sealed record Decline(Account? Account = null) : LoginAnswer;
}
