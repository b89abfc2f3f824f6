using System.Net;
using Microsoft.Extensions.Logging;
using NextAuth.Protocol;

namespace NextAuth.Server.Browser;

// Event ids 1600-1699. Ids are never reused; docs/operations/events.md lists them.
internal static partial class BrowserLog
{
    [LoggerMessage(1600, LogLevel.Warning, "Address {Address} holds as many browser sockets as one may; another was refused")]
    public static partial void TooManySockets(this ILogger logger, IPAddress? address);

    // Debug: anybody can send nonsense. Alert on the rate.
    [LoggerMessage(1601, LogLevel.Debug, "A browser socket is closed: {Cause}")]
    public static partial void SocketRefused(this ILogger logger, string cause);

    [LoggerMessage(1602, LogLevel.Information, "PROVOKE for session {Session} of server {Server}: {Result}")]
    public static partial void Provoked(this ILogger logger, Hsid session, ServerId server, string result);

    [LoggerMessage(1603, LogLevel.Information, "LOGOUT of session {Session} of server {Server} from a browser")]
    public static partial void LogoutAsked(this ILogger logger, Hsid session, ServerId server);

    [LoggerMessage(1604, LogLevel.Error, "The store is unavailable; a browser socket is closed so that the page connects again")]
    public static partial void StoreUnavailable(this ILogger logger, Exception cause);
}
