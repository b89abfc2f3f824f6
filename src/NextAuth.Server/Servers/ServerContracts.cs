using NextAuth.Server.Http;

namespace NextAuth.Server.Servers;

/// <summary>
/// What createServer and updateServer take. Members left out get defaults, or keep their values; <c>serverid</c>, <c>serverpk</c> and unknown members are ignored.
/// </summary>
public sealed record ServerRequest
{
    private const string DefaultName = "nextAuth";

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

    /// <summary>A server with these members and defaults for the others. Id and key are replaced by the directory.</summary>
    public VirtualServer ToServer() => new()
    {
        Id = default,
        PublicKey = [],
        ServerName = ServerName ?? DefaultName,
        Logo = Logo ?? "",
        PinTimeout = PinTimeout ?? -1,
        PinTransTimeout = PinTransTimeout ?? -1,
        PingTime = PingTime ?? 0,
        ServerFlags = ServerFlags ?? [],
        Siteurl = Given(Siteurl),
        Wsurl = Given(Wsurl),
        Appname = Given(Appname),
        Appurl = Given(Appurl),
        Appandroid = Given(Appandroid),
        Appios = Given(Appios),
    };

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

/// <summary>The configuration of a virtual server.</summary>
[SchemaName("Server")]
public sealed record ServerResponse
{
    /// <summary>The name phones show, 1 to 100 characters.</summary>
    [Example("\"Example shop\"")]
    public required string ServerName { get; init; }

    /// <summary>A picture, base64 of PNG, JPEG, WebP or SVG, at most 128 KiB decoded; empty: none.</summary>
    [Example("\"\"")]
    public required string Logo { get; init; }

    /// <summary>How long a PIN stays good, in minutes, -1 to 525600: -1 never ask, 0 always.</summary>
    [Example("-1")]
    public required int PinTimeout { get; init; }

    /// <summary>The same for transactions.</summary>
    [Example("0")]
    public required int PinTransTimeout { get; init; }

    /// <summary>Seconds, 0 to 86400. 0: one-shot logins; over 0: continuous authentication, the phone answers a ping at this interval.</summary>
    [Example("0")]
    public required int PingTime { get; init; }

    /// <summary>uniqueNames: names of accounts are unique. typedCode: a pushed login asks for the six digits that the browser shows. noVash: phones show no visual hash. Unknown flags are kept and ignored.</summary>
    [Example("[\"typedCode\"]")]
    [Extension("uniqueNames", "typedCode", "noVash")]
    public required IReadOnlyList<string> ServerFlags { get; init; }

    /// <summary>The id, 24 characters.</summary>
    [Example("\"vQ2xYb0sT7mLpRkWcDzEaHnU\"")]
    [MadeByServer]
    public required string Serverid { get; init; }

    /// <summary>The public identity key, base64.</summary>
    [MadeByServer]
    [Example("\"BGsX0fLhLEJH+Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT+NC4v4af5uO5+tKfA+eFivOM1drMV7Oy7ZAaDe/UfU=\"")]
    public required byte[] Serverpk { get; init; }

    /// <summary>The number of the role that made it.</summary>
    [Example("1")]
    [MadeByServer]
    public required long Owner { get; init; }

    /// <summary>The web site, https.</summary>
    [Example("\"https://shop.example\"")]
    public string? Siteurl { get; init; }

    /// <summary>The browsers' WebSocket, wss or https.</summary>
    [Example("\"wss://login.shop.example/ns/websocket\"")]
    public string? Wsurl { get; init; }

    /// <summary>What the server calls the authenticator.</summary>
    [Example("\"nextAuth\"")]
    public string? Appname { get; init; }

    /// <summary>What a QR code starts with: https or a scheme of the app's own.</summary>
    [Example("\"https://login.shop.example/app/\"")]
    public string? Appurl { get; init; }

    /// <summary>Where the Android app is found, https.</summary>
    [Example("\"https://shop.example/android\"")]
    public string? Appandroid { get; init; }

    /// <summary>Where the iOS app is found, https.</summary>
    [Example("\"https://shop.example/ios\"")]
    public string? Appios { get; init; }

    /// <summary>How many accounts there are.</summary>
    [Example("1200")]
    [MadeByServer]
    public required long AccountCount { get; init; }

    /// <summary>When somebody logged in last, Unix seconds.</summary>
    [Example("1767312000")]
    [MadeByServer]
    public long? LastLogin { get; init; }

    public static ServerResponse From(VirtualServer server, ServerFigures figures) => new()
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
[SchemaName("Servers")]
public sealed record ServersResponse(IReadOnlyList<ServerResponse> Servers, [property: Example("117")] long Totalnumber);
