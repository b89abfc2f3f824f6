using NextAuth.Protocol;
using NextAuth.Server.Attributes;
using NextAuth.Server.Sessions;

namespace NextAuth.Server.Accounts;

/// <summary>An account that was deleted.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Ended">The sessions that ended with it.</param>
public sealed record DeletedAccount(long Id, IReadOnlyList<EndedLogin> Ended);

/// <summary>An account that goes to another phone.</summary>
public sealed record MoveCommand
{
    public required long Account { get; init; }

    /// <summary>The authentication key the account must have still, 65 bytes.</summary>
    public required ReadOnlyMemory<byte> OldKey { get; init; }

    /// <summary>The new authentication key, 65 bytes.</summary>
    public required ReadOnlyMemory<byte> PublicKey { get; init; }

    /// <summary>The new transaction key, 65 bytes.</summary>
    public required ReadOnlyMemory<byte> TransactionKey { get; init; }

    /// <summary>The new push key, sealed.</summary>
    public required ReadOnlyMemory<byte> SealedPushKey { get; init; }

    public string? Device { get; init; }

    public string? ClientVersion { get; init; }

    public required DateTimeOffset Now { get; init; }
}

/// <summary>Durable accounts. Each method is one atomic step.</summary>
public interface IAccountStore
{
    Task<Account?> FindAsync(ServerId server, long id, CancellationToken cancellationToken);

    /// <summary>Finds the account with an authentication key of 65 bytes.</summary>
    Task<Account?> FindByKeyAsync(ServerId server, ReadOnlyMemory<byte> publicKey, CancellationToken cancellationToken);

    Task<Page<Account>> OfUserAsync(ServerId server, string userId, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Lists a server's accounts, or those whose user has the attributes that all filters ask for.</summary>
    Task<Page<Account>> ListAsync(ServerId server, IReadOnlyList<AttributeFilter> filters, PageRequest page, CancellationToken cancellationToken);

    /// <summary>The ids of a user's unblocked accounts; <see langword="null"/> when there is no such user.</summary>
    Task<IReadOnlyList<long>?> UnblockedOfUserAsync(ServerId server, string userId, CancellationToken cancellationToken);

    /// <summary>Blocks or unblocks; blocking ends the account's logins in the same step.</summary>
    /// <returns>The sessions that ended; <see langword="null"/> when there is no such account.</returns>
    Task<IReadOnlyList<EndedLogin>?> SetBlockedAsync(ServerId server, long id, bool blocked, LogoutNotice notice, CancellationToken cancellationToken);

    /// <summary>Gives the account to a user, making the user when new.</summary>
    /// <returns><see langword="false"/> when there is no such account; nothing was written.</returns>
    Task<bool> SetUserAsync(ServerId server, long id, string userId, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Names the phone of an account.</summary>
    /// <param name="id">The account.</param>
    /// <param name="key">The authentication key of the phone that asks, 65 bytes: one that the account has moved away from has no say any more.</param>
    /// <param name="device">What the phone is called.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns><see langword="false"/> when no such account has the key; nothing was written.</returns>
    Task<bool> DescribeAsync(long id, ReadOnlyMemory<byte> key, string device, CancellationToken cancellationToken);

    /// <summary>Replaces both keys, unless the old authentication key is no longer the account's.</summary>
    Task<bool> RotateAsync(long id, ReadOnlyMemory<byte> oldKey, ReadOnlyMemory<byte> newKey, ReadOnlyMemory<byte> newTransactionKey, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces all keys and notes that the old one was an account's, in one step; not when the old one is no longer the account's, the account is blocked, or
    /// another has the new key.
    /// </summary>
    Task<bool> MoveAsync(MoveCommand command, CancellationToken cancellationToken);

    /// <summary>Deletes the account with its pushes, ends its logins and notes that its key was an account's, in one step.</summary>
    /// <param name="id">The account.</param>
    /// <param name="key">The authentication key of the phone that asks for it; <see langword="null"/>: somebody else does.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The sessions that ended; <see langword="null"/> when there is no such account, or it has another key.</returns>
    Task<IReadOnlyList<EndedLogin>?> DeleteAsync(long id, ReadOnlyMemory<byte>? key, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Deletes accounts of a user, at most <paramref name="limit"/>, each as <see cref="DeleteAsync"/> does, in one step. The user stays.</summary>
    /// <returns>Which; fewer than <paramref name="limit"/> are the last. <see langword="null"/> when there is no such user.</returns>
    Task<IReadOnlyList<DeletedAccount>?> DeleteOfUserAsync(ServerId server, string userId, int limit, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Whether an account with this authentication key was deleted and is not forgotten yet. An account may have the key again.</summary>
    Task<bool> WasRemovedAsync(ServerId server, ReadOnlyMemory<byte> publicKey, CancellationToken cancellationToken);

    /// <summary>Forgets accounts that were deleted before a time.</summary>
    /// <returns>How many, at most <paramref name="limit"/>.</returns>
    Task<int> ForgetRemovedAsync(DateTimeOffset removedBefore, int limit, CancellationToken cancellationToken);
}
