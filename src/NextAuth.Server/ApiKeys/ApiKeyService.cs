using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using NextAuth.Protocol;
using NextAuth.Server.Cluster;

namespace NextAuth.Server.ApiKeys;

/// <summary>A new key, told once.</summary>
public sealed record CreatedApiKey(string Key, string Description, RoleId Role);

/// <summary>Who calls, and what they may do. Roles of known keys are kept in memory for <see cref="MaxAge"/>, and dropped at once when rights change.</summary>
public sealed class ApiKeyService : IDisposable
{
    private const int KeyBytes = 32;
    private const int PrefixLength = 6;
    private const int MaxKeyLength = 200;
    private const int MaxEntries = 10_000;

    // The bus may lose a message on a cluster; a revoked right lives no longer than this.
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly IApiKeyStore _store;
    private readonly IClusterBus _bus;
    private readonly TimeProvider _time;
    private readonly ILogger<ApiKeyService> _logger;
    private readonly IDisposable _subscription;
    private long _generation;

    public ApiKeyService(IApiKeyStore store, IClusterBus bus, TimeProvider time, ILogger<ApiKeyService> logger)
    {
        (_store, _bus, _time, _logger) = (store, bus, time, logger);
        _subscription = bus.Subscribe(happened =>
        {
            if (happened is ClusterEvent.RightsChanged)
            {
                Interlocked.Increment(ref _generation);
                _entries.Clear();
            }
        });
    }

    /// <summary>Finds the role of a key; <see langword="null"/> when the key is unknown.</summary>
    public ValueTask<Role?> FindByKeyAsync(string key, CancellationToken cancellationToken)
    {
        if (key.Length is 0 or > MaxKeyLength)
        {
            return new((Role?)null);
        }

        // Kept by hash: a memory dump of this table holds no key, and comparing hashes leaks nothing about one.
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(key, hash);
        var name = Convert.ToHexString(hash);
        return _entries.TryGetValue(name, out var entry) && _time.GetElapsedTime(entry.Read) < MaxAge
            ? new(entry.Role)
            : new(ReadAsync(name, hash.ToArray(), cancellationToken));
    }

    public Task<Role?> FindRoleAsync(RoleId role, CancellationToken cancellationToken) => _store.FindRoleAsync(role, cancellationToken);

    /// <summary>Makes a key with a new role that has no rights yet. The only time the key is known.</summary>
    public async Task<CreatedApiKey> CreateAsync(string description, Role creator, CancellationToken cancellationToken)
    {
        var key = NewKey();
        var role = RoleId.New();
        await _store.AddAsync(Stored(key, description, role, creator.Id), Rights.None, _time.GetUtcNow(), cancellationToken);
        _logger.KeyCreated(role, creator.Id);
        return new(key, description, role);
    }

    /// <summary>Makes sure that a role with global root exists.</summary>
    /// <param name="given">The root key from the settings, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The new key, to be printed once; <see langword="null"/> when a root existed or the key was given.</returns>
    public async Task<string?> EnsureRootAsync(string? given, CancellationToken cancellationToken)
    {
        if (given is not null)
        {
            await _store.EnsureRootAsync(Stored(given, "root, from the settings", RoleId.New(), null), _time.GetUtcNow(), cancellationToken);
            return null;
        }

        if (await _store.HasRootAsync(cancellationToken))
        {
            return null;
        }

        var key = NewKey();
        await _store.AddAsync(Stored(key, "root, made at the first start", RoleId.New(), null), Rights.Root, _time.GetUtcNow(), cancellationToken);
        return key;
    }

    /// <summary>Replaces what a role may do on one server, or globally.</summary>
    public async Task<GrantResult> SetRightsAsync(Grant grant, Role caller, CancellationToken cancellationToken)
    {
        var result = await _store.SetRightsAsync(grant, cancellationToken);
        if (result is GrantResult.Done)
        {
            _logger.RightsChanged(grant.Role, grant.Server?.ToString() ?? "global", grant.Rights, caller.Id);
            _bus.Publish(new ClusterEvent.RightsChanged());
        }

        return result;
    }

