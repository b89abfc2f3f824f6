namespace NextAuth.Authenticator.Accounts;

/// <summary>
/// Where a phone keeps its accounts and history. An application may bring its own, for instance over the phone's keystore. Safe to use from several threads.
/// </summary>
/// <remarks>When a method that writes has returned, what it wrote survives a crash.</remarks>
public interface IAccountStore
{
    /// <summary>Reads all accounts, the unfinished ones too, oldest first.</summary>
    Task<AccountListing> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads one account; <see langword="null"/> when there is none of that name.</summary>
    /// <param name="id">The account's <see cref="Account.Id"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<StoredAccount?> FindAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Adds an account.</summary>
    /// <exception cref="InvalidOperationException">There is one of that name.</exception>
    Task AddAsync(StoredAccount account, CancellationToken cancellationToken = default);

    /// <summary>
    /// Changes an account: reads, applies and writes without another writer in between, in this process or another, so that keys replaced there are never
    /// overwritten here with old ones.
    /// </summary>
    /// <param name="id">The account's <see cref="Account.Id"/>.</param>
    /// <param name="change">Makes the new state of the present one; called once at most.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The new state, or <see langword="null"/> when there is no such account.</returns>
    Task<StoredAccount?> UpdateAsync(string id, Func<StoredAccount, StoredAccount> change, CancellationToken cancellationToken = default);

    /// <summary>Removes an account and its keys; <see langword="false"/> when there is none of that name.</summary>
    Task<bool> RemoveAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Adds to the history.</summary>
    Task AppendHistoryAsync(HistoryEntry entry, CancellationToken cancellationToken = default);

    /// <summary>Reads the history, oldest first. A store may forget old entries.</summary>
    Task<IReadOnlyList<HistoryEntry>> ReadHistoryAsync(CancellationToken cancellationToken = default);
}

/// <summary>What a store holds.</summary>
/// <param name="Accounts">The accounts that can be read.</param>
/// <param name="Damaged">What cannot be read, by file name: truncated, altered, or sealed under another key. The other accounts work all the same.</param>
public sealed record AccountListing(IReadOnlyList<StoredAccount> Accounts, IReadOnlyList<string> Damaged);
