namespace NextAuth.Server.Sessions;

/// <summary>Whether somebody is logged in in a session, and what is needed to log in.</summary>
public sealed record LoginStatus
{
    /// <summary>Whether somebody is logged in.</summary>
    public required bool Loggedin { get; init; }

    /// <summary>Whether provokeLogin can push to the account that logged in last.</summary>
    public required bool Canprovoke { get; init; }

    /// <summary>The derived session id, by which the browser's WebSocket knows the session.</summary>
    public required string Hsid { get; init; }

    /// <summary>The bytes of the login QR code, base64.</summary>
    public required byte[] Loginqrdata { get; init; }

    /// <summary>The user who is logged in.</summary>
    public string? Userid { get; init; }

    /// <summary>The account that is logged in.</summary>
    public long? Accountid { get; init; }

    /// <summary>The public key of the account that is logged in, base64.</summary>
    public byte[]? Pk { get; init; }
}
