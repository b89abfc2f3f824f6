using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.Extensions.FileProviders;

namespace NextAuth.Server.WebApp;

/// <summary>
/// The web authenticator as it was built. Its files are read once and found by name in a table: no path that anybody sends ever reaches the file system.
/// </summary>
public sealed class WebAppFiles
{
    private readonly Dictionary<string, WebAppFile> _files;

    private WebAppFiles(Dictionary<string, WebAppFile> files) => _files = files;

    /// <summary>Gets the app that was not built.</summary>
    public static WebAppFiles None { get; } = new([]);

    internal bool IsBuilt => _files.ContainsKey(WebAppFile.Page);

    /// <summary>Reads all files, with the <c>.br</c> and <c>.gz</c> that lie beside them. About a megabyte.</summary>
    /// <param name="folder">Where the build is; an empty one gives the app that was not built.</param>
    public static WebAppFiles Read(IFileProvider folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var contents = Contents(folder, "").ToDictionary(StringComparer.Ordinal);
        var files = new Dictionary<string, WebAppFile>(StringComparer.Ordinal);
        foreach (var (name, content) in contents)
        {
            if (WebAppFile.TypeOf(name) is { } type)
            {
                files[name] = new(name, type, new(content), Form(contents, name + ".br"), Form(contents, name + ".gz"));
            }
        }

        return new(files);
    }

    internal bool TryFind(string name, [NotNullWhen(true)] out WebAppFile? file) => _files.TryGetValue(name, out file);

    private static WebAppForm? Form(Dictionary<string, byte[]> contents, string name) =>
        contents.TryGetValue(name, out var content) ? new(content) : null;

    private static IEnumerable<(string Name, byte[] Content)> Contents(IFileProvider folder, string path) =>
        folder.GetDirectoryContents(path).SelectMany(entry =>
        {
            var name = path.Length == 0 ? entry.Name : $"{path}/{entry.Name}";
            return entry.IsDirectory ? Contents(folder, name) : [(name, ReadAll(entry))];
        });

    private static byte[] ReadAll(IFileInfo file)
    {
        using var stream = file.CreateReadStream();
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}

/// <summary>One file of the web authenticator.</summary>
internal sealed record WebAppFile(string Name, string ContentType, WebAppForm Plain, WebAppForm? Brotli, WebAppForm? Gzip)
{
    /// <summary>The page itself, which <c>/app/</c> is.</summary>
    public const string Page = "index.html";

    // The build names these by a hash of what is in them.
    public bool IsImmutable => Name.StartsWith("assets/", StringComparison.Ordinal);

    /// <summary>Finds the content type; <see langword="null"/> for what is no part of the app: it is not served.</summary>
    public static string? TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".webmanifest" => "application/manifest+json",
        _ => null,
    };
}

/// <summary>A file's bytes in one encoding. Each has a tag of its own: a cache must not take one for another.</summary>
internal sealed record WebAppForm(byte[] Content)
{
    public string Tag { get; } = $"\"{Convert.ToHexStringLower(SHA256.HashData(Content).AsSpan(0, 16))}\"";
}
