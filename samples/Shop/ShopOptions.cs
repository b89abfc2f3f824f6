using System.ComponentModel.DataAnnotations;

namespace Shop;

/// <summary>Settings of the section <c>Shop</c>, from <c>--Shop:Name=…</c> on the command line or <c>Shop__Name</c> in the environment.</summary>
internal sealed class ShopOptions
{
    public const string Section = "Shop";

    public static ShopOptions Read(IConfiguration configuration) => configuration.GetSection(Section).Get<ShopOptions>() ?? new();

    /// <summary>What the shop, and its virtual server, is called.</summary>
    [StringLength(100, MinimumLength = 1)]
    public string Name { get; set; } = "Corner Shop";

    /// <summary>Where browsers find the shop.</summary>
    public Uri Url { get; set; } = new("http://localhost:8081");

    /// <summary>Where the shop finds the server.</summary>
    public Uri ServerUrl { get; set; } = new("http://localhost:8080");

    /// <summary>Where browsers and phones find the server, when that is another address.</summary>
    public Uri? PublicServerUrl { get; set; }

    /// <summary>The port of the server's health checks and metrics, on the loopback address.</summary>
    [Range(1, 65535)]
    public int ServerOpsPort { get; set; } = 9613;

    /// <summary>The shop's port with <c>--lan</c>.</summary>
    [Range(1, 65535)]
    public int LanPort { get; set; } = 8444;

    /// <summary>The server's port with <c>--lan</c>.</summary>
    [Range(1, 65535)]
    public int LanServerPort { get; set; } = 8443;

    /// <summary>The server program; by default the one that was built with the shop.</summary>
    public string? ServerProgram { get; set; }

    /// <summary>The folder for the shop's key and the server's files.</summary>
    public string Data { get; set; } = "data";

    /// <summary>Whether a pushed login asks, on the phone, for six digits that the page shows. Read at the first start only.</summary>
    public bool TypedCode { get; set; }

    /// <summary>Where pages connect to be told of logins.</summary>
    public Uri WebSocketUrl => new UriBuilder(new Uri(PublicUrl, "/ns/websocket")) { Scheme = PublicUrl.Scheme == Uri.UriSchemeHttps ? "wss" : "ws" }.Uri;

    /// <summary>The web authenticator.</summary>
    public Uri AuthenticatorUrl => new(PublicUrl, "/app/");

    /// <summary>The certificate for a network, and its key. Only with <c>--lan</c>.</summary>
    public string CertificateFile => Path.Combine(Path.GetFullPath(Data), "certificate.pem");

    public string CertificateKeyFile => Path.Combine(Path.GetFullPath(Data), "certificate.key.pem");

    public Uri PublicUrl => PublicServerUrl ?? ServerUrl;
}
