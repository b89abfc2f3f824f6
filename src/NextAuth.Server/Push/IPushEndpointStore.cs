using NextAuth.Protocol;

namespace NextAuth.Server.Push;

/// <summary>Where an account's phone is woken, as it is stored.</summary>
/// <param name="Account">The account; it may be deleted.</param>
/// <param name="Server">The virtual server.</param>
/// <param name="Sealed">The endpoint, encrypted. Two are never alike, so it also tells this one from the next.</param>
/// <param name="Created">Since when.</param>
public sealed record PushDestination(long Account, ServerId Server, byte[] Sealed, DateTimeOffset Created);

/// <summary>An account's push key, as it is stored.</summary>
/// <param name="Sealed">The key, encrypted for <paramref name="EnrolledKey"/>.</param>
/// <param name="EnrolledKey">The authentication key the account was enrolled with, 65 bytes; it may have another now.</param>
public sealed record StoredPushKey(byte[] Sealed, byte[] EnrolledKey);

/// <summary>Durable endpoints, one an account. Each method is one atomic step.</summary>
public interface IPushEndpointStore
{
    /// <summary>Finds an account's push key; <see langword="null"/>: there is no such account.</summary>
    Task<StoredPushKey?> FindPushKeyAsync(long account, CancellationToken cancellationToken);

    /// <summary>Finds the endpoint of an account; <see langword="null"/>: it has none, or is deleted.</summary>
    Task<PushDestination?> FindAsync(long account, CancellationToken cancellationToken);

    /// <summary>Sets the endpoint of an account, in place of the one it has.</summary>
    /// <param name="account">The account.</param>
    /// <param name="key">The authentication key of the phone that asks, 65 bytes: one that the account has moved away from must not be woken in the other's place.</param>
    /// <param name="sealedEndpoint">The endpoint, encrypted.</param>
    /// <param name="now">Since when.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns><see langword="false"/> when no such account has the key.</returns>
    Task<bool> SetAsync(long account, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> sealedEndpoint, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Removes the endpoint of an account that has the key.</summary>
    Task ClearAsync(long account, ReadOnlyMemory<byte> key, CancellationToken cancellationToken);

    /// <summary>Removes the endpoint of an account, unless it has another now: late word of a dead endpoint must not take its successor away.</summary>
    /// <returns><see langword="false"/> when it has another, or none.</returns>
    Task<bool> RemoveAsync(long account, ReadOnlyMemory<byte> sealedEndpoint, CancellationToken cancellationToken);

    /// <summary>Takes the endpoint of an account that was deleted: of many callers one gets it, once.</summary>
    Task<PushDestination?> TakeOfDeletedAsync(long account, CancellationToken cancellationToken);

    /// <summary>Deletes what was left of accounts that were deleted before a time.</summary>
    /// <returns>How many, at most <paramref name="limit"/>.</returns>
    Task<int> ForgetDeletedAsync(DateTimeOffset deletedBefore, int limit, CancellationToken cancellationToken);
}
