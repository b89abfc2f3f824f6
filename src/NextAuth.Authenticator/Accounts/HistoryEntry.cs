namespace NextAuth.Authenticator.Accounts;

/// <summary>One line of the phone's history. Its texts are already fit to be shown, see <see cref="DisplayText"/>.</summary>
public sealed record HistoryEntry
{
    /// <summary>Gets when it happened.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Gets what it was.</summary>
    public required HistoryKind Kind { get; init; }

    /// <summary>Gets how it ended.</summary>
    public required HistoryOutcome Outcome { get; init; }

    /// <summary>Gets the account's name on this phone, <see cref="Accounts.Account.Id"/>; <see langword="null"/> when none was chosen.</summary>
    public string? Account { get; init; }

    /// <summary>Gets the account's name at that time.</summary>
    public string? Label { get; init; }

    /// <summary>Gets the server's name.</summary>
    public required string Server { get; init; }

    /// <summary>Gets the address of the web site.</summary>
    public string? Site { get; init; }

    /// <summary>Gets the browser's address.</summary>
    public string? Address { get; init; }

    /// <summary>Gets the browser's User-Agent.</summary>
    public string? Agent { get; init; }

    /// <summary>Gets the id of the transaction; with the three texts below, only of one.</summary>
    public string? Transaction { get; init; }

    /// <summary>Gets how much, exactly as it was shown.</summary>
    public string? Amount { get; init; }

    /// <summary>Gets who gets it, exactly as it was shown.</summary>
    public string? Benificiary { get; init; }

    /// <summary>Gets what it is, exactly as it was shown.</summary>
    public string? Description { get; init; }
}

/// <summary>What the history keeps.</summary>
public enum HistoryKind
{
    /// <summary>An account was made.</summary>
    Enrol,

    /// <summary>A login after a scanned code.</summary>
    Login,

    /// <summary>A login after a push.</summary>
    Push,

    /// <summary>A transaction, pushed or scanned.</summary>
    Transaction,
}

/// <summary>How it ended.</summary>
public enum HistoryOutcome
{
    /// <summary>Done as asked.</summary>
    Done,

    /// <summary>The person declined.</summary>
    Declined,

    /// <summary>The server refused.</summary>
    Refused,

    /// <summary>The connection failed after the person had decided; the server may or may not have taken it.</summary>
    Unknown,

    /// <summary>The person declined and said that it was somebody else who asked.</summary>
    Reported,
}
