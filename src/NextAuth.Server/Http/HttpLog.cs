using Microsoft.Extensions.Logging;
using NextAuth.Server.ApiKeys;

namespace NextAuth.Server.Http;

// Event ids 2000-2099. Ids are never reused; docs/operations/events.md lists them.
internal static partial class HttpLog
{
    [LoggerMessage(2000, LogLevel.Information, "{Operation} called by role {Caller} as role {Role}")]
    public static partial void Impersonated(this ILogger logger, string operation, RoleId caller, RoleId role);

    [LoggerMessage(2001, LogLevel.Error, "A request failed unexpectedly")]
    public static partial void RequestFailed(this ILogger logger, Exception exception);

    [LoggerMessage(2002, LogLevel.Warning, "A request was refused, for the storage is not available")]
    public static partial void StorageRefused(this ILogger logger, StorageUnavailableException exception);

    // Warning: a configured application does not send unknown keys. Alert on the rate.
    [LoggerMessage(2003, LogLevel.Warning, "An unknown API key came from {Address}")]
    public static partial void UnknownKey(this ILogger logger, System.Net.IPAddress? address);
}
