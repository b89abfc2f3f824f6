using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace NextAuth.Server.OpenApi;

/// <summary>
/// The API's description, <c>/openapi/v2.2.json</c>, and a page that reads it, <c>/docs</c>. Both are for everybody: they hold nothing that the sources do not. The document is
/// the committed docs/api/openapi.v2.2.json, which a test makes from the endpoints, so nothing is generated while the server runs.
/// </summary>
internal static class ReferenceEndpoints
{
    private const string DocumentPath = "/openapi/v2.2.json";
    private const string PagePath = "/docs";

    // The page's own files and nothing else, so that a description could not run script or send an API key away. Its styles are set from script.
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    public static void MapReference(this IEndpointRouteBuilder routes)
    {
        var document = Read();
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(document))}\"");
        routes.MapGet(DocumentPath, () => TypedResults.Bytes(document, "application/json", entityTag: tag)).ExcludeFromDescription();

        var page = routes.CreateApplicationBuilder();
        page.Use(next => http =>
        {
            http.Response.Headers.ContentSecurityPolicy = PagePolicy;
            http.Response.Headers.XContentTypeOptions = "nosniff";
            http.Response.Headers["Referrer-Policy"] = "no-referrer";

            // The middleware leaves alone what has an endpoint.
            http.SetEndpoint(null);
            return next(http);
        });
        page.UseSwaggerUI(options =>
        {
            options.RoutePrefix = PagePath.TrimStart('/');
            options.DocumentTitle = "nextAuth API 2.2";
            options.SwaggerEndpoint(DocumentPath, "API 2.2");
            options.EnableTryItOutByDefault();
            options.DisplayOperationId();
            options.DefaultModelsExpandDepth(0);

            options.ShowExtensions();

            // There is one document to choose from; what stays of the bar is the switch between light and dark.
            options.HeadContent = "<style>.swagger-ui .topbar .link, .swagger-ui .topbar .download-url-wrapper { visibility: hidden }</style>";
        });
        routes.MapGet(PagePath + "/{**file}", page.Build()).ExcludeFromDescription();
    }

    private static byte[] Read()
    {
        using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream("openapi.v2.2.json")
            ?? throw new InvalidOperationException("The OpenAPI document is not in the assembly.");
        var document = new byte[resource.Length];
        resource.ReadExactly(document);
        return document;
    }
}
