using NextAuth.Server.Push;
using NextAuth.Server.Sql.Database;

namespace NextAuth.Server.Sql.Push;

/// <summary>When the next push is allowed. Counts stored pushes inside the transaction that adds the new one, so simultaneous calls cannot slip past the limit.</summary>
internal static class PushRate
{
    /// <summary>The end of the longest of all waits; <see langword="null"/> when none applies.</summary>
    public static DateTimeOffset? BarredUntil(WriteScope scope, NewPush push, PushLimits limits, DateTimeOffset? accountBarredUntil)
    {
        DateTimeOffset?[] waits = [accountBarredUntil, WindowFreeAt(scope, push, limits), SessionFreeAt(scope, push, limits)];
        return waits.Max() is { } until && until > push.Created ? until : null;
    }

    /// <summary>When the oldest of the last so many pushes leaves the window.</summary>
    private static DateTimeOffset? WindowFreeAt(WriteScope scope, NewPush push, PushLimits limits) =>
        scope.Statement("SELECT created FROM pushes WHERE account = @account AND kind = 0 ORDER BY created DESC LIMIT 1 OFFSET @others")
            .Bind("@account", push.Account).Bind("@others", limits.MaxPushes - 1L)
            .Value() is long created
            ? SqlTime.From(created) + limits.Window
            : null;

    private static DateTimeOffset? SessionFreeAt(WriteScope scope, NewPush push, PushLimits limits) =>
        scope.Statement("SELECT created FROM pushes WHERE session = @session AND kind = 0 ORDER BY created DESC LIMIT 1")
            .Bind("@session", push.Session.ToArray())
            .Value() is long created
            ? SqlTime.From(created) + limits.MinSessionInterval
            : null;
}
