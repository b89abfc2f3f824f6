using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NextAuth.Protocol;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Links;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Cluster;
using NextAuth.Server.Secrets;

namespace NextAuth.Server.Servers;

/// <summary>The virtual servers in use, ready in memory; reads the store when one is new or has changed, and after <see cref="MaxAge"/>, for the bus may lose a message.</summary>
public sealed class ServerDirectory : IDisposable
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<ServerId, Entry> _entries = new();
    private readonly IServerStore _store;
    private readonly SecretBox _secrets;
    private readonly IOptions<ServerOptions> _options;
    private readonly IClusterBus _bus;
    private readonly TimeProvider _time;
    private readonly ILogger<ServerDirectory> _logger;
    private readonly IDisposable _subscription;
    private long _generation;

    public ServerDirectory(
        IServerStore store, SecretBox secrets, IOptions<ServerOptions> options, IClusterBus bus, TimeProvider time, ILogger<ServerDirectory> logger)
    {
        (_store, _secrets, _options, _bus, _time, _logger) = (store, secrets, options, bus, time, logger);
        _subscription = bus.Subscribe(happened =>
        {
            if (happened is ClusterEvent.ServerChanged { Server: var changed })
            {
                Interlocked.Increment(ref _generation);
                _entries.TryRemove(changed, out _);
            }
            else if (happened is ClusterEvent.ServerDeleted { Server: var deleted })
            {
                Interlocked.Increment(ref _generation);
                _entries.TryRemove(deleted, out _);
            }
        });
    }

    /// <summary>Finds a server; <see langword="null"/> when there is none.</summary>
    public ValueTask<ServerRuntime?> FindAsync(ServerId id, CancellationToken cancellationToken) =>
        _entries.TryGetValue(id, out var entry) && _time.GetElapsedTime(entry.Read) < MaxAge
            ? new(entry.Server)
            : new(ReadAsync(id, cancellationToken));

    /// <summary>Reads how many accounts a server has and when somebody logged in last.</summary>
    public Task<ServerFigures> CountAsync(ServerId id, CancellationToken cancellationToken) => _store.CountAsync(id, cancellationToken);

    /// <summary>Makes a server with a new identity key and QR secret. Id, key, owner and version of <paramref name="template"/> are replaced.</summary>
    public async Task<VirtualServer> CreateAsync(VirtualServer template, Role creator, CancellationToken cancellationToken)
    {
        using var identity = P256SigningKey.Create();
        var id = ServerId.New();
        var server = template with { Id = id, PublicKey = identity.PublicKey.ToArray(), Owner = creator.Number, Version = 1 };

        var pkcs8 = identity.ExportPkcs8();
        var qrSecret = RandomNumberGenerator.GetBytes(LoginTag.SecretSize);
        var stored = new StoredServer(server, _secrets.Seal(pkcs8, IdentityPurpose(id)), _secrets.Seal(qrSecret, QrPurpose(id)));
        CryptographicOperations.ZeroMemory(pkcs8);
        CryptographicOperations.ZeroMemory(qrSecret);

        await _store.AddAsync(stored, creator.Id, _time.GetUtcNow(), cancellationToken);

        // The creator has root on it now, and is kept in memory without.
        _bus.Publish(new ClusterEvent.RightsChanged());
        return server;
    }

    /// <summary>Lists the servers that a role may see.</summary>
    public Task<Page<ServerId>> ListAsync(Role role, int limit, long marker, CancellationToken cancellationToken) =>
        _store.ListAsync(role, limit, marker, cancellationToken);

    /// <summary>Reads listed servers one by one, with their figures; those deleted meanwhile are left out. Past the memory: nobody needs the keys of all of them.</summary>
    public async IAsyncEnumerable<(VirtualServer Server, ServerFigures Figures)> ReadAllAsync(
        IReadOnlyList<ServerId> ids, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var id in ids)
        {
            if (await _store.FindAsync(id, cancellationToken) is { } stored)
            {
                yield return (stored.Server, await _store.CountAsync(id, cancellationToken));
            }
        }
    }

    /// <summary>Changes the members that are given. Phones get the new parameters with their next handshake.</summary>
    /// <returns>The server as it is now; <see langword="null"/> when it has just been deleted.</returns>
    public async Task<VirtualServer?> UpdateAsync(ServerId id, ServerRequest change, Role caller, CancellationToken cancellationToken)
    {
        var server = await _store.UpdateAsync(id, change, cancellationToken);
        if (server is not null)
        {
            _logger.ServerUpdated(id, server.Version, caller.Id);
            _bus.Publish(new ClusterEvent.ServerChanged(id));
        }

        return server;
    }

    /// <summary>Deletes a server and all that is in it. Its pages hear that nobody is logged in any more, and its phones' channels close.</summary>
    /// <returns><see langword="false"/> when it has just been deleted.</returns>
    public async Task<bool> DeleteAsync(ServerId id, Role caller, CancellationToken cancellationToken)
    {
        if (!await _store.DeleteAsync(id, cancellationToken))
        {
            return false;
        }

        _logger.ServerDeleted(id, caller.Id);
        _bus.Publish(new ClusterEvent.ServerDeleted(id));
        _bus.Publish(new ClusterEvent.RightsChanged());
        return true;
    }

    /// <summary>Whether the master key opens what is stored; <see langword="true"/> when nothing is.</summary>
    public async Task<bool> MasterKeyFitsAsync(CancellationToken cancellationToken) =>
        await _store.AnyAsync(cancellationToken) is not { } stored
        || _secrets.TryOpen(stored.SealedQrSecret, QrPurpose(stored.Server.Id), out _);

    public void Dispose()
    {
        _subscription.Dispose();
        foreach (var (_, entry) in _entries)
        {
            entry.Server.Dispose();
        }
    }

    private static string IdentityPurpose(ServerId id) => $"identity:{id}";

    private static string QrPurpose(ServerId id) => $"qr:{id}";

    private async Task<ServerRuntime?> ReadAsync(ServerId id, CancellationToken cancellationToken)
    {
        var (read, generation, known) = (_time.GetTimestamp(), Interlocked.Read(ref _generation), _entries.GetValueOrDefault(id));
        if (await _store.FindAsync(id, cancellationToken) is not { } stored)
        {
            _entries.TryRemove(id, out _);
            return null;
        }

        // The same version means the same keys: go on with what is parsed.
        if (known is not null && known.Server.Server.Version == stored.Server.Version)
        {
            // Unless it was taken out since: what was read before a deletion or a change must not be good for as long as what is read after it.
            _entries.TryUpdate(id, known with { Read = read }, known);
            return known.Server;
        }

        var opened = Open(stored);

        // A change that came between the read and now must not be undone by the old answer.
        if (Interlocked.Read(ref _generation) == generation)
        {
            var entry = new Entry(opened, read);
            _entries[id] = entry;

            // One that came just now has found nothing to take out.
            if (Interlocked.Read(ref _generation) != generation)
            {
                _entries.TryRemove(new KeyValuePair<ServerId, Entry>(id, entry));
            }
        }

        return opened;
    }

    private ServerRuntime Open(StoredServer stored)
    {
        var id = stored.Server.Id;
        if (!_secrets.TryOpen(stored.SealedIdentity, IdentityPurpose(id), out var pkcs8)
            || !_secrets.TryOpen(stored.SealedQrSecret, QrPurpose(id), out var qrSecret)
            || !P256SigningKey.TryImportPkcs8(pkcs8, out var identity))
        {
            throw new CryptographicException($"The secrets of server {id} do not open: another master key, or altered data.");
        }

        CryptographicOperations.ZeroMemory(pkcs8);
        return new(stored.Server, identity, qrSecret, _options.Value.DefaultAppUrl);
    }

    private sealed record Entry(ServerRuntime Server, long Read);
}