    /// <summary>The keys that a role has made.</summary>
    public Task<IReadOnlyList<ListedApiKey>> ListAsync(Role creator, CancellationToken cancellationToken) => _store.ListAsync(creator.Id, cancellationToken);

    /// <summary>All keys of the installation. No call of the API answers them: whoever asks has the database itself.</summary>
    public Task<IReadOnlyList<KnownApiKey>> ListAllAsync(CancellationToken cancellationToken) => _store.ListAllAsync(cancellationToken);

    /// <summary>Finds the oldest role that has global root; <see langword="null"/> before the first start has made one.</summary>
    public async Task<Role?> FindFirstRootAsync(CancellationToken cancellationToken)
    {
        var grants = await _store.ListRightsAsync(null, cancellationToken);
        return grants.FirstOrDefault(static grant => grant.Rights.HasFlag(Rights.Root)) is { } root ? await _store.FindRoleAsync(root.Role, cancellationToken) : null;
    }

    /// <summary>Revokes a role's key and takes its rights. A role that lacks global root revokes what it has made and nothing else: it could put out its betters.</summary>
    public async Task<GrantResult> RevokeAsync(RoleId role, Role caller, CancellationToken cancellationToken)
    {
        var result = await _store.RevokeAsync(role, caller.MayGlobally(Rights.Root) ? null : caller.Id, cancellationToken);
        if (result is GrantResult.Done)
        {
            _logger.KeyRevoked(role, caller.Id);
            _bus.Publish(new ClusterEvent.RightsChanged());
        }

        return result;
    }

    /// <summary>What all roles may do on a server, or globally.</summary>
    public Task<IReadOnlyList<Grant>> ListRightsAsync(ServerId? server, CancellationToken cancellationToken) => _store.ListRightsAsync(server, cancellationToken);

    /// <summary>The role of a user; <see langword="null"/> when there is no such user or the user has none.</summary>
    public Task<RoleId?> FindUserRoleAsync(ServerId server, string userId, CancellationToken cancellationToken) =>
        _store.FindUserRoleAsync(server, userId, cancellationToken);

    /// <summary>Gives a user a role without rights, unless the user has one; <see langword="null"/> when there is no such user.</summary>
    public async Task<RoleId?> EnsureUserRoleAsync(ServerId server, string userId, CancellationToken cancellationToken) =>
        await _store.FindUserRoleAsync(server, userId, cancellationToken)
        ?? await _store.EnsureUserRoleAsync(server, userId, RoleId.New(), _time.GetUtcNow(), cancellationToken);

    public Task<Grant?> FindRightsAsync(RoleId role, ServerId? server, CancellationToken cancellationToken) =>
        _store.FindRightsAsync(role, server, cancellationToken);

    public void Dispose() => _subscription.Dispose();

    private static string NewKey() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes));

    private static NewApiKey Stored(string key, string description, RoleId role, RoleId? creator)
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        Hash(key, hash);
        return new(hash, key[..Math.Min(PrefixLength, key.Length / 4)], description, role, creator);
    }

    private static void Hash(string key, Span<byte> hash)
    {
        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(MaxKeyLength)];
        var size = Encoding.UTF8.GetBytes(key, bytes);
        SHA256.HashData(bytes[..size], hash);
    }

    private async Task<Role?> ReadAsync(string name, byte[] hash, CancellationToken cancellationToken)
    {
        var (read, generation) = (_time.GetTimestamp(), Interlocked.Read(ref _generation));
        if (await _store.FindByKeyAsync(hash, cancellationToken) is not { } role)
        {
            _entries.TryRemove(name, out _);
            return null;
        }

        if (_entries.Count >= MaxEntries)
        {
            _entries.Clear();
        }

        // A change that came between the read and now must not be undone by the old answer.
        if (Interlocked.Read(ref _generation) == generation)
        {
            _entries[name] = new(role, read);
        }

        return role;
    }

    private sealed record Entry(Role Role, long Read);
}
