using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NextAuth.Server.Qr;
using NextAuth.Server.Servers;

namespace NextAuth.Server.Start;

/// <summary><c>/</c>: the server's start page. Without a program that knows its health, there is none.</summary>
internal static class StartEndpoints
{
    public static void MapStart(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetService<IServerHealth>() is not { } health)
        {
            return;
        }

        var publicUrl = routes.ServiceProvider.GetRequiredService<IOptions<ServerOptions>>().Value.PublicUrl;
        var page = new StartPage(publicUrl);
        var code = QrPainter.DrawAddress(new(publicUrl, "/app/"));
        routes.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], async http =>
        {
            var isReady = await health.IsReadyAsync(http.RequestAborted);
            http.Response.StatusCode = isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            http.Response.ContentType = "text/html; charset=utf-8";
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Headers.ContentSecurityPolicy = StartPage.Policy;
            http.Response.Headers.XContentTypeOptions = "nosniff";
            http.Response.Headers["Referrer-Policy"] = "no-referrer";
            var body = Encoding.UTF8.GetBytes(page.ToHtml(isReady, code));
            http.Response.ContentLength = body.Length;
            if (HttpMethods.IsGet(http.Request.Method))
            {
                await http.Response.Body.WriteAsync(body, http.RequestAborted);
            }
        }).ExcludeFromDescription();
    }
}
