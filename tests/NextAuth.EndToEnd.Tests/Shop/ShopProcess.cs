using System.Diagnostics;
using System.Text;
using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests.Shop;

/// <summary>The shop as a person starts it, on ports and in a folder of its own. It starts the server.</summary>
public sealed class ShopProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StopTime = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ShopProcess(string data, int[] ports, string[] more)
    {
        Url = new($"http://localhost:{ports[0]}");
        ServerUrl = new($"http://localhost:{ports[1]}");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])
        [
            Program, $"--Shop:Url={Url.GetLeftPart(UriPartial.Authority)}", $"--Shop:ServerUrl={ServerUrl.GetLeftPart(UriPartial.Authority)}",
            $"--Shop:ServerOpsPort={ports[2]}", $"--Shop:Data={data}", .. more,
        ])
        {
            start.ArgumentList.Add(argument);
        }

        _process = new() { StartInfo = start };
        _process.OutputDataReceived += Hear;
        _process.ErrorDataReceived += Hear;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public Uri Url { get; }

    public Uri ServerUrl { get; }

    public string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    private static string Program
    {
        get
        {
            // artifacts/bin/NextAuth.EndToEnd.Tests/debug/ -> artifacts/bin/Shop/debug/Shop.dll
            var here = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
            return Path.Combine(here.Parent!.Parent!.FullName, "Shop", here.Name, "Shop.dll");
        }
    }

    public static int[] FreePorts() => [FreePort.Find(), FreePort.Find(), FreePort.Find()];

    /// <summary>Starts the shop; it may not be open yet, or never.</summary>
    public static ShopProcess Start(string data, int[] ports, params string[] more) => new(data, ports, more);

    public async Task WaitUntilOpenAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAny(_open.Task, _process.WaitForExitAsync(cancellationToken)).WaitAsync(StartTime, cancellationToken);
        Assert.True(_open.Task.IsCompletedSuccessfully, Said);
    }

    /// <summary>Waits until it has ended by itself.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken).WaitAsync(StartTime, cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Sends it a signal, and its server none.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-s", signal, $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Stops it as a service manager does.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await SignalAsync("TERM");
            await _process.WaitForExitAsync().WaitAsync(StopTime);
        }

        _process.Dispose();
    }

    private void Hear(object sender, DataReceivedEventArgs line)
    {
        lock (_said)
        {
            _said.AppendLine(line.Data);
        }

        if (line.Data?.Contains(" is open at ", StringComparison.Ordinal) is true)
        {
            _open.TrySetResult();
        }
    }
}
