using System.ComponentModel.DataAnnotations;

namespace Shop;

/// <summary>Settings of the section <c>Shop</c>, from <c>--Shop:Name=…</c> on the command line or <c>Shop__Name</c> in the environment.</summary>
internal sealed class ShopOptions
{
    public const string Section = "Shop";

    /// <summary>What the shop, and its virtual server, is called.</summary>
    [StringLength(100, MinimumLength = 1)]
    public string Name { get; set; } = "Corner Shop";

    /// <summary>Where browsers find the shop.</summary>
    public Uri Url { get; set; } = new("http://localhost:8081");

    /// <summary>Where the shop, browsers and phones find the server.</summary>
    public Uri ServerUrl { get; set; } = new("http://localhost:8080");

    /// <summary>The port of the server's health checks and metrics, on the loopback address.</summary>
    [Range(1, 65535)]
    public int ServerOpsPort { get; set; } = 9613;

    /// <summary>The server program; by default the one that was built with the shop.</summary>
    public string? ServerProgram { get; set; }

    /// <summary>The folder for the shop's key and the server's files.</summary>
    public string Data { get; set; } = "data";

    /// <summary>Whether a pushed login asks, on the phone, for six digits that the page shows. Read at the first start only.</summary>
    public bool TypedCode { get; set; }

    /// <summary>Where pages connect to be told of logins.</summary>
    public Uri WebSocketUrl =>
        new UriBuilder(new Uri(ServerUrl, "/ns/websocket")) { Scheme = ServerUrl.Scheme == Uri.UriSchemeHttps ? "wss" : "ws" }.Uri;
}
