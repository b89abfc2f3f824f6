using System.Text.Json;
using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests.Commands;

/// <summary>One run of a command as its own process, to its end.</summary>
internal sealed record CommandRun(int Code, string Output, string Errors)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public JsonElement Json() => JsonSerializer.Deserialize<JsonElement>(Output);

    public static async Task<CommandRun> OfAsync(string folder, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var program = RunningProgram.Start(Repository.Host, folder, arguments, environment);
        var code = await program.WaitAsync(Cancellation);
        return new(code, program.Output, program.Errors);
    }

    /// <summary>Runs in the folder of a server, whose data directory is the one by default.</summary>
    public static Task<CommandRun> OfAsync(HostProcess host, params string[] arguments) => OfAsync(host.Folder, arguments);

    /// <summary>Runs what must succeed.</summary>
    public static async Task<CommandRun> DoneAsync(HostProcess host, params string[] arguments)
    {
        var run = await OfAsync(host, arguments);
        Assert.True(run is { Code: 0, Errors: "" }, $"{run}");
        return run;
    }

    /// <summary>Asserts that it said why not in one line, and nothing else.</summary>
    public void Says(int code, string line)
    {
        Assert.True(Code == code && Output.Length == 0, $"{this}");
        Assert.StartsWith("nextauth: ", Errors, StringComparison.Ordinal);
        Assert.Contains(line, Errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', Errors);
    }
}
