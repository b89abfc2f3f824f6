using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using NextAuth.Server.Http;

namespace NextAuth.Server.WebApp;

/// <summary>The web authenticator, <c>/app/</c>: what a phone's own camera opens. For everybody, without a key.</summary>
internal static partial class WebAppEndpoints
{
    private const string Root = "/app";

    // The camera is what the app is for; everything else a browser would hand to a page is off.
    private const string Permissions =
        "accelerometer=(), camera=(self), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()";

    private static readonly byte[] NotBuilt = """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <meta name="color-scheme" content="light dark">
        <title>nextAuth</title>
        <h1>The web authenticator was not built</h1>
        <p>This server was built without Node.js, and the web authenticator needs it. Install Node.js 20.19 or newer, build the server again, and restart it.</p>
        <p>Everything else works. Other authenticators read the same code.</p>
        </html>

        """u8.ToArray();

    public static void MapWebApp(this IEndpointRouteBuilder routes)
    {
        var files = routes.ServiceProvider.GetRequiredService<WebAppFiles>();
        var policy = ReadPolicy();
        routes.MapMethods(Root + "/{**file}", [HttpMethods.Get, HttpMethods.Head], (HttpContext http) => Answer(http, files, policy)).ExcludeFromDescription();
    }

    private static IResult Answer(HttpContext http, WebAppFiles files, string policy)
    {
        // Addresses in the page are relative to it. A browser keeps the fragment, and with it the code, over this.
        if (http.Request.Path == Root)
        {
            return TypedResults.Redirect(http.Request.PathBase + Root + "/", permanent: true, preserveMethod: true);
        }

        var name = http.GetRouteValue("file") as string is { Length: > 0 } given ? given : WebAppFile.Page;
        if (files.TryFind(name, out var file))
        {
            Protect(http, policy);
            return Send(http, file);
        }

        if (name == WebAppFile.Page && !files.IsBuilt)
        {
            Protect(http, policy);
            http.Response.Headers.CacheControl = "no-store";
            return new Page(NotBuilt);
        }

        return ApiProblem.UnknownPath.ToResult("The web authenticator has no such file.");
    }

    private static FileContentHttpResult Send(HttpContext http, WebAppFile file)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = file.IsImmutable ? "public, max-age=31536000, immutable" : "no-cache";
        var form = file.Plain;
        if (file.Brotli is not null || file.Gzip is not null)
        {
            headers.Vary = HeaderNames.AcceptEncoding;
            if (file.Brotli is not null && Accepts(http, "br"))
            {
                (form, headers.ContentEncoding) = (file.Brotli, "br");
            }
            else if (file.Gzip is not null && Accepts(http, "gzip"))
            {
                (form, headers.ContentEncoding) = (file.Gzip, "gzip");
            }
        }

        return TypedResults.Bytes(form.Content, file.ContentType, entityTag: new(form.Tag));
    }

    private static bool Accepts(HttpContext http, string encoding) =>
        http.Request.GetTypedHeaders().AcceptEncoding.Any(accepted => accepted.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && accepted.Quality is not 0);

    private static void Protect(HttpContext http, string policy)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = PolicyFor(policy, http.Request.Host.Value ?? "");
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = Permissions;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    // Not every browser counts wss: to 'self'. The Host header is the caller's text: what is no plain name and port stays out of the policy.
    private static string PolicyFor(string policy, string host) =>
        PlainHost().IsMatch(host) ? policy.Replace("{host}", host, StringComparison.Ordinal) : policy.Replace(" ws://{host} wss://{host}", "", StringComparison.Ordinal);

    // One directive a line, in a file that the tests of the screens read as well.
    private static string ReadPolicy()
    {
        using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream("content-security-policy.txt")
            ?? throw new InvalidOperationException("The content security policy is not in the assembly.");
        using var reader = new StreamReader(resource, Encoding.UTF8);
        return string.Join("; ", reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [GeneratedRegex(@"\A[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?\z")]
    private static partial Regex PlainHost();

    private sealed class Page(byte[] content) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = ApiProblem.UnknownPath.Status;
            return TypedResults.Bytes(content, "text/html; charset=utf-8").ExecuteAsync(httpContext);
        }
    }
}
