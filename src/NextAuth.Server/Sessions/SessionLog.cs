using Microsoft.Extensions.Logging;
using NextAuth.Protocol;

namespace NextAuth.Server.Sessions;

// Event ids 1000-1099. Ids are never reused; docs/operations/events.md lists them.
internal static partial class SessionLog
{
    [LoggerMessage(1000, LogLevel.Information, "Login to session {Session} of server {Server} by account {Account}: {Result}")]
    public static partial void LoginAttempted(this ILogger logger, Hsid session, ServerId server, long account, StoreLoginResult result);

    [LoggerMessage(1001, LogLevel.Information, "Account {Account} is logged out of session {Session} of server {Server}")]
    public static partial void LoggedOut(this ILogger logger, Hsid session, ServerId server, long account);
}
