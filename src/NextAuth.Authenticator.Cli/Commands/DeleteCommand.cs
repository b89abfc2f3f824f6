using System.CommandLine;
using NextAuth.Authenticator.Accounts;

namespace NextAuth.Authenticator.Cli.Commands;

/// <summary><c>delete</c>: remove an account.</summary>
internal static class DeleteCommand
{
    public static Command Make(Terminal terminal)
    {
        var account = CommonOptions.Account();
        var local = new Option<bool>("--local") { Description = "Only here: the server is gone for good." };
        var command = new Command(
            "delete",
            """
            Delete an account on its server, then here.

            Example: nextauth-phone delete 3f2a
            """)
        {
            account, local,
        };
        command.SetAction((arguments, token) => PhoneCommand.WithStoreAsync(arguments, terminal, async store =>
        {
            if (await AccountChoice.FindAsync(store, arguments.GetValue(account)!, terminal, token) is not { } found)
            {
                return ExitCode.Usage;
            }

            return await RunAsync(store, found, arguments, arguments.GetValue(local), terminal, token);
        }));
        return command;
    }

    private static async Task<int> RunAsync(
        FileAccountStore store,
        Account account,
        ParseResult arguments,
        bool local,
        Terminal terminal,
        CancellationToken cancellationToken)
    {
        PhoneResult result = new PhoneResult.Done();
        if (local)
        {
            await store.RemoveAsync(account.Id, cancellationToken);
        }
        else
        {
            using var confirmation = new ConsoleConfirmation(terminal, yes: false, code: null, account: null);
            result = await new PhoneClient(store, confirmation, PhoneCommand.Options(arguments)).DeleteAsync(account.Id, cancellationToken);
        }

        return ResultReport.Write(terminal, result, $"Deleted {account.Label} on {account.Parameters.ServerName}.");
    }
}
