using System.Reflection;
using System.Security.Cryptography;

namespace NextAuth.Server.Html;

/// <summary>The script and the style of the blocks, from within the library. Their addresses change with their content, so browsers keep them for good.</summary>
internal static class HtmlAssets
{
    /// <summary>What all their paths begin with.</summary>
    public const string Root = "/html";

    public static readonly HtmlAsset Style = Load("nextauth.css", "text/css; charset=utf-8");

    public static readonly HtmlAsset Script = Load("nextauth.js", "text/javascript; charset=utf-8");

    /// <summary>Reads a file that is embedded in the library.</summary>
    public static byte[] Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not in the library.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static HtmlAsset Load(string name, string contentType)
    {
        var bytes = Read(name);
        return new($"{Root}/{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}/{name}", bytes, contentType)
        {
            Integrity = "sha384-" + Convert.ToBase64String(SHA384.HashData(bytes)),
        };
    }
}

/// <summary>A file that pages load.</summary>
/// <param name="Path">Its path on this server.</param>
/// <param name="Bytes">What it holds.</param>
/// <param name="ContentType">What it is.</param>
internal sealed record HtmlAsset(string Path, byte[] Bytes, string ContentType)
{
    /// <summary>Its hash as a page names it (W3C Subresource Integrity): a browser runs nothing else in its place.</summary>
    public required string Integrity { get; init; }
}
