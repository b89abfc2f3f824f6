namespace NextAuth.EndToEnd.Tests.Processes;

/// <summary>The repository and what was built from it, in the configuration of these tests.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    public static string Host => Program("NextAuth.Host", "nextauth");

    public static string Phone => Program("NextAuth.Authenticator.Cli", "nextauth-phone");

    private static string Program(string project, string name)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        return Path.Combine(Root, "artifacts", "bin", project, configuration, OperatingSystem.IsWindows() ? name + ".exe" : name);
    }

    private static string Find(DirectoryInfo? directory) => directory switch
    {
        null => throw new InvalidOperationException("NextAuth.slnx is nowhere above the tests."),
        _ when File.Exists(Path.Combine(directory.FullName, "NextAuth.slnx")) => directory.FullName,
        _ => Find(directory.Parent),
    };
}
