using System.CommandLine;
using System.Text.Json;
using NextAuth.Authenticator.Accounts;

namespace NextAuth.Authenticator.Cli.Commands;

/// <summary><c>history</c>: what this phone did.</summary>
internal static class HistoryCommand
{
    public static Command Make(Terminal terminal)
    {
        var json = CommonOptions.Json();
        var command = new Command(
            "history",
            """
            List what was confirmed and declined on this phone, newest last.

            Example: nextauth-phone history
            """)
        {
            json,
        };
        command.SetAction((arguments, token) => PhoneCommand.WithStoreAsync(arguments, terminal, async store =>
        {
            var history = await store.ReadHistoryAsync(token);
            if (arguments.GetValue(json))
            {
                terminal.Output.WriteLine(JsonSerializer.Serialize(history, CliJson.Default.IReadOnlyListHistoryEntry));
                return ExitCode.Done;
            }

            foreach (var entry in history)
            {
                Write(terminal, entry);
            }

            return ExitCode.Done;
        }));
        return command;
    }

    private static void Write(Terminal terminal, HistoryEntry entry)
    {
        var place = string.Join(", ", new[] { entry.Label, entry.Site, entry.Address, entry.Agent, entry.Amount, entry.Benificiary, entry.Description }.OfType<string>());
        terminal.Line($"{entry.Time.ToLocalTime():yyyy-MM-dd HH:mm:ss}  {entry.Kind} {entry.Outcome}, {entry.Server}: {place}");
    }
}
