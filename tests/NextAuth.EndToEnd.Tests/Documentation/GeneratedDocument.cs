using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests.Documentation;

/// <summary>The part of a document that is made from the code, between two marks. Set <c>UPDATE_DOCS=1</c> to write it anew.</summary>
internal static class GeneratedDocument
{
    private const string Begin = "<!-- generated: UPDATE_DOCS=1 dotnet test --project tests/NextAuth.EndToEnd.Tests -->";
    private const string End = "<!-- end -->";

    public static void IsUpToDate(string path, string generated)
    {
        var file = Path.Combine(Repository.Root, path);
        var text = File.ReadAllText(file).ReplaceLineEndings("\n");
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        var expected = $"{text[..begin]}\n\n{generated.Trim()}\n\n{text[end..]}";
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            File.WriteAllText(file, expected);
            return;
        }

        Assert.True(text == expected, $"{path} is out of date: UPDATE_DOCS=1 dotnet test --project tests/NextAuth.EndToEnd.Tests writes it anew.");
    }
}
