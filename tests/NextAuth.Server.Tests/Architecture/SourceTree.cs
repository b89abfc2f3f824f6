using System.Xml.Linq;

namespace NextAuth.Server.Tests.Architecture;

/// <summary>The repository as files. Found by walking up: a build in CI rewrites the paths that the compiler knows.</summary>
internal static class SourceTree
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    public static IReadOnlyList<SourceProject> Projects { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories).Select(SourceProject.Read).OrderBy(project => project.Name)];

    public static SourceProject Project(string name) => Projects.Single(project => project.Name == name);

    private static string Find(DirectoryInfo? directory) => directory switch
    {
        null => throw new InvalidOperationException("NextAuth.slnx is nowhere above the tests."),
        _ when File.Exists(Path.Combine(directory.FullName, "NextAuth.slnx")) => directory.FullName,
        _ => Find(directory.Parent),
    };
}

/// <summary>One project of src/.</summary>
internal sealed record SourceProject(string Name, IReadOnlyList<string> Projects, IReadOnlyList<string> Packages, IReadOnlyList<string> Frameworks, IReadOnlyList<SourceFile> Files)
{
    public static SourceProject Read(string path)
    {
        var xml = XDocument.Load(path);
        var folder = Path.GetDirectoryName(path)!;
        var isWeb = xml.Root!.Attribute("Sdk")!.Value == "Microsoft.NET.Sdk.Web";
        return new(
            Path.GetFileNameWithoutExtension(path),
            [.. Includes(xml, "ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Replace('\\', '/')))],
            [.. Includes(xml, "PackageReference")],
            [.. Includes(xml, "FrameworkReference"), .. isWeb ? ["Microsoft.AspNetCore.App"] : Array.Empty<string>()],
            [.. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Select(file => new SourceFile(Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllText(file)))]);
    }

    private static IEnumerable<string> Includes(XDocument project, string item) => project.Descendants(item).Select(element => element.Attribute("Include")!.Value);
}

/// <summary>One source file.</summary>
/// <param name="Path">Relative to its project, with slashes.</param>
/// <param name="Text">What it holds.</param>
internal sealed record SourceFile(string Path, string Text)
{
    /// <summary>The first folder: within Server, the slice.</summary>
    public string Slice => Path.Contains('/', StringComparison.Ordinal) ? Path[..Path.IndexOf('/', StringComparison.Ordinal)] : "";

    public IEnumerable<string> Usings => Text.Split('\n')
        .Where(line => line.StartsWith("using ", StringComparison.Ordinal) && line.TrimEnd().EndsWith(';'))
        .Select(line => line["using ".Length..].TrimEnd().TrimEnd(';').Split('=')[^1].Trim())
        .Select(name => name.StartsWith("static ", StringComparison.Ordinal) ? name["static ".Length..] : name);

    /// <summary>The code without comments: a comment may speak of what the code may not use.</summary>
    public string Code => string.Join('\n', Text.Split('\n').Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)));
}
