using System.CommandLine;
using NextAuth.Authenticator.Cli.Commands;

namespace NextAuth.Authenticator.Cli;

/// <summary>The whole command line.</summary>
internal static class PhoneCommandLine
{
    /// <summary>Runs a command and returns its <see cref="ExitCode"/>.</summary>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellationToken)
    {
        var parsed = Root(terminal).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            terminal.Fail($"{parsed.Errors[0].Message} Try 'nextauth-phone {string.Join(' ', [.. args.Take(1), "--help"])}'.");
            return ExitCode.Usage;
        }

        var configuration = new InvocationConfiguration
        {
            Output = terminal.Output,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            terminal.Fail($"Interrupted.");
            return ExitCode.Refused;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            terminal.Fail($"Cannot use the store: {broken.Message} Give another directory with --store.");
            return ExitCode.Usage;
        }
    }

    private static RootCommand Root(Terminal terminal) => new(
        """
        A phone in a terminal: scan codes, confirm logins, listen for pushes.

        The passphrase of the store is asked for, or taken from NEXTAUTH_PHONE_PASSPHRASE or the file that NEXTAUTH_PHONE_PASSPHRASE_FILE names.
        Exit code: 0 done, 1 declined, refused or unreachable, 2 called wrongly.

        Example: nextauth-phone scan 'http://localhost:8080/app/#AQI…'
        """)
    {
        CommonOptions.Store,
        CommonOptions.InsecureStore,
        CommonOptions.InsecureHttp,
        ScanCommand.Make(terminal),
        ListenCommand.Make(terminal),
        AccountsCommand.Make(terminal),
        HistoryCommand.Make(terminal),
        RenameCommand.Make(terminal),
        RotateCommand.Make(terminal),
        DeleteCommand.Make(terminal),
    };
}
