using System.CommandLine;
using NextAuth.Authenticator.Accounts;

namespace NextAuth.Authenticator.Cli.Commands;

/// <summary>What commands that use the phone have in common.</summary>
internal static class PhoneCommand
{
    /// <summary>Runs with an open store.</summary>
    public static async Task<int> WithStoreAsync(ParseResult arguments, Terminal terminal, Func<FileAccountStore, Task<int>> runAsync)
    {
        if (!StoreAccess.TryOpen(arguments, terminal, out var store))
        {
            return ExitCode.Usage;
        }

        using (store)
        {
            return await runAsync(store);
        }
    }

    /// <summary>Runs an operation on one account, which asks nothing.</summary>
    public static Task<int> OnAccountAsync(
        ParseResult arguments,
        Terminal terminal,
        string name,
        Func<PhoneClient, Account, Task<(PhoneResult Result, FormattableString Done)>> runAsync,
        CancellationToken cancellationToken) =>
        WithStoreAsync(arguments, terminal, async store =>
        {
            if (await AccountChoice.FindAsync(store, name, terminal, cancellationToken) is not { } account)
            {
                return ExitCode.Usage;
            }

            using var confirmation = new ConsoleConfirmation(terminal, yes: false, code: null, account: null);
            var (result, done) = await runAsync(new PhoneClient(store, confirmation, Options(arguments)), account);
            return ResultReport.Write(terminal, result, done);
        });

    public static PhoneClientOptions Options(ParseResult arguments) => new()
    {
        ClientVersion = $"nextauth-phone {typeof(PhoneCommand).Assembly.GetName().Version?.ToString(3)}",
        AllowInsecureTransport = arguments.GetValue(CommonOptions.InsecureHttp),
    };
}
