using Microsoft.Extensions.Logging;
using NextAuth.Protocol;
using NextAuth.Protocol.Messages;

namespace NextAuth.Server.Push;

// Event ids 1100-1199. Ids are never reused; docs/operations/events.md lists them.
internal static partial class PushLog
{
    [LoggerMessage(1100, LogLevel.Information, "Login to session {Session} of server {Server} pushed to account {Account}: {Result}")]
    public static partial void Pushed(this ILogger logger, Hsid session, ServerId server, long account, string result);

    // Warning: a person who declines did not ask for the push. Alert on the rate.
    [LoggerMessage(1101, LogLevel.Warning, "Login to session {Session} of server {Server} was declined by account {Account}")]
    public static partial void PushDeclined(this ILogger logger, Hsid session, ServerId server, long account);

    // No endpoint and no token: who has one can reach the phone. Not even the host, which may hold a part of it.
    [LoggerMessage(1102, LogLevel.Information, "The phone of account {Account} can be woken by {Service}")]
    public static partial void EndpointSet(this ILogger logger, long account, PushEndpointKind service);

    [LoggerMessage(1103, LogLevel.Information, "The phone of account {Account} cannot be woken by {Service} any more: the endpoint is dead and was removed")]
    public static partial void EndpointRemoved(this ILogger logger, long account, PushEndpointKind service);

    [LoggerMessage(1104, LogLevel.Information, "Waking the phone of account {Account} by {Service}: {Outcome}, attempts: {Attempts}")]
    public static partial void WokenUp(this ILogger logger, long account, PushEndpointKind service, string outcome, int attempts);

    [LoggerMessage(1105, LogLevel.Debug, "{Service} did not wake the phone of account {Account}: {Cause}; the next attempt is in {Wait}")]
    public static partial void WakeUpRetried(this ILogger logger, long account, PushEndpointKind service, string cause, TimeSpan wait);

    // One may be the phone's fault; many are a setting, or the push service. Alert on the rate.
    [LoggerMessage(1106, LogLevel.Warning, "{Service} does not wake the phone of account {Account}: {Cause}")]
    public static partial void WakeUpRefused(this ILogger logger, long account, PushEndpointKind service, string cause);

    [LoggerMessage(1107, LogLevel.Warning, "Too many phones wait to be woken by {Service}; that of account {Account} is not")]
    public static partial void LineIsFull(this ILogger logger, PushEndpointKind service, long account);

    [LoggerMessage(1108, LogLevel.Error, "{Error}: the phone of account {Account} is not woken by {Service}")]
    public static partial void WakeUpFailed(this ILogger logger, string error, long account, PushEndpointKind service);

    // Somebody has the name of the account's user, or a code that he passes on. Alert on each.
    [LoggerMessage(1109, LogLevel.Warning, "Login to session {Session} of server {Server} was reported by account {Account}: somebody else asked for it")]
    public static partial void LoginReported(this ILogger logger, Hsid session, ServerId server, long account);
}
