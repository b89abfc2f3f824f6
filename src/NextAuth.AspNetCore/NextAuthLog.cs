using System.Net;
using Microsoft.Extensions.Logging;

namespace NextAuthApi.AspNetCore;

internal static partial class NextAuthLog
{
    [LoggerMessage(1, LogLevel.Warning, "The nextAuth server can't be reached; its last answers count for up to {MaxStale}")]
    public static partial void ServerUnreachable(this ILogger logger, Exception failure, TimeSpan maxStale);

    [LoggerMessage(2, LogLevel.Error, "The nextAuth server can't be reached, and nothing is known of this session that is new enough: nobody is logged in by it")]
    public static partial void NothingKnown(this ILogger logger);

    [LoggerMessage(3, LogLevel.Error, "The nextAuth server refuses to say who is logged in: nobody is")]
    public static partial void ServerRefuses(this ILogger logger, Exception failure);

    [LoggerMessage(4, LogLevel.Error, "The login page could not be made")]
    public static partial void PageFailed(this ILogger logger, Exception failure);

    [LoggerMessage(5, LogLevel.Warning, "The browser is logged out here, but the nextAuth server could not be told: the session lives there until it ends by itself")]
    public static partial void LogoutNotTold(this ILogger logger, Exception failure);

    [LoggerMessage(6, LogLevel.Information, "Account {Account} logged in")]
    public static partial void LoggedIn(this ILogger logger, long account);

    [LoggerMessage(7, LogLevel.Information, "Account {Account} belongs to no user and was not let in")]
    public static partial void NoUser(this ILogger logger, long? account);

    [LoggerMessage(8, LogLevel.Warning, "A request came over plain http for the host {Host}. Cookies are made for https; behind a proxy that ends it that is well, else nobody can log in. To develop on this machine use the Development environment, or AllowHttpOnThisMachine")]
    public static partial void PlainHttp(this ILogger logger, string host);

    [LoggerMessage(9, LogLevel.Information, "A form was refused that was not sent from the login page of this browser")]
    public static partial void ForeignForm(this ILogger logger);

    [LoggerMessage(10, LogLevel.Warning, "{Address} asked for more than {Limit} login codes in a minute and gets no more for a while. If that is your proxy, use UseForwardedHeaders")]
    public static partial void TooManyCodes(this ILogger logger, IPAddress? address, int limit);
}
