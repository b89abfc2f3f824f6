using Microsoft.Extensions.Logging;

namespace NextAuth.Server.ApiKeys;

// Event ids 1400-1499. Ids are never reused; docs/operations/events.md lists them.
internal static partial class ApiKeyLog
{
    [LoggerMessage(1400, LogLevel.Information, "API key with role {Role} created by role {Creator}")]
    public static partial void KeyCreated(this ILogger logger, RoleId role, RoleId creator);

    [LoggerMessage(1401, LogLevel.Information, "Rights of role {Role} on {Server} are now {Rights}, by role {Caller}")]
    public static partial void RightsChanged(this ILogger logger, RoleId role, string server, Rights rights, RoleId caller);

    [LoggerMessage(1402, LogLevel.Information, "The API key of role {Role} was revoked by role {Caller}, and its rights were taken")]
    public static partial void KeyRevoked(this ILogger logger, RoleId role, RoleId caller);
}
