using System.Diagnostics;
using System.Globalization;
using System.Net;
using NextAuth.Load.Machine;
using NextAuth.Load.Net;

namespace NextAuth.Load.Servers;

/// <summary>A running server, pinned to its core, on ports and in a directory of its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int Terminate = 15;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(2);

    private readonly Process _process;
    private readonly string _logFile;

    private ServerProcess(Process process, IPEndPoint address, string apiKey, string logFile) =>
        (_process, Address, ApiKey, _logFile) = (process, address, apiKey, logFile);

    public IPEndPoint Address { get; }

    /// <summary>Gets the root's key.</summary>
    public string ApiKey { get; }

    /// <summary>Gets how long it took from the start of the process to the first "ready".</summary>
    public TimeSpan TimeToReady { get; private set; }

    public int Id => _process.Id;

    /// <summary>Starts the server and waits until it says that it is ready.</summary>
    /// <param name="program">The published program.</param>
    /// <param name="directory">Where it keeps its files.</param>
    /// <param name="apiKey">The root's key, made for this run.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<ServerProcess> StartAsync(string program, string directory, string apiKey, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        var address = new IPEndPoint(IPAddress.Loopback, Sockets.FreePort());
        var operations = new IPEndPoint(IPAddress.Loopback, Sockets.FreePort());
        var logFile = Path.Combine(directory, "server.log");

        // The shell becomes the server: its log goes to a file without passing through the driver.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" > \"$1\" 2>&1", program, logFile]) { WorkingDirectory = directory };
        foreach (var (name, value) in ServerSettings.For(directory, address, operations, apiKey))
        {
            start.Environment[name] = value;
        }

        var started = Stopwatch.GetTimestamp();
        var server = new ServerProcess(Cores.OnServerCore(() => Process.Start(start)!), address, apiKey, logFile);
        try
        {
            await server.WaitUntilReadyAsync(operations, started, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gets the processor time it has used.</summary>
    public TimeSpan ProcessorTime()
    {
        _process.Refresh();
        return _process.TotalProcessorTime;
    }

    public ProcessMemory Memory() => ProcessMemory.Read(Id);

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            if (!_process.HasExited)
            {
                _ = Signals.Send(Id, Terminate);
                await _process.WaitForExitAsync(limit.Token);
            }
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }
        finally
        {
            _process.Dispose();
        }
    }

    private async Task WaitUntilReadyAsync(IPEndPoint operations, long started, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = new($"http://{operations}"), Timeout = TimeSpan.FromSeconds(2) };
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync("/ready", cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    TimeToReady = Stopwatch.GetElapsedTime(started);
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            if (_process.HasExited || Stopwatch.GetElapsedTime(started) > StartLimit)
            {
                var state = _process.HasExited ? $"ended with {_process.ExitCode.ToString(CultureInfo.InvariantCulture)}" : "was not ready in time";
                throw new InvalidOperationException($"The server {state}; it said:\n{Tail()}");
            }

            await Task.Delay(Poll, TimeProvider.System, cancellationToken);
        }
    }

    private string Tail() => string.Join('\n', File.ReadLines(_logFile).TakeLast(20));
}
