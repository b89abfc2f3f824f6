using System.Net;
using Microsoft.Extensions.Logging;
using NextAuth.Protocol;
using NextAuth.Protocol.Messages;

namespace NextAuth.Server.Phone;

// Event ids 1500-1599. Ids are never reused; docs/operations/events.md lists them.
internal static partial class PhoneLog
{
    // Debug: anybody can send nonsense. Alert on the rate.
    [LoggerMessage(1500, LogLevel.Debug, "A handshake is refused: {Alert}, {Cause}")]
    public static partial void HandshakeRefused(this ILogger logger, AlertCode alert, ProtocolError cause);

    [LoggerMessage(1501, LogLevel.Warning, "Address {Address} has as many unfinished handshakes as one may; another was refused")]
    public static partial void TooManyConnections(this ILogger logger, IPAddress? address);

    // Not a person's slip: the code or push was good, and what was signed was not.
    [LoggerMessage(1502, LogLevel.Warning, "A phone at {Address} did not prove an account of server {Server}: {Cause}")]
    public static partial void ProofFailed(this ILogger logger, IPAddress? address, ServerId server, ProtocolError cause);

    [LoggerMessage(1503, LogLevel.Error, "The store is unavailable; a phone was told so")]
    public static partial void StoreUnavailable(this ILogger logger, Exception cause);

    [LoggerMessage(1504, LogLevel.Debug, "The channel of account {Account} is open")]
    public static partial void ChannelOpened(this ILogger logger, long account);

    [LoggerMessage(1505, LogLevel.Information, "The channel of account {Account} is closed by the server: {Cause}")]
    public static partial void ChannelClosed(this ILogger logger, long account, string cause);

    [LoggerMessage(1506, LogLevel.Information, "Login of account {Account} on server {Server} by {Means}: {Result}")]
    public static partial void LoginAnswered(this ILogger logger, long account, ServerId server, string means, LoginOutcome result);

    [LoggerMessage(1507, LogLevel.Information, "A phone that still had a deleted account of server {Server} was told so")]
    public static partial void RemovedAccountTold(this ILogger logger, ServerId server);
}
