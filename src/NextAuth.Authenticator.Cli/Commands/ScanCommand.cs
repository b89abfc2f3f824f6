using System.CommandLine;
using NextAuth.Protocol.Links;

namespace NextAuth.Authenticator.Cli.Commands;

/// <summary><c>scan</c>: enrol, log in or sign, whatever the code is for.</summary>
internal static class ScanCommand
{
    public static Command Make(Terminal terminal)
    {
        var code = new Argument<string>("code") { Description = "The link, or a picture of the QR code (read by zbarimg, when installed)." };
        var yes = CommonOptions.Yes();
        var digits = CommonOptions.Code();
        var name = new Option<string?>("--name") { Description = "What to call this phone, when enrolling.", HelpName = "DEVICE" };
        var server = new Option<string?>("--server") { Description = "The server's address, when the link does not say it.", HelpName = "URL" };
        var account = new Option<string?>("--account") { Description = "Which account to log in with, when several fit.", HelpName = "ACCOUNT" };
        var command = new Command(
            "scan",
            """
            Make an account, log in, or sign a transaction, whatever the code is for. Shows who asks for what, then asks; Ctrl-C declines.

            Examples: nextauth-phone scan 'http://localhost:8080/app/#AQI…' --name laptop
                      nextauth-phone scan login.png
            """)
        {
            code, yes, digits, name, server, account,
        };
        command.SetAction((arguments, token) => RunAsync(
            new Call(arguments.GetValue(code)!, arguments.GetValue(yes), arguments.GetValue(digits), arguments.GetValue(server))
            {
                Name = arguments.GetValue(name),
                Account = arguments.GetValue(account),
            },
            arguments,
            terminal,
            token));
        return command;
    }

    private static async Task<int> RunAsync(Call call, ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        if (!IsWellFormed(call, terminal, out var server))
        {
            return ExitCode.Usage;
        }

        var link = call.Text;
        if (!Link.TryParse(link, out _, out _))
        {
            if (!File.Exists(link))
            {
                terminal.Fail($"'{link}' is neither a link nor a picture: copy the whole link, in quotes.");
                return ExitCode.Usage;
            }

            if (await PictureReader.ReadAsync(link, terminal, cancellationToken) is not { } read)
            {
                return ExitCode.Usage;
            }

            link = read;
        }

        return await PhoneCommand.WithStoreAsync(arguments, terminal, async store =>
        {
            using var confirmation = new ConsoleConfirmation(terminal, call.Yes, call.Digits, call.Account);
            var options = PhoneCommand.Options(arguments) with { Device = call.Name ?? Environment.MachineName };
            var result = await new PhoneClient(store, confirmation, options).ScanAsync(link, server, cancellationToken);
            return await EndAsync(result, terminal, cancellationToken);
        });
    }

    private static bool IsWellFormed(Call call, Terminal terminal, out Uri? server)
    {
        server = null;
        if (call.Server is not null && (!Uri.TryCreate(call.Server, UriKind.Absolute, out server) || server.Scheme is not ("http" or "https" or "ws" or "wss")))
        {
            terminal.Fail($"'{call.Server}' is no address: give one like https://login.example.org.");
            return false;
        }

        if (call.Digits is { } digits && !(digits.Length == 6 && digits.All(char.IsAsciiDigit)))
        {
            terminal.Fail($"--code takes the six digits that the browser shows.");
            return false;
        }

        if (call.Name is { Length: 0 or > 100 })
        {
            terminal.Fail($"--name takes 1 to 100 characters.");
            return false;
        }

        return true;
    }

    private static async Task<int> EndAsync(PhoneResult result, Terminal terminal, CancellationToken cancellationToken)
    {
        FormattableString done = result switch
        {
            PhoneResult.Enrolled { LoggedInBrowser: true } enrolled =>
                $"Enrolled as {enrolled.Account.Label} on {enrolled.Account.Parameters.ServerName}, and logged in.",
            PhoneResult.Enrolled enrolled => $"Enrolled as {enrolled.Account.Label} on {enrolled.Account.Parameters.ServerName}.",
            PhoneResult.Approved approved => $"Signed as {approved.Account.Label} on {approved.Account.Parameters.ServerName}.",
            PhoneResult.LoggedIn login => $"Logged in as {login.Account.Label} on {login.Account.Parameters.ServerName}.",
            _ => $"",
        };
        var session = (result as PhoneResult.Enrolled)?.Session ?? (result as PhoneResult.LoggedIn)?.Session;
        var exit = ResultReport.Write(terminal, result, done);
        return session is null ? exit : await KeptSession.StayAsync(session, terminal, cancellationToken);
    }

    private sealed record Call(string Text, bool Yes, string? Digits, string? Server)
    {
        public string? Name { get; init; }

        public string? Account { get; init; }
    }
}
