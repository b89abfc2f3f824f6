using Microsoft.Extensions.Logging;

namespace NextAuth.Server.Attributes;

// Event ids 1800-1899. Ids are never reused; docs/operations/events.md lists them.
internal static partial class AttributeLog
{
    // Debug: an application may keep a counter there. Neither names nor values: they may be personal.
    [LoggerMessage(1800, LogLevel.Debug, "Attributes ({Kind}) of {Server} were {Change}: {Result}")]
    public static partial void AttributesChanged(this ILogger logger, AttributeKind kind, string server, string change, AttributeResult result);
}
