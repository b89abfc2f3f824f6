using NextAuth.Protocol;
using NextAuth.Server.Sessions;

namespace NextAuth.Server.Accounts;

/// <summary>Which part of a list, and in which order.</summary>
/// <param name="Limit">1 to 1000.</param>
/// <param name="Marker">An offset from 0.</param>
/// <param name="Sort">Columns by the answer's member names; the id breaks ties.</param>
public sealed record PageRequest(int Limit, long Marker, IReadOnlyList<SortColumn> Sort);

/// <summary>One column of an order.</summary>
public sealed record SortColumn(string Name, bool Descending);

/// <summary>A part of a list, and how long all of it is.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, long Total);

/// <summary>Durable accounts. Each method is one atomic step.</summary>
public interface IAccountStore
{
    Task<Account?> FindAsync(ServerId server, long id, CancellationToken cancellationToken);

    /// <summary>Finds the account with an authentication key of 65 bytes.</summary>
    Task<Account?> FindByKeyAsync(ServerId server, ReadOnlyMemory<byte> publicKey, CancellationToken cancellationToken);

    Task<Page<Account>> OfUserAsync(ServerId server, string userId, PageRequest page, CancellationToken cancellationToken);

    /// <summary>The ids of a user's unblocked accounts; <see langword="null"/> when there is no such user.</summary>
    Task<IReadOnlyList<long>?> UnblockedOfUserAsync(ServerId server, string userId, CancellationToken cancellationToken);

    /// <summary>Blocks or unblocks; blocking ends the account's logins in the same step.</summary>
    /// <returns>The sessions that ended; <see langword="null"/> when there is no such account.</returns>
    Task<IReadOnlyList<EndedLogin>?> SetBlockedAsync(ServerId server, long id, bool blocked, LogoutNotice notice, CancellationToken cancellationToken);

    Task<bool> DescribeAsync(long id, string device, CancellationToken cancellationToken);

    /// <summary>Replaces both keys, unless the old authentication key is no longer the account's.</summary>
    Task<bool> RotateAsync(long id, ReadOnlyMemory<byte> oldKey, ReadOnlyMemory<byte> newKey, ReadOnlyMemory<byte> newTransactionKey, CancellationToken cancellationToken);

    /// <summary>Deletes the account with its pushes, ends its logins and notes that its key was an account's, in one step.</summary>
    /// <returns>The sessions that ended; <see langword="null"/> when there is no such account.</returns>
    Task<IReadOnlyList<EndedLogin>?> DeleteAsync(long id, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Whether an account with this authentication key was deleted and is not forgotten yet. An account may have the key again.</summary>
    Task<bool> WasRemovedAsync(ServerId server, ReadOnlyMemory<byte> publicKey, CancellationToken cancellationToken);

    /// <summary>Forgets accounts that were deleted before a time.</summary>
    /// <returns>How many, at most <paramref name="limit"/>.</returns>
    Task<int> ForgetRemovedAsync(DateTimeOffset removedBefore, int limit, CancellationToken cancellationToken);
}
