using Microsoft.Net.Http.Headers;

namespace Shop;

/// <summary>What browsers may do with the shop's pages: everything from the shop itself, nothing inline, no frame around it.</summary>
internal static class SecurityHeaders
{
    public static void UseSecurityHeaders(this IApplicationBuilder app, ShopOptions options)
    {
        var socket = options.WebSocketUrl.GetLeftPart(UriPartial.Authority);
        var policy =
            $"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' {socket}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        app.Use(next => http =>
        {
            var headers = http.Response.Headers;
            headers.ContentSecurityPolicy = policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            http.Response.OnStarting(() =>
            {
                // Pages hold codes and names; assets have said otherwise by now, and pages with forms the same.
                headers.TryAdd(HeaderNames.CacheControl, "no-store");
                return Task.CompletedTask;
            });
            return next(http);
        });
    }
}
