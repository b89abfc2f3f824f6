using NextAuth.Protocol;

namespace NextAuth.Server.Servers;

/// <summary>The configuration of a virtual server (REST contract, section 4).</summary>
public sealed record VirtualServer
{
    public required ServerId Id { get; init; }

    public required string ServerName { get; init; }

    /// <summary>Base64 of PNG, JPEG, WebP or SVG; empty: none.</summary>
    public string Logo { get; init; } = "";

    /// <summary>Minutes; -1 never ask, 0 always.</summary>
    public int PinTimeout { get; init; } = -1;

    /// <summary>Minutes; -1 never ask, 0 always.</summary>
    public int PinTransTimeout { get; init; } = -1;

    /// <summary>Seconds; 0: one-shot login, over 0: continuous authentication.</summary>
    public int PingTime { get; init; }

    public IReadOnlyList<string> ServerFlags { get; init; } = [];

    /// <summary>The number of the role that made it.</summary>
    public long Owner { get; init; }

    public string? Siteurl { get; init; }

    public string? Wsurl { get; init; }

    public string? Appname { get; init; }

    public string? Appurl { get; init; }

    public string? Appandroid { get; init; }

    public string? Appios { get; init; }

    /// <summary>Grows with every change; phones keep the newest parameters by it.</summary>
    public long Version { get; init; } = 1;

    /// <summary>The public identity key, 65 bytes.</summary>
    public required byte[] PublicKey { get; init; }

    /// <summary>Account names are unique on the server.</summary>
    public bool UniqueNames => ServerFlags.Contains("uniqueNames");

    /// <summary>A pushed login asks for the six digits that the browser shows.</summary>
    public bool TypedCode => ServerFlags.Contains("typedCode");
}
