using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.Extensions.Options;
using NextAuth.Protocol.Links;
using NextAuth.Server.Phone;
using NextAuth.Server.Push;
using NextAuth.Server.Qr;
using NextAuth.Server.Servers;
using NextAuth.Server.Sessions;

namespace NextAuth.Server.Html;

/// <summary>
/// Writes the blocks and the footer (docs/api/html.md). They hold no script and no style of their own, only attributes, so that a page's content security policy need
/// allow nothing but the two files that the footer names. Whatever somebody else chose (names, addresses, ids) is encoded where it is put in.
/// </summary>
internal sealed class HtmlWriter(QrPainter painter, IOptions<ServerOptions> options, IOptions<PhoneOptions> phones, IOptions<PushOptions> pushes, TimeProvider time)
{
    // How long a page waits for a person, and when it may ask again: as this server does.
    private readonly string _times = Seconds("scantime", phones.Value.HandshakeTimeout) + Seconds("pushtime", pushes.Value.Lifetime) + Seconds("pushpause", pushes.Value.BrowserInterval);

    private readonly Lazy<string> _files = new(() => $"""
        <link rel="stylesheet" href="{E(Address(options.Value, HtmlAssets.Style))}" integrity="{HtmlAssets.Style.Integrity}" crossorigin="anonymous">
        <script src="{E(Address(options.Value, HtmlAssets.Script))}" integrity="{HtmlAssets.Script.Integrity}" crossorigin="anonymous" defer></script>

        """);

    /// <summary>The block of a session in which nobody is logged in.</summary>
    public byte[] WriteLogin(ServerRuntime server, Session session, Link.Login code, bool canProvoke, HtmlWords words)
    {
        var (app, link) = (server.Server.Appname, code.ToText(server.AppUrl));
        var life = code.Expiry - time.GetUtcNow().ToUnixTimeSeconds();
        var start = Start("login", server, session, isLoggedIn: false, words) + Offer(link, life) + (canProvoke ? " data-canprovoke" : "") + $"""
            >
            <p class="nextauth-lead">{words.Say(canProvoke ? "known" : "scan", app)}</p>

            """;
        var svg = painter.Draw(code, server.AppUrl, new(QrFormat.Element, 0)).Value;
        return canProvoke
            ? Join(
                $"""
                {start}<button type="button" class="nextauth-button nextauth-push">{words.Say("ask")}</button>
                <details class="nextauth-other">
                <summary>{words.Say("other")}</summary>

                """ + Code(link, app, words),
                svg,
                $"</div>\n</details>\n{Get(server, words)}</div>\n")
            : Join(start + Code(link, app, words), svg, $"</div>\n{Get(server, words)}</div>\n");
    }

    /// <summary>The block of a session in which somebody is logged in.</summary>
    public byte[] WriteLoggedIn(ServerRuntime server, Session session, HtmlWords words) => Encoding.UTF8.GetBytes($"""
        {Start("login", server, session, isLoggedIn: true, words)}{(session.UserId is { } user ? $" data-user=\"{E(user)}\"" : "")}>
        <p class="nextauth-lead">{(session.UserId is null ? words.Say("loggedIn") : words.Say("loggedInAs", user: session.UserId))}</p>
        </div>

        """);

    /// <summary>The block of a code to enrol with.</summary>
    public byte[] WriteEnrol(ServerRuntime server, Session session, bool isLoggedIn, Link.Enrol code, TimeSpan life, HtmlWords words)
    {
        var (app, link) = (server.Server.Appname, code.ToText(server.AppUrl));
        return Join(
            Start("enrol", server, session, isLoggedIn, words) + Offer(link, (long)life.TotalSeconds) + $"""
            >
            <p class="nextauth-lead">{words.Say("scanEnrol", app)}</p>

            """ + Code(link, app, words),
            QrPainter.Draw(code, server.AppUrl, new(QrFormat.Element, 0)).Value,
            $"</div>\n{Get(server, words)}</div>\n");
    }

    /// <summary>The end of a page: the style, the sessions that it watches, and the script.</summary>
    public byte[] WriteFooter(IEnumerable<(ServerRuntime Server, Session Session, bool IsLoggedIn)> sessions) => Encoding.UTF8.GetBytes(
        string.Concat(sessions.Select(watched => $"<div hidden{Names("session", watched.Server, watched.Session, watched.IsLoggedIn)}></div>\n")) + _files.Value);

    private static string Address(ServerOptions options, HtmlAsset asset) => new Uri(options.PublicUrl, asset.Path).AbsoluteUri;

    private static string E(string? text) => HtmlEncoder.Default.Encode(text ?? "");

    private static byte[] Join(string before, byte[] picture, string after) => [.. Encoding.UTF8.GetBytes(before), .. picture, .. Encoding.UTF8.GetBytes(after)];

    // A browser's WebSocket takes no https.
    private static string ToSocket(string address) => new Uri(address) is { Scheme: "http" or "https" } web
        ? new UriBuilder(web) { Scheme = web.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs, Port = web.IsDefaultPort ? -1 : web.Port }.Uri.AbsoluteUri
        : address;

    private static string Offer(string link, long seconds) => string.Create(CultureInfo.InvariantCulture, $" data-link=\"{E(link)}\" data-life=\"{seconds}\"");

    private static string Seconds(string name, TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $" data-{name}=\"{Math.Ceiling(time.TotalSeconds)}\"");

    // Open around the picture: what comes after it ends the last element.
    private static string Code(string link, string? app, HtmlWords words) => $"""
        <p class="nextauth-open"><a class="nextauth-button" href="{E(link)}" rel="noreferrer">{words.Say("open", app)}</a></p>
        <div class="nextauth-code" role="img" aria-label="{words.Say("code")}">
        """;

    private static string Get(ServerRuntime server, HtmlWords words)
    {
        var (android, ios) = (server.Server.Appandroid, server.Server.Appios);
        return android is null && ios is null ? "" : $"""
            <p class="nextauth-get">{words.Say("get")}{Store(android, "Android")}{Store(ios, "iOS")}</p>

            """;
    }

    private static string Store(string? address, string name) => address is null ? "" : $" <a href=\"{E(address)}\" rel=\"noreferrer\">{name}</a>";

    private string Start(string kind, ServerRuntime server, Session session, bool isLoggedIn, HtmlWords words) =>
        $"<div class=\"nextauth-block\" lang=\"{words.Language}\"{Names(kind, server, session, isLoggedIn)}{_times}"
        + (server.Server.Appname is { } app ? $" data-app=\"{E(app)}\"" : "");

    private string Names(string kind, ServerRuntime server, Session session, bool isLoggedIn) =>
        $" data-nextauth=\"{kind}\" data-socket=\"{E(ToSocket(server.Server.Wsurl ?? options.Value.WebSocketUri))}\" data-server=\"{server.Id}\" data-hsid=\"{session.Id}\" data-state=\"{(isLoggedIn ? "in" : "out")}\"";
}
