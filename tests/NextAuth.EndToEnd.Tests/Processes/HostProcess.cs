using System.Text.RegularExpressions;

namespace NextAuth.EndToEnd.Tests.Processes;

/// <summary>The server as its own process, with a folder and ports of its own; it can be killed and started again on the same ones.</summary>
internal sealed partial class HostProcess : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("nextauth-e2e-");
    private readonly HttpClient _operations;
    private RunningProgram? _program;

    public HostProcess()
    {
        Url = new($"http://localhost:{FreePort.Find()}");
        Operations = new($"http://127.0.0.1:{FreePort.Find()}");
        _operations = new() { BaseAddress = Operations };
    }

    public Uri Url { get; }

    public Uri Operations { get; }

    /// <summary>Variables that every start gets.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public string Folder => _directory.FullName;

    public string DataDirectory => Path.Combine(Folder, "data");

    public RunningProgram Program => _program ?? throw new InvalidOperationException("Not started.");

    /// <summary>The root key that the first start printed.</summary>
    public string RootKey { get; private set; } = "";

    /// <summary>All that every start of it logged.</summary>
    public string Logs { get; private set; } = "";

    public static async Task<HostProcess> StartNewAsync(CancellationToken cancellationToken, params string[] settings)
    {
        var host = new HostProcess();
        try
        {
            await host.StartAsync(cancellationToken, settings);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken, params string[] settings)
    {
        _program = Run(settings, Environment);
        await Eventually.TrueAsync(
            async () => _program.HasExited || await IsReadyAsync(cancellationToken), () => $"Not ready:\n{_program.Errors}", cancellationToken);
        Assert.False(_program.HasExited, _program.Errors);
        if (KeyLine().Match(_program.Output) is { Success: true } printed)
        {
            RootKey = printed.Groups[1].Value;
        }
    }

    /// <summary>Starts without waiting for anything.</summary>
    public RunningProgram Run(IReadOnlyList<string> settings, IReadOnlyDictionary<string, string>? environment = null)
    {
        string[] all = [$"--NextAuth:Listen={Url.GetLeftPart(UriPartial.Authority)}", $"--NextAuth:Operations:Url={Operations.GetLeftPart(UriPartial.Authority)}", .. settings];

        // A disk that is full sends no signal; the limit that stands in for one in these tests would, so it is ignored, which exec hands on.
        return OperatingSystem.IsWindows()
            ? RunningProgram.Start(Repository.Host, Folder, all, environment)
            : RunningProgram.Start("/bin/sh", Folder, ["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", Repository.Host, .. all], environment);
    }

    public async Task KillAsync()
    {
        Program.Kill();
        await EndAsync();
    }

    public async Task<int> TerminateAsync(CancellationToken cancellationToken)
    {
        await Program.SignalAsync("TERM", cancellationToken);
        var code = await Program.WaitAsync(cancellationToken);
        await EndAsync();
        return code;
    }

    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await GetOperationsAsync("/ready", cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public Task<HttpResponseMessage> GetOperationsAsync(string path, CancellationToken cancellationToken) => _operations.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_program is not null)
        {
            await EndAsync();
        }

        _operations.Dispose();
        _directory.Delete(recursive: true);
    }

    private async Task EndAsync()
    {
        Logs += Program.Output + Program.Errors;
        await Program.DisposeAsync();
        _program = null;
    }

    [GeneratedRegex(@"Root API key .*: (\S+)")]
    private static partial Regex KeyLine();
}
