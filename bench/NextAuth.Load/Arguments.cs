using System.Diagnostics.CodeAnalysis;

namespace NextAuth.Load;

/// <summary>The command line.</summary>
/// <param name="Command">What to measure.</param>
/// <param name="Output">Where to write the report too, or <see langword="null"/>.</param>
/// <param name="Server">A published server to use instead of publishing one, or <see langword="null"/>.</param>
internal sealed record Arguments(string Command, string? Output, string? Server)
{
    public const string Usage = """
        Measures the server on this machine: real logins over real sockets, on loopback only.

        dotnet run -c Release --project bench/NextAuth.Load -- COMMAND [--out FILE] [--server PROGRAM]

          all       everything, as one table, within 3 minutes; where there is Chromium, also browsers with 20 logins, some seven minutes more
          quick     everything but browsers, short: about a minute
          sessions  getSession requests a second
          logins    full logins a second
          latency   confirmation to LOGIN at 50 logins a second
          idle      10,000 idle browser WebSockets
          start     start to ready, and memory at rest
          lists     lists and attributes of a million users: some four minutes, most of them to make the users; not in all
          browsers  what a person waits for, in Chromium: codes, first screen, 200 logins by push; some twenty minutes;
                    needs Chromium, Node.js, and `npm ci` in tests/browser

          --out FILE        also write the report, as Markdown
          --server PROGRAM  use this published server instead of publishing one

        Exit code: 0 measured (a missed figure is only reported), 1 a login was missed or an answer was wrong, 2 usage.
        """;

    private static readonly string[] Commands = ["all", "quick", "sessions", "logins", "latency", "idle", "start", "lists", "browsers"];

    public static bool TryParse(string[] arguments, [NotNullWhen(true)] out Arguments? parsed)
    {
        parsed = arguments is [var command, ..] && Commands.Contains(command) ? new(command, null, null) : null;
        for (var i = 1; parsed is not null && i < arguments.Length; i += 2)
        {
            var value = i + 1 < arguments.Length ? Path.GetFullPath(arguments[i + 1]) : null;
            parsed = (arguments[i], value) switch
            {
                ("--out", not null) => parsed with { Output = value },
                ("--server", not null) => parsed with { Server = value },
                _ => null,
            };
        }

        return parsed is not null;
    }

    /// <summary>Whether a measurement is part of the command.</summary>
    public bool Includes(string measurement) => (Command is "all" && measurement is not "lists") || (Command is "quick" && measurement is not ("lists" or "browsers")) || Command == measurement;
}
