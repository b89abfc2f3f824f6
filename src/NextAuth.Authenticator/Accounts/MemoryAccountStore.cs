using System.Collections.Concurrent;

namespace NextAuth.Authenticator.Accounts;

/// <summary>Keeps accounts in memory only: for tests and load drivers. What it holds ends with the process.</summary>
public sealed class MemoryAccountStore : IAccountStore
{
    private readonly ConcurrentDictionary<string, StoredAccount> _accounts = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<HistoryEntry> _history = new();
    private readonly Lock _changing = new();

    /// <inheritdoc/>
    public Task<AccountListing> ListAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult(new AccountListing([.. _accounts.Values.OrderBy(stored => stored.Account.CreatedAt)], []));

    /// <inheritdoc/>
    public Task<StoredAccount?> FindAsync(string id, CancellationToken cancellationToken = default) =>
        Task.FromResult(_accounts.GetValueOrDefault(id));

    /// <inheritdoc/>
    public Task AddAsync(StoredAccount account, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(account);
        return _accounts.TryAdd(account.Account.Id, account)
            ? Task.CompletedTask
            : throw new InvalidOperationException("There is an account of that name.");
    }

    /// <inheritdoc/>
    public Task<StoredAccount?> UpdateAsync(string id, Func<StoredAccount, StoredAccount> change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        lock (_changing)
        {
            return Task.FromResult(_accounts.TryGetValue(id, out var current) ? _accounts[id] = change(current) : null);
        }
    }

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(string id, CancellationToken cancellationToken = default)
    {
        lock (_changing)
        {
            return Task.FromResult(_accounts.TryRemove(id, out _));
        }
    }

    /// <inheritdoc/>
    public Task AppendHistoryAsync(HistoryEntry entry, CancellationToken cancellationToken = default)
    {
        _history.Enqueue(entry);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<HistoryEntry>> ReadHistoryAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<HistoryEntry>>([.. _history]);
}
