using Microsoft.Extensions.Logging;
using NextAuth.Protocol;
using NextAuth.Server.Attributes;
using NextAuth.Server.Cluster;
using NextAuth.Server.Sessions;

namespace NextAuth.Server.Accounts;

/// <summary>Accounts: reading them for the REST API, and what a phone may do with its own.</summary>
public sealed class AccountService(
    IAccountStore store, SessionService sessions, IClusterBus bus, TimeProvider time, ILogger<AccountService> logger)
{
    // More than persons have, and little enough for everybody who waits for the only writer: each account counts in up to 256 attributes of its user.
    private const int DeletedInOneStep = 25;

    public Task<Account?> FindAsync(ServerId server, long id, CancellationToken cancellationToken) =>
        store.FindAsync(server, id, cancellationToken);

    public Task<Account?> FindByKeyAsync(ServerId server, ReadOnlyMemory<byte> publicKey, CancellationToken cancellationToken) =>
        store.FindByKeyAsync(server, publicKey, cancellationToken);

    /// <summary>Whether an account with this key was deleted, which only the phone that holds the private key may be told.</summary>
    public Task<bool> WasRemovedAsync(ServerId server, ReadOnlyMemory<byte> publicKey, CancellationToken cancellationToken) =>
        store.WasRemovedAsync(server, publicKey, cancellationToken);

    public Task<Page<Account>> OfUserAsync(ServerId server, string userId, PageRequest page, CancellationToken cancellationToken) =>
        store.OfUserAsync(server, userId, page, cancellationToken);

    public Task<Page<Account>> ListAsync(
        ServerId server, IReadOnlyList<AttributeFilter> filters, PageRequest page, CancellationToken cancellationToken) =>
        store.ListAsync(server, filters, page, cancellationToken);

    /// <summary>Gives an account to a user, making the user when new.</summary>
    /// <returns><see langword="false"/> when there is no such account.</returns>
    public async Task<bool> SetUserAsync(ServerId server, long id, string userId, CancellationToken cancellationToken)
    {
        var given = await store.SetUserAsync(server, id, userId, time.GetUtcNow(), cancellationToken);
        if (given)
        {
            logger.UserSet(id, server);
        }

        return given;
    }

    /// <summary>Blocks or unblocks. Blocking ends the account's logins and closes its channels.</summary>
    /// <returns><see langword="false"/> when there is no such account.</returns>
    public async Task<bool> SetBlockedAsync(ServerId server, long id, bool blocked, CancellationToken cancellationToken)
    {
        if (await store.SetBlockedAsync(server, id, blocked, sessions.MakeNotice(time.GetUtcNow()), cancellationToken) is not { } ended)
        {
            return false;
        }

        logger.AccountBlocked(id, server, blocked);
        sessions.Tell(ended, canProvoke: false);
        bus.Publish(new ClusterEvent.AccountChanged(id));
        return true;
    }

    /// <summary>Names the phone of an account, as the phone with this key asks.</summary>
    public Task<bool> DescribeAsync(long id, ReadOnlyMemory<byte> key, string device, CancellationToken cancellationToken) =>
        store.DescribeAsync(id, key, device, cancellationToken);

    /// <summary>Replaces an account's keys; the caller has verified all three signatures.</summary>
    public async Task<bool> RotateAsync(
        long id, ReadOnlyMemory<byte> oldKey, ReadOnlyMemory<byte> newKey, ReadOnlyMemory<byte> newTransactionKey, CancellationToken cancellationToken)
    {
        var rotated = await store.RotateAsync(id, oldKey, newKey, newTransactionKey, cancellationToken);
        logger.KeysRotated(id, rotated);
        if (rotated)
        {
            bus.Publish(new ClusterEvent.AccountChanged(id));
        }

        return rotated;
    }

    /// <summary>Gives an account to another phone; the caller has verified the new keys' proofs and the old key's signature.</summary>
    public async Task<bool> MoveAsync(MoveCommand command, CancellationToken cancellationToken)
    {
        var moved = await store.MoveAsync(command, cancellationToken);
        logger.AccountMoved(command.Account, moved);
        if (moved)
        {
            bus.Publish(new ClusterEvent.AccountChanged(command.Account));
        }

        return moved;
    }

    /// <summary>Deletes an account, and tells the browsers it was logged in on.</summary>
    public Task<bool> DeleteAsync(long id, CancellationToken cancellationToken) => DeleteAsync(id, key: null, cancellationToken);

    /// <summary>Deletes an account if it has a key: its phone asks.</summary>
    public async Task<bool> DeleteAsync(long id, ReadOnlyMemory<byte>? key, CancellationToken cancellationToken)
    {
        if (await store.DeleteAsync(id, key, time.GetUtcNow(), cancellationToken) is not { } ended)
        {
            return false;
        }

        Tell([new(id, ended)]);
        return true;
    }

    /// <summary>Deletes an account of a server. An account never changes its server, so what was found is what is deleted.</summary>
    public async Task<bool> DeleteAsync(ServerId server, long id, CancellationToken cancellationToken) =>
        await store.FindAsync(server, id, cancellationToken) is not null && await DeleteAsync(id, cancellationToken);

    /// <summary>Deletes all accounts of a user; the user stays.</summary>
    /// <returns><see langword="false"/> when there is no such user.</returns>
    public Task<bool> DeleteOfUserAsync(ServerId server, string userId, CancellationToken cancellationToken) =>
        DeleteInStepsAsync(limit => store.DeleteOfUserAsync(server, userId, limit, time.GetUtcNow(), cancellationToken));

    /// <summary>Deletes in steps, so that others' logins get their turn between, and tells of each.</summary>
    /// <param name="deleteAsync">Deletes so many accounts at most; fewer are the last, <see langword="null"/> means that there is nothing to delete from.</param>
    /// <returns><see langword="false"/> when there was nothing from the beginning.</returns>
    public async Task<bool> DeleteInStepsAsync(Func<int, Task<IReadOnlyList<DeletedAccount>?>> deleteAsync)
    {
        var deleted = await deleteAsync(DeletedInOneStep);
        var found = deleted is not null;
        while (deleted is not null)
        {
            Tell(deleted);
            deleted = deleted.Count < DeletedInOneStep ? null : await deleteAsync(DeletedInOneStep);
        }

        return found;
    }

    /// <summary>Tells browsers and phones of accounts that were deleted in the store.</summary>
    public void Tell(IReadOnlyList<DeletedAccount> deleted)
    {
        foreach (var (id, ended) in deleted)
        {
            logger.AccountDeleted(id);
            sessions.Tell(ended, canProvoke: false);
            bus.Publish(new ClusterEvent.AccountChanged(id));
        }
    }
}
