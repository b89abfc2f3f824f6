namespace NextAuth.Protocol.Messages;

/// <summary>What a phone knows and shows of a virtual server (docs/protocol/messages.md, section 4). Sent in every hello.</summary>
public sealed record ServerParameters
{
    /// <summary>Gets the number that grows with every change, so that a phone keeps the newest.</summary>
    public required long Version { get; init; }

    /// <summary>Gets the name to show, 1 to 100 characters.</summary>
    public required string ServerName { get; init; }

    /// <summary>Gets the logo, base64 of PNG, JPEG, WebP or SVG.</summary>
    public string? Logo { get; init; }

    /// <summary>Gets what the server calls the authenticator.</summary>
    public string? Appname { get; init; }

    /// <summary>Gets how long a PIN stays good, in minutes: -1 never ask, 0 always ask.</summary>
    public int PinTimeout { get; init; }

    /// <summary>Gets the same for transactions.</summary>
    public int PinTransTimeout { get; init; }

    /// <summary>Gets the ping time in seconds: 0 for one-shot logins, over 0 for continuous authentication.</summary>
    public int PingTime { get; init; }

    /// <summary>Gets the server's flags; unknown ones are ignored.</summary>
    public IReadOnlyList<string> ServerFlags { get; init; } = [];

    /// <summary>Gets the address of the web site.</summary>
    public string? Siteurl { get; init; }

    /// <summary>Gets the WebSocket addresses of the phone endpoint, in order of preference.</summary>
    public IReadOnlyList<string> Endpoints { get; init; } = [];

    /// <summary>Gets the installation's public key for Web Push (RFC 8292), 65 bytes as base64url; <see langword="null"/>: the server does not know Web Push.</summary>
    public string? Vapid { get; init; }
}
