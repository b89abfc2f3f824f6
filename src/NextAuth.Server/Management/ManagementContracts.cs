namespace NextAuth.Server.Management;

/// <summary>A new API key.</summary>
/// <param name="Apikey">The key: the only time it is shown.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Role">Its new role, which has no rights yet.</param>
public sealed record ApiKeyResponse(string Apikey, string Description, string Role);

/// <summary>What a role may do on a server.</summary>
/// <param name="Acl">Rights, separated by commas.</param>
/// <param name="Role">The role.</param>
/// <param name="Server">The server, or <c>global</c>.</param>
public sealed record PermissionResponse(string Acl, string Role, string Server);

/// <summary>The permissions of one role on one server.</summary>
/// <param name="Permissions">One, or none.</param>
public sealed record PermissionsResponse(IReadOnlyList<PermissionResponse> Permissions);
