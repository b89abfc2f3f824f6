using System.CommandLine;
using System.Text.Json;
using NextAuth.Host.Lifetime;
using NextAuth.Host.Settings;

namespace NextAuth.Host.Commands;

/// <summary><c>check</c>: what is wrong, and what to do.</summary>
internal static class CheckCommand
{
    private const int MaxLineLength = 500;

    public static Command Make(CommandCall call)
    {
        var json = CommonArguments.Json();
        var command = new Command(
            "check",
            """
            Check settings, database, master key, clock and root API key, and say of what is wrong how to mend it. What is dangerous is a warning. Changes nothing; also while the server runs.
            Reads the whole database. Exit code 0: all is right, 1: something is not.

            Example: nextauth check && echo fine
            """)
        {
            json,
        };
        command.SetAction((arguments, token) => RunAsync(call, arguments.GetValue(json), token));
        return command;
    }

    private static async Task<int> RunAsync(CommandCall call, bool json, CancellationToken cancellationToken)
    {
        var findings = await InstallationCheck.RunAsync(call.Settings, cancellationToken);
        var isRight = findings.All(static finding => finding.Ok);
        if (json)
        {
            call.Line(JsonSerializer.Serialize(new(isRight, findings), CommandJson.Default.CheckAnswer));
        }
        else
        {
            Write(call, findings, isRight);
        }

        return isRight ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static void Write(CommandCall call, IReadOnlyList<Finding> findings, bool isRight)
    {
        var width = findings.Max(static finding => finding.Name.Length);
        foreach (var finding in findings)
        {
            call.Line($"{Verdict(finding)}  {finding.Name.PadRight(width)}  {OneLine.Of(finding.Detail, MaxLineLength)}");
            if (finding.Fix is { } fix)
            {
                call.Line($"       {"".PadRight(width)}  -> {OneLine.Of(fix, MaxLineLength)}");
            }
        }

        call.Line(isRight ? "All is right." : "Something is wrong; what comes after it may not have been looked at. Mend it and check again.");
    }

    // What is right and has something to do all the same is a warning.
    private static string Verdict(Finding finding) => finding switch
    {
        { Ok: false } => "WRONG",
        { Fix: not null } => "warn ",
        _ => "ok   ",
    };
}
