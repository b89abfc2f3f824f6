using System.CommandLine;
using NextAuth.Authenticator.Accounts;

namespace NextAuth.Authenticator.Cli.Commands;

/// <summary><c>listen</c>: wait for pushes.</summary>
internal static class ListenCommand
{
    public static Command Make(Terminal terminal)
    {
        var yes = CommonOptions.Yes();
        var digits = CommonOptions.Code();
        var command = new Command(
            "listen",
            """
            Wait for pushed logins and transactions on all accounts, and ask for each. Ctrl-C ends, and declines what is being asked.

            Example: nextauth-phone listen
            """)
        {
            yes, digits,
        };
        command.SetAction((arguments, token) => PhoneCommand.WithStoreAsync(arguments, terminal, async store =>
        {
            using var confirmation = new ConsoleConfirmation(terminal, arguments.GetValue(yes), arguments.GetValue(digits), account: null);
            var options = PhoneCommand.Options(arguments) with { Progress = new ListenReport(terminal) };
            return await RunAsync(store, new PhoneClient(store, confirmation, options), terminal, token);
        }));
        return command;
    }

    private static async Task<int> RunAsync(FileAccountStore store, PhoneClient phone, Terminal terminal, CancellationToken cancellationToken)
    {
        var accounts = (await store.ListAsync(cancellationToken)).Accounts;
        if (accounts.Count == 0)
        {
            terminal.Fail($"This phone has no account to listen for: enrol first, by scanning an enrol code.");
            return ExitCode.Refused;
        }

        await Task.WhenAll(accounts.Select(stored => ListenAsync(phone, stored.Account, terminal, cancellationToken)));
        return cancellationToken.IsCancellationRequested ? ExitCode.Done : ExitCode.Refused;
    }

    private static async Task ListenAsync(PhoneClient phone, Account account, Terminal terminal, CancellationToken cancellationToken)
    {
        try
        {
            var result = await phone.ListenAsync(account.Id, cancellationToken);
            terminal.Fail($"{account.Label}: {ResultReport.Failure(result)}");
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how it ends.
        }
    }
}
