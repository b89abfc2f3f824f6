using System.CommandLine;
using NextAuth.Host.Evidence;

namespace NextAuth.Host.Commands;

/// <summary><c>verify-evidence</c>: checks evidence offline; needs no setting and no database.</summary>
internal static class VerifyEvidenceCommand
{
    public static Command Make(CommandCall call)
    {
        // How many there must be is said by the command itself.
        var file = new Argument<string?>("FILE") { Description = "The evidence.", Arity = ArgumentArity.ZeroOrOne };
        var key = new Argument<string[]>("SERVERPK") { Description = "The server's key in base64, as getServer answers it.", Arity = ArgumentArity.ZeroOrMore };
        var json = CommonArguments.Json();
        var command = new Command(
            VerifyEvidence.Name,
            """
            Check the evidence of an approved transaction, offline. Exit code 0: it is right.

            Example: nextauth verify-evidence evidence.json BKx…=
            """)
        {
            file, key, json,
        };
        command.SetAction(arguments => VerifyEvidence.Run([.. arguments.GetValue(file) is { } given ? [given] : Array.Empty<string>(), .. arguments.GetValue(key) ?? []], arguments.GetValue(json), call.Output, call.Errors));
        return command;
    }
}
