using Microsoft.Extensions.Logging;
using NextAuth.Protocol;
using NextAuth.Server.Accounts;
using NextAuth.Server.Cluster;

namespace NextAuth.Server.Users;

/// <summary>Users: who they are, and their end. Their accounts are <see cref="AccountService"/>'s.</summary>
public sealed class UserService(IUserStore store, AccountService accounts, IClusterBus bus, TimeProvider time, ILogger<UserService> logger)
{
    public Task<Page<User>> ListAsync(ServerId server, UserQuery query, CancellationToken cancellationToken) =>
        store.ListAsync(server, query, cancellationToken);

    /// <summary>Whether there is such a user.</summary>
    public Task<bool> ExistsAsync(ServerId server, string userId, CancellationToken cancellationToken) => store.ExistsAsync(server, userId, cancellationToken);

    /// <summary>Ties the account now logged in in a session to a user, making the user when new.</summary>
    public Task<bool> RegisterAsync(ServerId server, Hsid session, string userId, CancellationToken cancellationToken) =>
        store.RegisterAsync(server, session, userId, time.GetUtcNow(), cancellationToken);

    /// <summary>Deletes a user with all there is of the user. Browsers hear it, and phones are told to delete their copies.</summary>
    /// <returns><see langword="false"/> when there is no such user.</returns>
    public async Task<bool> DeleteAsync(ServerId server, string userId, CancellationToken cancellationToken)
    {
        var count = 0;
        if (!await accounts.DeleteInStepsAsync(async limit =>
        {
            var deleted = await store.DeleteAsync(server, userId, limit, time.GetUtcNow(), cancellationToken);
            count += deleted?.Count ?? 0;

            // The user's role may do nothing now, also when no further step follows because the caller has gone.
            bus.Publish(new ClusterEvent.RightsChanged());
            return deleted;
        }))
        {
            return false;
        }

        logger.UserDeleted(server, count);
        return true;
    }
}
