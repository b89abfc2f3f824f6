namespace NextAuth.Server.Servers;

/// <summary>
/// What createServer and updateServer take. Members left out get defaults, or keep their values; <c>serverid</c>, <c>serverpk</c> and unknown members are ignored.
/// </summary>
public sealed record ServerRequest
{
    /// <summary>The name phones show, 1 to 100 characters.</summary>
    public string? ServerName { get; init; }

    /// <summary>Base64 of a picture; empty: none.</summary>
    public string? Logo { get; init; }

    /// <summary>How long a PIN stays good, in minutes: -1 never ask, 0 always.</summary>
    public int? PinTimeout { get; init; }

    /// <summary>The same for transactions.</summary>
    public int? PinTransTimeout { get; init; }

    /// <summary>Seconds; 0: one-shot login, over 0: continuous authentication.</summary>
    public int? PingTime { get; init; }

    /// <summary>Flags; unknown ones are kept and ignored.</summary>
    public IReadOnlyList<string>? ServerFlags { get; init; }

    /// <summary>The web site.</summary>
    public string? Siteurl { get; init; }

    /// <summary>The browsers' WebSocket.</summary>
    public string? Wsurl { get; init; }

    /// <summary>What the server calls the authenticator.</summary>
    public string? Appname { get; init; }

    /// <summary>What a QR code starts with: https or a scheme of the app's own.</summary>
    public string? Appurl { get; init; }

    /// <summary>Where the Android app is found.</summary>
    public string? Appandroid { get; init; }

    /// <summary>Where the iOS app is found.</summary>
    public string? Appios { get; init; }
}

/// <summary>The configuration of a virtual server.</summary>
public sealed record ServerResponse
{
    public required string ServerName { get; init; }

    public required string Logo { get; init; }

    public required int PinTimeout { get; init; }

    public required int PinTransTimeout { get; init; }

    public required int PingTime { get; init; }

    public required IReadOnlyList<string> ServerFlags { get; init; }

    public required string Serverid { get; init; }

    /// <summary>The public identity key, base64.</summary>
    public required byte[] Serverpk { get; init; }

    /// <summary>The number of the role that made it.</summary>
    public required long Owner { get; init; }

    public string? Siteurl { get; init; }

    public string? Wsurl { get; init; }

    public string? Appname { get; init; }

    public string? Appurl { get; init; }

    public string? Appandroid { get; init; }

    public string? Appios { get; init; }

    public required long AccountCount { get; init; }

    /// <summary>When somebody logged in last, Unix seconds.</summary>
    public long? LastLogin { get; init; }

    internal static ServerResponse From(VirtualServer server, ServerFigures figures) => new()
    {
        ServerName = server.ServerName,
        Logo = server.Logo,
        PinTimeout = server.PinTimeout,
        PinTransTimeout = server.PinTransTimeout,
        PingTime = server.PingTime,
        ServerFlags = server.ServerFlags,
        Serverid = server.Id.ToString(),
        Serverpk = server.PublicKey,
        Owner = server.Owner,
        Siteurl = server.Siteurl,
        Wsurl = server.Wsurl,
        Appname = server.Appname,
        Appurl = server.Appurl,
        Appandroid = server.Appandroid,
        Appios = server.Appios,
        AccountCount = figures.AccountCount,
        LastLogin = figures.LastLogin?.ToUnixTimeSeconds(),
    };
}

/// <summary>A part of a list of servers.</summary>
/// <param name="Servers">The servers of this part, the oldest first.</param>
/// <param name="Totalnumber">How many there are in all.</param>
public sealed record ServersResponse(IReadOnlyList<ServerResponse> Servers, long Totalnumber);
