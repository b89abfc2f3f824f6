using NextAuth.Protocol;
using NextAuth.Server.ApiKeys;

namespace NextAuth.Server.Servers;

/// <summary>A server with its secrets as stored: sealed, see Secrets/.</summary>
/// <param name="Server">The configuration.</param>
/// <param name="SealedIdentity">The identity key, PKCS #8, sealed.</param>
/// <param name="SealedQrSecret">The secret of login tags, sealed.</param>
public sealed record StoredServer(VirtualServer Server, byte[] SealedIdentity, byte[] SealedQrSecret);

/// <summary>What is counted for a server when it is read.</summary>
public sealed record ServerFigures(long AccountCount, DateTimeOffset? LastLogin);

/// <summary>Durable virtual servers.</summary>
public interface IServerStore
{
    Task<StoredServer?> FindAsync(ServerId id, CancellationToken cancellationToken);

    Task<ServerFigures> CountAsync(ServerId id, CancellationToken cancellationToken);

    /// <summary>Stores a new server and gives its creator <c>root</c> on it, both or neither.</summary>
    Task AddAsync(StoredServer server, RoleId creator, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>One stored server, to check at start that the master key fits; <see langword="null"/> when there is none.</summary>
    Task<StoredServer?> AnyAsync(CancellationToken cancellationToken);

    /// <summary>Lists the servers on which a role has the right <c>servers</c>, the oldest first.</summary>
    /// <returns>Their ids: a thousand servers may have a thousand logos, so each is read when it is needed.</returns>
    Task<Page<ServerId>> ListAsync(Role role, int limit, long marker, CancellationToken cancellationToken);

    /// <summary>Changes the members that are given, in one statement, and raises the version.</summary>
    /// <returns>The server as it is now; <see langword="null"/> when there is none.</returns>
    Task<VirtualServer?> UpdateAsync(ServerId id, ServerRequest change, CancellationToken cancellationToken);

    /// <summary>Deletes a server. What is in it can't be reached any more, and goes at once or by <see cref="ForgetAsync"/>.</summary>
    /// <returns><see langword="false"/> when there is no such server.</returns>
    Task<bool> DeleteAsync(ServerId id, CancellationToken cancellationToken);

    /// <summary>Deletes the next part of what was in deleted servers.</summary>
    /// <returns>How many rows of a kind, at most <paramref name="limit"/>; fewer when nothing is left of any server.</returns>
    Task<int> ForgetAsync(int limit, CancellationToken cancellationToken);
}
