using NextAuth.Server.Http;

namespace NextAuth.Server.Sessions;

/// <summary>Whether somebody is logged in in a session, and what is needed to log in.</summary>
public sealed record LoginStatus
{
    /// <summary>Whether somebody is logged in.</summary>
    [Example("true")]
    public required bool Loggedin { get; init; }

    /// <summary>Whether provokeLogin can push to the account that logged in last.</summary>
    [Example("true")]
    public required bool Canprovoke { get; init; }

    /// <summary>The derived session id, by which the browser's WebSocket knows the session.</summary>
    [Example("\"F0mX9zRzqCk5WPlqIY8yz9vcZZk0H0SPn1GAPEmUjjk\"")]
    public required string Hsid { get; init; }

    /// <summary>The bytes of the login QR code, base64.</summary>
    [Example("\"aHR0cHM6Ly9leGFtcGxlLm9yZy9hcHAjTA==\"")]
    public required byte[] Loginqrdata { get; init; }

    /// <summary>The user who is logged in.</summary>
    [Example("\"alice\"")]
    public string? Userid { get; init; }

    /// <summary>The account that is logged in.</summary>
    [Example("42")]
    public long? Accountid { get; init; }

    /// <summary>The public key of the account that is logged in, base64.</summary>
    [Example("\"BGsX0fLhLEJH+Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT+NC4v4af5uO5+tKfA+eFivOM1drMV7Oy7ZAaDe/UfU=\"")]
    public byte[]? Pk { get; init; }
}
