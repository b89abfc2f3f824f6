namespace NextAuth.Server.Management;

/// <summary>An API key.</summary>
/// <param name="Apikey">The key, when it is made: the only time it is shown. Later its first characters and <c>…</c>.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Role">Its role, which has no rights at first.</param>
public sealed record ApiKeyResponse(string Apikey, string Description, string Role);

/// <summary>What a role may do on a server.</summary>
/// <param name="Acl">Rights, separated by commas.</param>
/// <param name="Role">The role.</param>
/// <param name="Server">The server, or <c>global</c>.</param>
public sealed record PermissionResponse(string Acl, string Role, string Server);

/// <summary>What roles may do on a server.</summary>
/// <param name="Permissions">One for each role that has rights there.</param>
public sealed record PermissionsResponse(IReadOnlyList<PermissionResponse> Permissions);

/// <summary>The API keys that a role has made.</summary>
/// <param name="Apikeys">The keys, the oldest first.</param>
public sealed record ApiKeysResponse(IReadOnlyList<ApiKeyResponse> Apikeys);

/// <summary>A role.</summary>
/// <param name="Role">Its id.</param>
public sealed record RoleResponse(string Role);
