using NextAuth.Protocol;

namespace NextAuth.Server.Transactions;

/// <summary>A transaction to be stored and pushed.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Server">The virtual server.</param>
/// <param name="Session">The session it was made in.</param>
/// <param name="Account">Who may answer it.</param>
/// <param name="Content">The bytes that the phone shows and signs.</param>
/// <param name="Created">Now, a whole second: it is in the content.</param>
/// <param name="Expires">The end of its life, a whole second.</param>
public sealed record NewTransaction(
    TransactionId Id, ServerId Server, Hsid Session, long Account, byte[] Content, DateTimeOffset Created, DateTimeOffset Expires);

/// <summary>What a person decided, as it is stored. That it has expired, the clock says.</summary>
public enum TransactionDecision
{
    None = 0,
    Approved = 1,
    Declined = 2,
}

/// <summary>A stored transaction.</summary>
public sealed record StoredTransaction
{
    public required TransactionId Id { get; init; }

    public required ServerId Server { get; init; }

    public required long Account { get; init; }

    public required byte[] Content { get; init; }

    public required DateTimeOffset Expires { get; init; }

    public TransactionDecision Decision { get; init; }

    public DateTimeOffset? Decided { get; init; }

    public Approval? Approval { get; init; }
}

/// <summary>What was approved with.</summary>
/// <param name="Signature">64 bytes, by the transaction key.</param>
/// <param name="TransactionKey">The account's transaction key that verified it, 65 bytes.</param>
/// <param name="AccountKey">The account's authentication key at that moment, 65 bytes.</param>
public sealed record Approval(byte[] Signature, byte[] TransactionKey, byte[] AccountKey);

/// <summary>A decision to be stored.</summary>
/// <param name="Server">The virtual server.</param>
/// <param name="Id">The transaction.</param>
/// <param name="Account">Who decides.</param>
/// <param name="AccountKey">The authentication key that proved itself: an account whose keys were replaced meanwhile decides nothing.</param>
/// <param name="Now">The time.</param>
/// <param name="Approval">The verified signature and its key; <see langword="null"/>: declined.</param>
public sealed record DecideCommand(ServerId Server, TransactionId Id, long Account, byte[] AccountKey, DateTimeOffset Now, Approval? Approval)
{
    /// <summary>What comes of declining again and again; <see langword="null"/>: nothing.</summary>
    public TransactionBar? Bar { get; init; }
}

/// <summary>How often transactions may be declined.</summary>
/// <param name="MaxDeclined">The so-manieth in a row …</param>
/// <param name="Until">… bars transactions for the account until then.</param>
public sealed record TransactionBar(int MaxDeclined, DateTimeOffset Until);

/// <summary>How many transactions an account may be asked for; stops asking until somebody gives in.</summary>
/// <param name="MaxOpen">So many may wait for the account's answer.</param>
/// <param name="MaxCreated">So many may be made, answered or not …</param>
/// <param name="Window">… in this time.</param>
public sealed record TransactionLimits(int MaxOpen, int MaxCreated, TimeSpan Window);

/// <summary>What became of a new transaction.</summary>
public abstract record AddTransactionResult
{
    private AddTransactionResult()
    {
    }

    public sealed record Added : AddTransactionResult;

    /// <summary>A limit is reached, or the person has declined too often.</summary>
    public sealed record TooMany(TimeSpan RetryAfter) : AddTransactionResult;

    /// <summary>There is no such account on the server.</summary>
    public sealed record NoAccount : AddTransactionResult;

    public sealed record Blocked : AddTransactionResult;
}

/// <summary>Durable transactions. Each method is one atomic step; a completed call survives a crash.</summary>
public interface ITransactionStore
{
    /// <summary>Checks the account and the limits, stores the transaction and its push.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="limits">How many, this one included.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<AddTransactionResult> AddAsync(NewTransaction transaction, TransactionLimits limits, CancellationToken cancellationToken);

    Task<StoredTransaction?> FindAsync(ServerId server, TransactionId id, CancellationToken cancellationToken);

    /// <summary>The present transaction key of an unblocked account, 65 bytes.</summary>
    Task<byte[]?> FindKeyAsync(ServerId server, long account, CancellationToken cancellationToken);

    /// <summary>
    /// Decides, once: when it is this account's, open, not expired, and the account is unblocked and still has the keys that the command names. Of many calls exactly one
    /// answers <see langword="true"/>. Ends its push. Counts what is declined in a row, which an approval ends.
    /// </summary>
    Task<bool> DecideAsync(DecideCommand command, CancellationToken cancellationToken);

    /// <summary>Deletes transactions that expired before a time, decided or not.</summary>
    /// <returns>How many, at most <paramref name="limit"/>.</returns>
    Task<int> ForgetAsync(DateTimeOffset expiredBefore, int limit, CancellationToken cancellationToken);
}
