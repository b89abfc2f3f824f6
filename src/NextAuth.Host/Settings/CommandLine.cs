using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace NextAuth.Host.Settings;

/// <summary>The command line: <c>--NextAuth:Section:Name=value</c>, or the value as the next argument.</summary>
internal static class CommandLine
{
    private const string Help = """
        nextauth: log in with a phone, the server

          nextauth [--NextAuth:Section:Name=value …]
          nextauth verify-evidence FILE [SERVERPK]   check the evidence of a transaction, offline

        Without any setting it listens on http://localhost:8080, keeps its files in ./data, and prints a root API key at its first start.

          --NextAuth:Listen=URL             where it listens (http://localhost:8080)   ASPNETCORE_URLS
          --NextAuth:PublicUrl=URL          where browsers and phones reach it          NEXTAUTH_NS_PUBLIC_URL
          --NextAuth:DataDirectory=DIR      where it keeps its files (./data)           NEXTAUTH_NS_DATA_DIR
          --NextAuth:DatabaseUri=URI        sqlite:PATH or :memory:                     NEXTAUTH_NS_DB_URI
          --NextAuth:Log:Level=LEVEL        Trace, Debug, Information, Warning, Error   NEXTAUTH_NS_LOG_LEVEL
          --NextAuth:Log:Format=FORMAT      Text or Json
          --NextAuth:Operations:Url=URL     /live, /ready, /metrics (http://127.0.0.1:9613)
          --help, --version

        Secrets are never taken from the command line, where every user of the machine can read them:
        NEXTAUTH_NS_ROOT_API_KEY, NEXTAUTH_NS_MASTER_KEY, or the same with _FILE for a file that holds the value.

        The same settings are read from appsettings.json in the working directory and from the environment (NextAuth__Section__Name).
        All of them: docs/operations/settings.md. Exit code 2: a setting is wrong, and one line on standard error says which.
        """;

    private static readonly string[] Secrets = ["NextAuth:RootApiKey", "NextAuth:MasterKey"];

    /// <summary>The answer to a question about the program itself; <see langword="null"/>: there was none, start.</summary>
    public static string? Answer(IReadOnlyList<string> args) => args switch
    {
        ["--help" or "-h" or "-?" or "help", ..] => Help,
        ["--version"] => Version,
        _ => null,
    };

    /// <summary>The program's version, without the commit.</summary>
    public static string Version { get; } =
        typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    public static bool TryRead(IReadOnlyList<string> args, out Dictionary<string, string?> settings, [NotNullWhen(false)] out string? refusal)
    {
        settings = new(StringComparer.OrdinalIgnoreCase);
        refusal = null;
        for (var i = 0; i < args.Count; i++)
        {
            if (!args[i].StartsWith("--NextAuth:", StringComparison.OrdinalIgnoreCase))
            {
                refusal = $"{OneLine.Of(args[i])}: no such argument; settings are given as --NextAuth:Name=value, see --help";
                return false;
            }

            var (name, value) = args[i][2..].Split('=', 2) switch
            {
                [var before, var after] => (before, after),
                [var alone] when i + 1 < args.Count => (alone, args[++i]),
                var last => (last[0], null),
            };

            refusal = value is null ? $"{OneLine.Of(name)}: has no value; give it as --{OneLine.Of(name)}=value"
                : Secrets.Contains(name, StringComparer.OrdinalIgnoreCase) ? $"{EnvironmentNames.Describe(name)}: is a secret, and command lines can be read by others; use the environment or {name}File"
                : null;
            if (refusal is not null)
            {
                return false;
            }

            settings[name] = value;
        }

        return true;
    }
}
