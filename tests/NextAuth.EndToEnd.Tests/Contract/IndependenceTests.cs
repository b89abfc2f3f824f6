using System.Text.RegularExpressions;
using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests.Contract;

/// <summary>A contract that is tested with the server's own code would only say that the server agrees with itself.</summary>
public partial class IndependenceTests
{
    [Fact]
    public void These_tests_use_nothing_of_the_server()
    {
        var sources = Directory.GetFiles(Path.Combine(Repository.Root, "tests", "NextAuth.EndToEnd.Tests", "Contract"), "*.cs");

        Assert.NotEmpty(sources);
        Assert.All(sources, source => Assert.Empty(Foreign().Matches(File.ReadAllText(source))));
    }

    [GeneratedRegex(@"NextAuth\.(?!EndToEnd\.Tests|Authenticator\b)[A-Z]\w*(\.\w+)*;")]
    private static partial Regex Foreign();
}
