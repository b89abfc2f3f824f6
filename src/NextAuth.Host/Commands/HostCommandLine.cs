using System.CommandLine;
using NextAuth.Host.Lifetime;
using NextAuth.Host.Settings;

namespace NextAuth.Host.Commands;

/// <summary>The whole command line: finds the command and runs it.</summary>
internal static class HostCommandLine
{
    private const int MaxErrorLength = 200;

    /// <summary>Runs a command and returns the exit code.</summary>
    /// <param name="call">What was given.</param>
    /// <param name="serve">Runs when no command is named.</param>
    /// <param name="commands">The others.</param>
    public static async Task<int> RunAsync(CommandCall call, Command serve, IReadOnlyList<Command> commands)
    {
        if (CommandLine.Answer(call.Arguments) is { } answer)
        {
            call.Line(answer);
            return ExitCodes.Done;
        }

        var root = new RootCommand { TreatUnmatchedTokensAsErrors = false, Action = serve.Action };
        root.Add(serve);
        foreach (var command in commands)
        {
            root.Add(command);
        }

        // A file may not name further arguments, and whoever sends a signal means the command, which knows what to do.
        var parsed = root.Parse(call.Arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (Error(parsed, serve) is { } error)
        {
            return call.Refuse($"{OneLine.Of(error, MaxErrorLength)} Try 'nextauth {Path(parsed)} --help'.");
        }

        var configuration = new InvocationConfiguration { Output = call.Output, Error = call.Errors, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        return await parsed.InvokeAsync(configuration, CancellationToken.None);
    }

    // What the server does not know it refuses itself, where it reads its settings.
    private static string? Error(ParseResult parsed, Command serve) =>
        parsed.Errors.Count > 0 ? parsed.Errors[0].Message
        : parsed.UnmatchedTokens.Count > 0 && parsed.CommandResult.Command is not RootCommand && parsed.CommandResult.Command != serve
        ? $"Unrecognized argument '{parsed.UnmatchedTokens[0]}'."
        : null;

    private static string Path(ParseResult parsed)
    {
        var names = new List<string>();
        for (var result = parsed.CommandResult; result.Command is not RootCommand; result = (System.CommandLine.Parsing.CommandResult)result.Parent!)
        {
            names.Insert(0, result.Command.Name);
        }

        return string.Join(' ', names);
    }
}
