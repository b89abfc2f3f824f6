using System.CommandLine;
using System.Text.Json;
using NextAuth.Authenticator.Accounts;

namespace NextAuth.Authenticator.Cli.Commands;

/// <summary><c>accounts</c>: what this phone has.</summary>
internal static class AccountsCommand
{
    public static Command Make(Terminal terminal)
    {
        var json = CommonOptions.Json();
        var command = new Command(
            "accounts",
            """
            List the accounts of this phone.

            Example: nextauth-phone accounts --json
            """)
        {
            json,
        };
        command.SetAction((arguments, token) => PhoneCommand.WithStoreAsync(arguments, terminal, async store =>
        {
            var listing = await store.ListAsync(token);
            var rows = listing.Accounts.Select(stored => Row(stored.Account)).ToArray();
            if (arguments.GetValue(json))
            {
                // JSON escapes every control and format character by itself.
                terminal.Output.WriteLine(JsonSerializer.Serialize(rows, CliJson.Default.AccountRowArray));
            }
            else
            {
                Write(terminal, rows);
            }

            foreach (var damaged in listing.Damaged)
            {
                terminal.Fail($"The file accounts/{damaged} is damaged: restore it from a backup, or remove it and enrol again.");
            }

            return ExitCode.Done;
        }));
        return command;
    }

    private static void Write(Terminal terminal, AccountRow[] rows)
    {
        if (rows.Length == 0)
        {
            terminal.Line($"No accounts yet: scan an enrol code.");
        }

        foreach (var row in rows)
        {
            var site = string.IsNullOrEmpty(row.Site) ? "no site" : row.Site;
            var state = row.Enrolled ? "" : "(not finished: scan or listen to settle)";
            terminal.Line($"{row.Id}  {row.Label} on {row.Server}, {site} {state}");
        }
    }

    private static AccountRow Row(Account account) => new(
        account.Id,
        account.Label,
        account.Parameters.ServerName,
        account.Server.ToString(),
        account.Parameters.Siteurl,
        account.AccountId,
        account.Device,
        account.IsEnrolled,
        account.CreatedAt);
}
