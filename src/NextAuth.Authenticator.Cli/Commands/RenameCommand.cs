using System.CommandLine;

namespace NextAuth.Authenticator.Cli.Commands;

/// <summary><c>rename</c>: what the server calls this phone.</summary>
internal static class RenameCommand
{
    public static Command Make(Terminal terminal)
    {
        var account = CommonOptions.Account();
        var name = new Argument<string>("name") { Description = "The new name, 1 to 100 characters." };
        var command = new Command(
            "rename",
            """
            Rename this phone on the account's server.

            Example: nextauth-phone rename 3f2a "My laptop"
            """)
        {
            account, name,
        };
        command.SetAction((arguments, token) =>
        {
            var device = arguments.GetValue(name)!;
            if (device.Length is 0 or > 100)
            {
                terminal.Fail($"A name has 1 to 100 characters.");
                return Task.FromResult(ExitCode.Usage);
            }

            return PhoneCommand.OnAccountAsync(
                arguments,
                terminal,
                arguments.GetValue(account)!,
                async (phone, found) => (await phone.DescribeAsync(found.Id, device, token), $"Renamed to {device}."),
                token);
        });
        return command;
    }
}
