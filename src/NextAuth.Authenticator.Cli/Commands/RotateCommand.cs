using System.CommandLine;

namespace NextAuth.Authenticator.Cli.Commands;

/// <summary><c>rotate</c>: new keys for an account.</summary>
internal static class RotateCommand
{
    public static Command Make(Terminal terminal)
    {
        var account = CommonOptions.Account();
        var command = new Command(
            "rotate",
            """
            Replace the keys of an account, here and on its server.

            Example: nextauth-phone rotate 3f2a
            """)
        {
            account,
        };
        command.SetAction((arguments, token) => PhoneCommand.OnAccountAsync(
            arguments,
            terminal,
            arguments.GetValue(account)!,
            async (phone, found) => (await phone.RotateKeysAsync(found.Id, token), $"{found.Label} on {found.Parameters.ServerName} has new keys."),
            token));
        return command;
    }
}
