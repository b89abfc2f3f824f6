using Microsoft.Extensions.Logging;
using NextAuth.Protocol;
using NextAuth.Server.ApiKeys;

namespace NextAuth.Server.Servers;

// Event ids 2100-2199. Ids are never reused; docs/operations/events.md lists them.
internal static partial class ServerLog
{
    [LoggerMessage(2100, LogLevel.Information, "The configuration of server {Server} has version {Version} now, by role {Caller}")]
    public static partial void ServerUpdated(this ILogger logger, ServerId server, long version, RoleId caller);

    [LoggerMessage(2101, LogLevel.Warning, "Server {Server} was deleted with all that was in it, by role {Caller}")]
    public static partial void ServerDeleted(this ILogger logger, ServerId server, RoleId caller);
}
