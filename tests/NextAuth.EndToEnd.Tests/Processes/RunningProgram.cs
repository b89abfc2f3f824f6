using System.Collections.Concurrent;
using System.Diagnostics;

namespace NextAuth.EndToEnd.Tests.Processes;

/// <summary>A program as a child process, and all it says.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly Process _process;

    private RunningProgram(Process process) => _process = process;

    public string Output => string.Join('\n', _output);

    public string Errors => string.Join('\n', _errors);

    public bool HasExited => _process.HasExited;

    public int Id => _process.Id;

    public static RunningProgram Start(string program, string directory, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsOurs).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start };
        var running = new RunningProgram(process);
        process.OutputDataReceived += (_, line) => Keep(running._output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(running._errors, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        return running;
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    /// <summary>Waits until it has said something.</summary>
    public Task SaysAsync(string text, CancellationToken cancellationToken) => Eventually.TrueAsync(
        () => Task.FromResult(Output.Contains(text, StringComparison.Ordinal) || Errors.Contains(text, StringComparison.Ordinal)),
        () => $"\"{text}\" was not said, but:\n{Output}\n{Errors}",
        cancellationToken);

    public void Kill() => _process.Kill();

    public Task SignalAsync(string signal, CancellationToken cancellationToken) =>
        Process.Start("kill", ["-s", signal, Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]).WaitForExitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private static bool IsOurs(string name) =>
        name.StartsWith("NEXTAUTH_", StringComparison.OrdinalIgnoreCase) || name.StartsWith("NextAuth__", StringComparison.OrdinalIgnoreCase) || name is "ASPNETCORE_URLS";

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }
}
