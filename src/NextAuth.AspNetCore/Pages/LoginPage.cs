using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace NextAuthApi.AspNetCore.Pages;

/// <summary>The login page as HTML. Whatever is put into it is encoded, without exception.</summary>
internal sealed class LoginPage(NextAuthOptions options, PathString root, string pathBase)
{
    public string Ticket { get; init; } = "";

    public LoginCode? Code { get; init; }

    public bool CanPush { get; init; }

    public Progress? Progress { get; init; }

    /// <summary>Puts a link into a hint.</summary>
    public static string? Fill(string? hint, string link) => hint?.Replace("{link}", link, StringComparison.Ordinal);

    public string ToHtml() => Frame(options.Title, $"""
        <section class="card">
        <h1>{E(options.Title)}</h1>
        <p class="lead">{(CanPush ? "This browser knows your phone. Ask it, or scan the code with any of your phones." : "Scan this code with your authenticator.")}</p>
        {Push()}<p id="progress" class="progress {E(Progress?.Kind)}" role="status">{E(Progress?.Words)}</p>
        <p id="digits" class="digits" role="status"{(Progress?.Digits is null ? " hidden" : "")}>Type on your phone: <output>{E(Progress?.Digits)}</output></p>
        <p id="way" class="actions" hidden><button type="button" id="again" class="quiet">Try again</button>{Register()}</p>
        <p class="here"><a id="open" class="button wide" href="{E(Code!.Link)}" target="_blank" rel="noreferrer">Open my authenticator</a></p>
        <div class="code" id="code">
        <div class="qr-card"><img id="qr" class="qr" src="{E(Code.Picture)}" width="{LoginCode.Pixels}" height="{LoginCode.Pixels}" alt="QR code. The same link stands beside it as text."></div>
        <div class="try">
        <h2>Or use the link</h2>
        {Copy("link", "The code's link", Code.Link)}
        {Hint()}<p class="sr" role="status" id="copied"></p>
        </div>
        </div>
        <form id="done" class="aside" method="post" action="{E(root)}/done"><input type="hidden" name="ticket" value="{E(Ticket)}"><button class="link">I have confirmed: continue</button>{SignUp()}</form>
        <noscript><p class="hint">Confirm on your phone, then press “continue”. The code is good for {Seconds(Code.Life)} seconds.</p></noscript>
        </section>
        <div id="live" hidden data-socket="{E(options.Socket().AbsoluteUri)}" data-server="{E(options.WebServerId)}" data-hsid="{E(Code.Hsid)}" data-expect="LOGIN" data-fresh="{E(root)}/code" data-life="{Seconds(Code.Life)}" data-patience="{Math.Ceiling(options.Patience.TotalSeconds)}"></div>
        """);

    /// <summary>A page that only says something.</summary>
    public string ToWords(string title, string words, string next) => Frame(title, $"""
        <section class="card narrow">
        <h1>{E(title)}</h1>
        <p class="lead" role="alert">{E(words)}</p>
        <p class="actions"><a class="button" href="{E(next)}">Try again</a></p>
        </section>
        """);

    /// <summary>As the script is told: whole seconds, and not more than there are.</summary>
    public static int Seconds(TimeSpan life) => (int)life.TotalSeconds;

    private static string E(string? text) => HtmlEncoder.Default.Encode(text ?? "");

    private static string E(PathString path) => E(path.ToUriComponent());

    // Every second part stands between backticks.
    private static string WithCode(string text) => string.Concat(text.Split('`').Select(static (part, index) => index % 2 == 0 ? E(part) : $"<code>{E(part)}</code>"));

    private static string Copy(string id, string label, string text) => $"""
        <div class="copy"><code id="{id}" role="group" tabindex="0" aria-label="{E(label)}">{E(text)}</code><button type="button" class="quiet" data-copy="{id}" hidden>Copy<span class="sr"> {id}</span></button></div>
        """;

    private string Frame(string title, string body)
    {
        var page = new StringBuilder($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{E(options.SiteName is { } site ? $"{title} · {site}" : title)}</title>
            <link rel="stylesheet" href="{E(root)}{PageAssets.Style.Path}">

            """);
        page.Append(options.Stylesheet is { } style ? $"<link rel=\"stylesheet\" href=\"{E(pathBase + style)}\">\n" : "");
        page.Append(options.Icon is { } icon ? $"<link rel=\"icon\" href=\"{E(pathBase + icon)}\">\n" : "");
        page.Append($"""
            </head>
            <body>
            <a class="skip" href="#main">Skip to content</a>
            {Header()}<main id="main" tabindex="-1">
            {body}
            </main>
            {(options.Footer is { } footer ? $"<footer>{E(footer)}</footer>\n" : "")}<script src="{E(root)}{PageAssets.Script.Path}" defer></script>
            </body>
            </html>

            """);
        return page.ToString();
    }

    private string Header()
    {
        if (options.SiteName is null && options.Icon is null)
        {
            return "";
        }

        var picture = options.Icon is { } icon ? $"<img src=\"{E(pathBase + icon)}\" alt=\"\" width=\"30\" height=\"30\">" : "";
        return $"<header><a class=\"brand\" href=\"{E(pathBase)}/\">{picture}{E(options.SiteName)}</a></header>\n";
    }

    private string Push() => CanPush ? $"""
        <form id="push" method="post" action="{E(root)}/push"><input type="hidden" name="ticket" value="{E(Ticket)}">
        <button class="button wide"><svg viewBox="0 0 24 24" aria-hidden="true"><rect x="6" y="2" width="12" height="20" rx="2.5"/><path d="M11 18.5h2"/></svg>Log in on my phone</button>
        {(options.PushHint is { } hint ? $"<p class=\"hint\">{WithCode(hint)}</p>" : "")}<p class="hint"><button class="link" formaction="{E(root)}/forget">Not your phone? Forget it</button></p></form>

        """ : "";

    private string Hint() => options.Hint is null ? "" : $"""
        {(options.HintTitle is { } title ? $"<h2>{E(title)}</h2>" : "")}
        {Copy("command", options.HintTitle ?? "Hint", Fill(options.Hint, Code!.Link)!)}

        """;

    private string Register() => options.SignUpPath is { } path ? $"<a class=\"quiet\" href=\"{E(pathBase + path)}\">Register this phone</a>" : "";

    private string SignUp() => options.SignUpPath is { } path ? $" · New here? <a href=\"{E(pathBase + path)}\">Sign up</a>" : "";
}
