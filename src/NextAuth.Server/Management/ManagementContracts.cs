using NextAuth.Server.Http;

namespace NextAuth.Server.Management;

/// <summary>An API key.</summary>
/// <param name="Apikey">The key, when it is made: the only time it is shown. Later its first characters and <c>…</c>.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Role">Its role, which has no rights at first.</param>
[SchemaName("ApiKey")]
public sealed record ApiKeyResponse(
    [property: Example("\"qT3kW…\"")] string Apikey, [property: Example("\"the shop's login page\"")] string Description, [property: Example("\"r0leAbCdEfGhIjKlMnOpQrSt\"")] string Role);

/// <summary>What a role may do on a server.</summary>
/// <param name="Acl">Rights, separated by commas.</param>
/// <param name="Role">The role.</param>
/// <param name="Server">The server, or <c>global</c>.</param>
[SchemaName("Permission")]
public sealed record PermissionResponse(
    [property: Example("\"sessions,users\"")] string Acl, [property: Example("\"r0leAbCdEfGhIjKlMnOpQrSt\"")] string Role, [property: Example("\"vQ2xYb0sT7mLpRkWcDzEaHnU\"")] string Server);

/// <summary>What roles may do on a server.</summary>
/// <param name="Permissions">One for each role that has rights there.</param>
[SchemaName("Permissions")]
public sealed record PermissionsResponse(IReadOnlyList<PermissionResponse> Permissions);

/// <summary>The API keys that a role has made.</summary>
/// <param name="Apikeys">The keys, the oldest first.</param>
[SchemaName("ApiKeys")]
public sealed record ApiKeysResponse(IReadOnlyList<ApiKeyResponse> Apikeys);

/// <summary>A role.</summary>
/// <param name="Role">Its id.</param>
[SchemaName("Role")]
public sealed record RoleResponse([property: Example("\"r0leAbCdEfGhIjKlMnOpQrSt\"")] string Role);
