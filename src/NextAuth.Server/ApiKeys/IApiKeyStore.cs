using NextAuth.Protocol;

namespace NextAuth.Server.ApiKeys;

/// <summary>An API key to be stored. The key itself is never stored: 256 random bits need no slow hash.</summary>
/// <param name="Hash">SHA-256 of the key's text, 32 bytes.</param>
/// <param name="Prefix">The first characters, to tell keys apart by.</param>
/// <param name="Description">What the key is for.</param>
/// <param name="Role">The new role it belongs to.</param>
/// <param name="Creator">The role that made it; <see langword="null"/> for the first one.</param>
public sealed record NewApiKey(byte[] Hash, string Prefix, string Description, RoleId Role, RoleId? Creator);

/// <summary>The rights of one role on one server, or globally.</summary>
/// <param name="Role">The role.</param>
/// <param name="Server">The server; <see langword="null"/>: globally.</param>
/// <param name="Rights">What it may do.</param>
public sealed record Grant(RoleId Role, ServerId? Server, Rights Rights);

/// <summary>An API key as its maker sees it afterwards.</summary>
/// <param name="Prefix">Its first characters.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Role">The role it belongs to.</param>
public sealed record ListedApiKey(string Prefix, string Description, RoleId Role);

/// <summary>An API key as whoever runs the installation sees it.</summary>
/// <param name="Key">Its first characters, what it is for, and its role.</param>
/// <param name="Creator">The role that made it; <see langword="null"/> for one that the program made.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Global">What its role may do globally.</param>
public sealed record KnownApiKey(ListedApiKey Key, RoleId? Creator, DateTimeOffset Created, Rights Global);

/// <summary>What became of a change of keys or rights.</summary>
public enum GrantResult
{
    Done,

    /// <summary>There is no such role, or no such key.</summary>
    UnknownRole,

    /// <summary>The server has just been deleted.</summary>
    UnknownServer,

    /// <summary>No role with global root would have a key any more; nothing was changed.</summary>
    LastRoot,
}

/// <summary>Durable roles, API keys and rights. Each method is one atomic step.</summary>
public interface IApiKeyStore
{
    /// <summary>Finds the role of a key by the key's hash.</summary>
    Task<Role?> FindByKeyAsync(byte[] hash, CancellationToken cancellationToken);

    Task<Role?> FindRoleAsync(RoleId role, CancellationToken cancellationToken);

    /// <summary>Whether any role has global <c>root</c>: <see langword="false"/> only at the very first start.</summary>
    Task<bool> HasRootAsync(CancellationToken cancellationToken);

    /// <summary>Stores a key with its new role, and what the role may do globally (<see cref="Rights.None"/>: nothing yet).</summary>
    Task AddAsync(NewApiKey key, Rights globalRights, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Adds role and key with global root when the key's hash is new, and revokes the one given before: for a root key given by setting.</summary>
    Task EnsureRootAsync(NewApiKey key, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Replaces what a role has on one server (or globally). <see cref="Rights.None"/> revokes.</summary>
    Task<GrantResult> SetRightsAsync(Grant grant, CancellationToken cancellationToken);

    /// <summary>Reads what a role has on one server (or globally); <see langword="null"/> when there is no such role or it has nothing there.</summary>
    Task<Grant?> FindRightsAsync(RoleId role, ServerId? server, CancellationToken cancellationToken);

    /// <summary>All that roles have on one server (or globally), in the order in which the roles were made.</summary>
    Task<IReadOnlyList<Grant>> ListRightsAsync(ServerId? server, CancellationToken cancellationToken);

    /// <summary>The keys that a role has made, in the order in which it made them.</summary>
    Task<IReadOnlyList<ListedApiKey>> ListAsync(RoleId creator, CancellationToken cancellationToken);

    /// <summary>All keys, in the order in which they were made.</summary>
    Task<IReadOnlyList<KnownApiKey>> ListAllAsync(CancellationToken cancellationToken);

    /// <summary>Deletes a role's key and takes all its rights.</summary>
    /// <param name="role">The role.</param>
    /// <param name="creator">Only when this role made the key; <see langword="null"/>: whoever did.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<GrantResult> RevokeAsync(RoleId role, RoleId? creator, CancellationToken cancellationToken);

    /// <summary>The role of a user; <see langword="null"/> when there is no such user or the user has none.</summary>
    Task<RoleId?> FindUserRoleAsync(ServerId server, string userId, CancellationToken cancellationToken);

    /// <summary>Gives a user a role, unless the user has one. Of many calls at once one gives it, and all answer the same.</summary>
    /// <param name="server">The server.</param>
    /// <param name="userId">The user.</param>
    /// <param name="role">A new role, made when needed.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The user's role; <see langword="null"/> when there is no such user.</returns>
    Task<RoleId?> EnsureUserRoleAsync(ServerId server, string userId, RoleId role, DateTimeOffset now, CancellationToken cancellationToken);
}
