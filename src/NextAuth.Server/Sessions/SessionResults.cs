using NextAuth.Protocol.Messages;

namespace NextAuth.Server.Sessions;

/// <summary>What a web application says about a session (REST contract, section 4, UserContext).</summary>
public sealed record UserContext
{
    /// <summary>Shown before the person confirms.</summary>
    public SessionInfo? Announceinfo { get; init; }

    /// <summary>Shown after, and kept in the phone's history.</summary>
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
