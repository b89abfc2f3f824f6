namespace NextAuth.Server.Servers;

/// <summary>Settings of the section <c>NextAuth</c> that say where this installation is found.</summary>
public sealed class ServerOptions
{
    public const string Section = "NextAuth";

    /// <summary>The address browsers and phones reach this installation at, without a path. <c>http://localhost:8080</c> by default.</summary>
    public Uri PublicUrl { get; set; } = new("http://localhost:8080");

    /// <summary>The browsers' WebSocket, for servers without a <c>wsurl</c>; by default <c>/ns/websocket</c> below <see cref="PublicUrl"/>.</summary>
    public Uri? DefaultWebSocketUri { get; set; }

    /// <summary>The phones' WebSocket; by default <c>/ns/sigmai</c> below <see cref="PublicUrl"/>.</summary>
    public Uri? DefaultSigmaiUri { get; set; }

    /// <summary>What a QR code starts with, for servers without an <c>appurl</c>.</summary>
    public string DefaultAppUrl => new Uri(PublicUrl, "/app/#").AbsoluteUri;

    /// <summary>Where browsers of a server without a <c>wsurl</c> connect.</summary>
    public string WebSocketUri => (DefaultWebSocketUri ?? Socket("/ns/websocket")).AbsoluteUri;

    /// <summary>Where phones connect.</summary>
    public string SigmaiUri => (DefaultSigmaiUri ?? Socket("/ns/sigmai")).AbsoluteUri;

    private Uri Socket(string path) =>
        new UriBuilder(new Uri(PublicUrl, path)) { Scheme = PublicUrl.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs }.Uri;
}
