using Microsoft.Extensions.Logging;
using NextAuth.Protocol;

namespace NextAuth.Server.Users;

// Event ids 1900-1999. Ids are never reused; docs/operations/events.md lists them.
internal static partial class UserLog
{
    // Without the name: it may be personal, and the accounts' own events follow.
    [LoggerMessage(1900, LogLevel.Information, "A user of server {Server} was deleted, with {Accounts} accounts")]
    public static partial void UserDeleted(this ILogger logger, ServerId server, int accounts);
}
