using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;

namespace NextAuth.Server.Start;

/// <summary>
/// The server's start page: that it runs, and where to go from here. For everybody who finds the address, so it tells nothing that the API would not tell without a key.
/// </summary>
internal sealed class StartPage(Uri publicUrl)
{
    private static readonly string Style = ReadStyle();

    /// <summary>No script, nothing from elsewhere; the one style is allowed by its hash.</summary>
    public static string Policy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    private static string Version { get; } =
        typeof(StartPage).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    /// <summary>Draws the page.</summary>
    /// <param name="isReady">Whether the server can serve.</param>
    /// <param name="code">The QR code of the web authenticator's address, as SVG.</param>
    public string ToHtml(bool isReady, string code) => $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{(isReady ? "nextAuth is running" : "nextAuth is not ready")}</title>
        <style>{Style}</style>
        </head>
        <body>
        <main>
        <header>
        <p class="brand">nextAuth <span>{E(Version)}</span></p>
        {(isReady
            ? """<h1>This server is running.</h1><p class="state good"><span aria-hidden="true">●</span> Healthy: people can log in.</p>"""
            : """<h1>This server is up, but not ready.</h1><p class="state bad"><span aria-hidden="true">▲</span> Nobody can log in now. Its log says why; so does <code>/ready?full=1</code> on the operations port.</p>""")}
        <p class="lead">It logs people in to web sites with their phone instead of a password.</p>
        </header>
        <section aria-labelledby="person">
        <div>
        <h2 id="person">You want to log in with your phone</h2>
        <p>Scan this with your phone’s camera, or open <a href="/app/">the web authenticator</a> there. It needs no app store. Then scan the code that your web site shows you.</p>
        </div>
        <div class="code" role="img" aria-label="QR code of the address of the web authenticator">{code}</div>
        </section>
        <section aria-labelledby="developer">
        <div>
        <h2 id="developer">You want phone login on your web site</h2>
        <ol>
        <li>Make a virtual server for the site, and a key for the site to call the API with. The program has commands for it, to be given while it is stopped:
        <pre tabindex="0"><code>nextauth servers create "My site"
        nextauth keys create --description "My site" \
          --grant sessions,users --server ID</code></pre></li>
        <li>Call the API from your site’s backend. <a href="/docs">The reference</a> has every operation and lets you try it; <a href="/openapi/v2.2.json">its description</a> makes a client in your language.</li>
        <li>In ASP.NET Core you need no call at all: reference the package and write <code>AddAuthentication().AddNextAuth(…)</code>.</li>
        </ol>
        </div>
        </section>
        <section aria-labelledby="operator">
        <div>
        <h2 id="operator">You run this server</h2>
        <p>The API answers at <code>{E(publicUrl.GetLeftPart(UriPartial.Authority))}</code>. The key with all rights was printed once, at the first start; <code>nextauth keys create</code> makes others.
        <code>nextauth check</code> says what is wrong with settings, database and keys. <code>/live</code>, <code>/ready</code> and <code>/metrics</code> are on a port of their own, 9613 unless you chose another.</p>
        </div>
        </section>
        </main>
        </body>
        </html>
        """;

    private static string E(string text) => HtmlEncoder.Default.Encode(text);

    private static string ReadStyle()
    {
        using var resource = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("start.css")
            ?? throw new InvalidOperationException("The start page's style is not in the assembly."));
        return resource.ReadToEnd();
    }
}
