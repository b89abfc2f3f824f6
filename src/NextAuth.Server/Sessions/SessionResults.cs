using NextAuth.Protocol.Messages;
using NextAuth.Server.Http;

namespace NextAuth.Server.Sessions;

/// <summary>What a web application says about a session (REST contract, section 4, UserContext).</summary>
public sealed record UserContext
{
    /// <summary>What it is for, where an operation takes one.</summary>
    internal const string ToDisplay = "What the phone shows of the session. Left out, what was kept for it stays.";

    /// <summary>Shown before the person confirms.</summary>
    [Example("""{"info":{"order":"2026-117"},"ip":"203.0.113.7","useragent":"Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}""")]
    public SessionInfo? Announceinfo { get; init; }

    /// <summary>Shown after, and kept in the phone's history.</summary>
    [Example("""{"info":{"customer":"Alice"}}""")]
    public SessionInfo? Sessioninfo { get; init; }
}

/// <summary>Why a scanned code was refused before anything was shown.</summary>
public enum CodeVerdict
{
    Good,

    /// <summary>It was ours and is too old.</summary>
    Expired,

    /// <summary>It was invented, altered, or made before the session's last login or logout.</summary>
    Refused,

    /// <summary>Somebody is logged in.</summary>
    AlreadyLoggedIn,
}
