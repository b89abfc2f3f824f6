using System.Text.RegularExpressions;

namespace NextAuth.Server.Tests.Architecture;

/// <summary>What .editorconfig demands and the compiler does not see: everything else of it is an error of the build.</summary>
public sealed partial class StyleRules
{
    [Fact]
    public void Members_are_not_qualified_with_this()
    {
        string[] folders = ["src", "samples", "tests", "bench"];
        var files = folders
            .SelectMany(static folder => Directory.EnumerateFiles(Path.Combine(SourceTree.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(static file => !file.Contains("node_modules", StringComparison.Ordinal))
            .Select(static file => new SourceFile(Path.GetRelativePath(SourceTree.Root, file), File.ReadAllText(file)))
            .ToList();

        Assert.True(files.Count > 500);
        Assert.Empty(files.Where(static file => Qualified.IsMatch(file.Code)).Select(static file => file.Path));
    }

    [GeneratedRegex(@"\bthis\.\w")]
    private static partial Regex Qualified { get; }
}
