using NextAuth.Protocol;

namespace NextAuth.Server.Transactions;

/// <summary>What became of a request to make a transaction.</summary>
public abstract record CreateTransactionResult
{
    private CreateTransactionResult()
    {
    }

    public sealed record Created(TransactionId Id) : CreateTransactionResult;

    /// <summary>The session has no account.</summary>
    public sealed record NoAccount : CreateTransactionResult;

    public sealed record Blocked : CreateTransactionResult;

    public sealed record TooMany(TimeSpan RetryAfter) : CreateTransactionResult;
}

/// <summary>What became of a phone's request about a transaction.</summary>
public enum TransactionVerdict
{
    Done,

    /// <summary>There is no such transaction of this account, or the signature or the keys are wrong. Which of them is not said.</summary>
    Refused,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>It was approved or declined before.</summary>
    Decided,
}

/// <summary>The state of a transaction (REST contract, section 4, TransactionResult).</summary>
public enum TransactionStatus
{
    New = 0,
    Approved = 1,
    Declined = 2,
    Expired = 3,
}
