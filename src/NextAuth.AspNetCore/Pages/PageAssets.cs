using System.Security.Cryptography;

namespace NextAuthApi.AspNetCore.Pages;

/// <summary>The page's style and script, from within the library. Their addresses change with their content, so browsers keep them for good.</summary>
internal static class PageAssets
{
    public static readonly PageAsset Style = Read("login.css", "text/css; charset=utf-8");

    public static readonly PageAsset Script = Read("login.js", "text/javascript; charset=utf-8");

    public static readonly IReadOnlyList<PageAsset> All = [Style, Script];

    public static PageAsset? Find(string path) => All.FirstOrDefault(asset => asset.Path == path);

    private static PageAsset Read(string name, string contentType)
    {
        using var stream = typeof(PageAssets).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not in the library.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new($"/{Convert.ToHexStringLower(SHA256.HashData(bytes))[..12]}/{name}", bytes, contentType);
    }
}

/// <summary>A file that a page needs.</summary>
/// <param name="Path">Its address below the handler's path.</param>
/// <param name="Bytes">What it holds.</param>
/// <param name="ContentType">What it is.</param>
internal sealed record PageAsset(string Path, byte[] Bytes, string ContentType);
