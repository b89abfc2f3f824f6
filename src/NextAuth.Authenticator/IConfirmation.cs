using NextAuth.Authenticator.Accounts;
using NextAuth.Protocol.VisualHash;

namespace NextAuth.Authenticator;

/// <summary>
/// Asks the person. What a prompt carries was proven to come from the server, and its texts are already fit to be shown (<see cref="DisplayText"/>).
/// </summary>
/// <remarks>
/// The server waits two minutes for a login, and until it expires for a transaction. When the token is cancelled meanwhile, throw or return what you like: the client declines in the person's name.
/// May be called from several threads when several accounts are listened for.
/// </remarks>
public interface IConfirmation
{
    /// <summary>Asks whether to make an account.</summary>
    ValueTask<EnrolAnswer> ConfirmEnrolAsync(EnrolPrompt prompt, CancellationToken cancellationToken);

    /// <summary>Asks whether to log a browser in.</summary>
    ValueTask<LoginAnswer> ConfirmLoginAsync(LoginPrompt prompt, CancellationToken cancellationToken);

    /// <summary>Asks whether to approve a transaction, by showing its texts whole and as they are: they are what is signed.</summary>
    ValueTask<TransactionAnswer> ConfirmTransactionAsync(TransactionPrompt prompt, CancellationToken cancellationToken);
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

    /// <summary>Gets the picture of the server's proven identity, to compare with the one on the site's page; <see langword="null"/>: the server does not want it shown.</summary>
    public ServerPicture? Picture { get; init; }
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

/// <summary>What to show before a transaction is signed.</summary>
public sealed record TransactionPrompt
{
    /// <summary>Gets the server's name.</summary>
    public required string Server { get; init; }

    /// <summary>Gets the address of the web site.</summary>
    public string? Site { get; init; }

    /// <summary>Gets the server's logo, base64; not checked to be a picture.</summary>
    public string? Logo { get; init; }

    /// <summary>Gets the account that signs.</summary>
    public required Account Account { get; init; }

    /// <summary>
    /// Gets how much, in the application's words; <see langword="null"/>: not said. Of the three texts one is there. They hold no control characters, none without a width
    /// and none that turn the direction of writing (docs/protocol/transactions.md, section 2), and must be shown whole, without collapsing spaces.
    /// </summary>
    public string? Amount { get; init; }

    /// <summary>Gets who gets it (spelt as in the REST API); <see langword="null"/>: not said.</summary>
    public string? Benificiary { get; init; }

    /// <summary>Gets what it is; <see langword="null"/>: not said.</summary>
    public string? Description { get; init; }

    /// <summary>Gets until when it can be answered, by the server's clock.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>Gets whether it came as a push, not as a code the person scanned.</summary>
    public bool IsPush { get; init; }
}

/// <summary>The person's answer to a <see cref="TransactionPrompt"/>.</summary>
public enum TransactionAnswer
{
    /// <summary>Do not approve; the server is told so.</summary>
    Decline,

    /// <summary>Sign what was shown.</summary>
    Approve,

    /// <summary>Decline, and tell the server that it was somebody else who asked: it sends no further ones for a while.</summary>
    Report,
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
    /// <param name="IsReported">Whether it was somebody else who asked: the server notes it and sends the account no pushes for a while.</param>
    public sealed record Decline(Account? Account = null, bool IsReported = false) : LoginAnswer;
}
