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
}
