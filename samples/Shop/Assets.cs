using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Shop;

/// <summary>Style, script and icon, from within the program. Their addresses change with their content, so browsers keep them for good.</summary>
internal static class Assets
{
    private static readonly Asset[] All =
    [
        Read("shop.css", "text/css; charset=utf-8"),
        Read("shop.js", "text/javascript; charset=utf-8"),
        Read("shop.svg", "image/svg+xml"),
    ];

    public static string Style => All[0].Path;

    public static string Script => All[1].Path;

    public static string Icon => All[2].Path;

    public static void MapAssets(this IEndpointRouteBuilder routes)
    {
        foreach (var asset in All)
        {
            routes.MapGet(asset.Path, (HttpContext http) =>
            {
                http.Response.Headers[HeaderNames.CacheControl] = "public, max-age=31536000, immutable";
                return TypedResults.Bytes(asset.Bytes, asset.ContentType);
            });
        }
    }

    private static Asset Read(string name, string contentType)
    {
        using var stream = typeof(Assets).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not in the program.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new($"/assets/{Convert.ToHexStringLower(SHA256.HashData(bytes))[..12]}/{name}", bytes, contentType);
    }

    private sealed record Asset(string Path, byte[] Bytes, string ContentType);
}
