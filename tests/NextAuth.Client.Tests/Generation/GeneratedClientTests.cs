using System.Text.Json.Nodes;

namespace NextAuth.Client.Tests.Generation;

public class GeneratedClientTests
{
    private static readonly string Root = Find(new(AppContext.BaseDirectory));

    [Fact]
    public void The_generated_files_are_what_the_document_says()
    {
        var folder = Path.Combine(Root, "src", "NextAuth.Client", "Generated");
        var expected = ClientWriter.Write(JsonNode.Parse(File.ReadAllText(Path.Combine(Root, "docs", "api", "openapi.v2.2.json")))!);
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            Array.ForEach(Directory.GetFiles(folder), File.Delete);
            foreach (var (name, text) in expected)
            {
                File.WriteAllText(Path.Combine(folder, name), text);
            }

            return;
        }

        var actual = Directory.GetFiles(folder).ToDictionary(file => Path.GetFileName(file), file => File.ReadAllText(file).ReplaceLineEndings("\n"));
        Assert.Equal(expected.Keys, actual.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected, file => Assert.True(
            actual[file.Key] == file.Value, $"{file.Key} is out of date: UPDATE_DOCS=1 dotnet test --project tests/NextAuth.Client.Tests writes it anew."));
    }

    private static string Find(DirectoryInfo? directory) => directory switch
    {
        null => throw new InvalidOperationException("NextAuth.slnx is nowhere above the tests."),
        _ when File.Exists(Path.Combine(directory.FullName, "NextAuth.slnx")) => directory.FullName,
        _ => Find(directory.Parent),
    };
}
