using Microsoft.Extensions.Logging;
using NextAuth.Protocol;

namespace NextAuth.Server.Push;

// Event ids 1100-1199. Ids are never reused; docs/operations/events.md lists them.
internal static partial class PushLog
{
    [LoggerMessage(1100, LogLevel.Information, "Login to session {Session} of server {Server} pushed to account {Account}: {Result}")]
    public static partial void Pushed(this ILogger logger, Hsid session, ServerId server, long account, string result);

    // Warning: a person who declines did not ask for the push. Alert on the rate.
    [LoggerMessage(1101, LogLevel.Warning, "Login to session {Session} of server {Server} was declined by account {Account}")]
    public static partial void PushDeclined(this ILogger logger, Hsid session, ServerId server, long account);
}
