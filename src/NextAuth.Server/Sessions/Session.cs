using NextAuth.Protocol;

namespace NextAuth.Server.Sessions;

/// <summary>What is stored of a session. A session nobody acted on is not stored: see <see cref="Unseen"/>.</summary>
public sealed record Session
{
    public required ServerId Server { get; init; }

    public required Hsid Id { get; init; }

    /// <summary>How many logins and logouts the session has seen. Part of every login code's tag, and what a login compares and swaps on.</summary>
    public uint Epoch { get; init; }

    /// <summary>The account that logged in last.</summary>
    public long? LastAccount { get; init; }

    public DateTimeOffset? LastLogin { get; init; }

    /// <summary>The end of the present login; <see langword="null"/>: nobody is logged in.</summary>
    public DateTimeOffset? LoginExpires { get; init; }

    /// <summary>With continuous authentication: when the login ends unless the phone answers.</summary>
    public DateTimeOffset? PingDeadline { get; init; }

    /// <summary>The user of the last account.</summary>
    public string? UserId { get; init; }

    /// <summary>The authentication key of the last account, 65 bytes.</summary>
    public byte[]? AccountKey { get; init; }

    public bool LastAccountBlocked { get; init; }

    /// <summary>When the context was last given or used.</summary>
    public DateTimeOffset Touched { get; init; }

    public static Session Unseen(ServerId server, Hsid id) => new() { Server = server, Id = id };

    public bool IsLoggedIn(DateTimeOffset now) =>
        LoginExpires > now && (PingDeadline is null || PingDeadline > now) && LastAccount is not null && !LastAccountBlocked;

    /// <summary>Whether a push to the last account is possible.</summary>
    public bool CanProvoke(DateTimeOffset now, TimeSpan remembered) =>
        LastAccount is not null && !LastAccountBlocked && AccountKey is not null && LastLogin + remembered > now;
}
