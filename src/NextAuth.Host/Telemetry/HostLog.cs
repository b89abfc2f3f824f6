namespace NextAuth.Host.Telemetry;

// Event ids 9000-9099. Ids are never reused; docs/operations/events.md lists them.
internal static partial class HostLog
{
    [LoggerMessage(9000, LogLevel.Information, "nextauth {Version} listens on {Listen}, operations on {Operations}")]
    public static partial void Started(this ILogger logger, string version, string listen, string operations);

    [LoggerMessage(9001, LogLevel.Information, "Asked to stop by {Signal}: not ready any more, stopping in {DrainDelay}")]
    public static partial void Draining(this ILogger logger, string signal, TimeSpan drainDelay);

    [LoggerMessage(9002, LogLevel.Information, "Stopped: everything in flight was finished")]
    public static partial void Stopped(this ILogger logger);

    // Warning: clients saw broken connections. A longer NextAuth:Shutdown:Timeout, or a slow disk, is the answer.
    [LoggerMessage(9003, LogLevel.Warning, "Stopped after {Timeout} with work still in flight")]
    public static partial void StoppedTooLate(this ILogger logger, TimeSpan timeout);

    [LoggerMessage(9004, LogLevel.Warning, "The master key {File} can be read by others than its owner: chmod 600, and think of who may have copied it")]
    public static partial void MasterKeyIsOpenToOthers(this ILogger logger, string file);

    [LoggerMessage(9005, LogLevel.Warning, "The database is in memory: it ends with this process")]
    public static partial void NothingIsKept(this ILogger logger);

    [LoggerMessage(9006, LogLevel.Warning, "Check {Check} says not ready: {Detail}")]
    public static partial void NotReady(this ILogger logger, string check, string detail);

    [LoggerMessage(9007, LogLevel.Warning, "NextAuth:Push:AllowPrivateEndpoints is on, and others can reach this server: whoever enrols there can make it knock on this machine and its network. It is for development alone")]
    public static partial void PrivateEndpointsAllowed(this ILogger logger);

    [LoggerMessage(9008, LogLevel.Information, "The database is of an earlier version and is brought up to date before the first request; with a million users that may take minutes")]
    public static partial void Upgrading(this ILogger logger);
}
