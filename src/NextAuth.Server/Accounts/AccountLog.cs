using Microsoft.Extensions.Logging;
using NextAuth.Protocol;

namespace NextAuth.Server.Accounts;

// Event ids 1300-1399. Ids are never reused; docs/operations/events.md lists them.
internal static partial class AccountLog
{
    [LoggerMessage(1300, LogLevel.Information, "Account {Account} of server {Server} is blocked: {Blocked}")]
    public static partial void AccountBlocked(this ILogger logger, long account, ServerId server, bool blocked);

    [LoggerMessage(1301, LogLevel.Information, "Account {Account} replaced its keys: {Rotated}")]
    public static partial void KeysRotated(this ILogger logger, long account, bool rotated);

    [LoggerMessage(1302, LogLevel.Information, "Account {Account} was deleted")]
    public static partial void AccountDeleted(this ILogger logger, long account);

    [LoggerMessage(1303, LogLevel.Information, "Account {Account} of server {Server} was given to a user")]
    public static partial void UserSet(this ILogger logger, long account, ServerId server);

    [LoggerMessage(1304, LogLevel.Information, "Account {Account} moved to another phone: {Moved}")]
    public static partial void AccountMoved(this ILogger logger, long account, bool moved);
}
