using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace NextAuth.Host.Settings;

/// <summary>The command line: <c>--NextAuth:Section:Name=value</c>, or the value as the next argument.</summary>
internal static class CommandLine
{
    private const string Help = """
        nextauth: log in with a phone, the server

          nextauth [serve] [--NextAuth:Section:Name=value …]   run the server
          nextauth COMMAND [--NextAuth:Section:Name=value …]   one of these, which have a --help of their own:

            keys create|list|revoke      API keys
            servers create|list          virtual servers
            permissions grant|show       what API keys may do
            backup FILE                  copy the database, while the server runs
            check                        say what is wrong with settings, database and keys
            verify-evidence FILE [SERVERPK]   check the evidence of a transaction, offline

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
        All of them: docs/operations/settings.md; the commands: docs/operations/commands.md.
        Exit code 2: a setting or an argument is wrong, and one line on standard error says which.
        """;

    private const string SettingPrefix = "--NextAuth:";

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

    /// <summary>Tells the settings from all other arguments, wherever they stand. Whether they are right is not asked here.</summary>
    public static (IReadOnlyList<string> Settings, IReadOnlyList<string> Others) Split(IReadOnlyList<string> args)
    {
        var (settings, others) = (new List<string>(), new List<string>());
        for (var i = 0; i < args.Count; i++)
        {
            (IsSetting(args[i]) ? settings : others).Add(args[i]);
            if (IsSetting(args[i]) && !args[i].Contains('=', StringComparison.Ordinal) && i + 1 < args.Count)
            {
                settings.Add(args[++i]);
            }
        }

        return (settings, others);
    }

    public static bool TryRead(IReadOnlyList<string> args, out Dictionary<string, string?> settings, [NotNullWhen(false)] out string? refusal)
    {
        settings = new(StringComparer.OrdinalIgnoreCase);
        refusal = null;
        for (var i = 0; i < args.Count; i++)
        {
            if (!IsSetting(args[i]))
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

    private static bool IsSetting(string argument) => argument.StartsWith(SettingPrefix, StringComparison.OrdinalIgnoreCase);
}
