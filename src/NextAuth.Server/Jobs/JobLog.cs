using Microsoft.Extensions.Logging;

namespace NextAuth.Server.Jobs;

// Event ids 1700-1799. Ids are never reused; docs/operations/events.md lists them.
internal static partial class JobLog
{
    [LoggerMessage(1700, LogLevel.Error, "The job \"{Job}\" failed {Failures} times in a row; it is tried again")]
    public static partial void JobFailed(this ILogger logger, Exception cause, string job, int failures);

    [LoggerMessage(1701, LogLevel.Information, "The job \"{Job}\" works again")]
    public static partial void JobRecovered(this ILogger logger, string job);

    [LoggerMessage(1702, LogLevel.Warning, "The clock leapt ahead by {Jump}; logins are not expired for {Grace}, so that phones can answer")]
    public static partial void ClockJumped(this ILogger logger, TimeSpan jump, TimeSpan grace);

    [LoggerMessage(1703, LogLevel.Information, "{Count} logins have ended: their time is over or their phone is silent")]
    public static partial void LoginsExpired(this ILogger logger, int count);
}
