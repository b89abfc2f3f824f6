using System.Diagnostics;

namespace Shop.Hosting;

/// <summary>The nextAuth server as a child process with files of its own. It lives as long as the shop.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly Task _log;

    private ServerProcess(Process process, Task log) => (_process, _log) = (process, log);

    public bool HasExited => _process.HasExited;

    /// <summary>Starts the server; it is not ready yet.</summary>
    /// <param name="options">The shop's settings.</param>
    /// <param name="rootKeyFile">The file with the root key that the server shall take.</param>
    public static ServerProcess Start(ShopOptions options, string rootKeyFile)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetFullPath(options.Data), "server")).FullName;
        var start = new ProcessStartInfo(DotnetPath)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(options.ServerProgram ?? BuiltWithTheShop);
        start.ArgumentList.Add($"--NextAuth:Listen={string.Join(';', new[] { options.ServerUrl, options.PublicUrl }.Distinct().Select(Origin))}");
        start.ArgumentList.Add($"--NextAuth:PublicUrl={Origin(options.PublicUrl)}");
        if (options.PublicUrl.Scheme == Uri.UriSchemeHttps)
        {
            start.ArgumentList.Add($"--NextAuth:TlsCertificateFile={options.CertificateFile}");
            start.ArgumentList.Add($"--NextAuth:TlsKeyFile={options.CertificateKeyFile}");
        }

        start.ArgumentList.Add($"--NextAuth:DataDirectory={folder}");
        start.ArgumentList.Add($"--NextAuth:Operations:Url=http://127.0.0.1:{options.ServerOpsPort}");

        // The name of a file, not the key: a child of the child would inherit it with the environment.
        start.Environment["NEXTAUTH_NS_ROOT_API_KEY_FILE"] = rootKeyFile;

        var process = Process.Start(start) ?? throw new InvalidOperationException("The server could not be started.");
        return new(process, CopyAsync(process, LogPath(options)));
    }

    public static string LogPath(ShopOptions options) => Path.Combine(Path.GetFullPath(options.Data), "server.log");

    /// <summary>Waits until the server has ended, which it does not do by itself.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        await _log;
    }

    /// <summary>Asks the server to stop and waits for it, so that it can finish what is in flight.</summary>
    /// <param name="isAsked">Whether it has been asked already; asked twice, it ends at once.</param>
    public async Task StopAsync(bool isAsked)
    {
        if (!_process.HasExited && !isAsked)
        {
            await AskToStopAsync();
        }

        using var patience = new CancellationTokenSource(StopTime);
        try
        {
            await WaitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }
    }

    public void Dispose() => _process.Dispose();

    // .NET can kill a process but not signal it. Windows has no SIGTERM; what the server has acknowledged survives a kill, too.
    private async Task AskToStopAsync()
    {
        if (OperatingSystem.IsWindows())
        {
            _process.Kill();
            return;
        }

        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    private static string Origin(Uri url) => url.GetLeftPart(UriPartial.Authority);

    private static string BuiltWithTheShop
    {
        get
        {
            // artifacts/bin/Shop/debug/ -> artifacts/bin/NextAuth.Host/debug/nextauth.dll
            var here = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
            return Path.Combine(here.Parent!.Parent!.FullName, "NextAuth.Host", here.Name, "nextauth.dll");
        }
    }

    // The dotnet that runs the shop, wherever it is installed: …/shared/Microsoft.NETCore.App/10.0.x/ lies three folders below it.
    private static string DotnetPath =>
        Path.GetFullPath(Path.Combine(
            Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    private static async Task CopyAsync(Process process, string path)
    {
        // Whoever starts again because something went wrong wants to read what.
        if (File.Exists(path))
        {
            File.Move(path, path + ".before", overwrite: true);
        }

        await using var log = new StreamWriter(path, PrivateFile.Options(FileMode.Create)) { AutoFlush = true };
        using var turn = new SemaphoreSlim(1);
        await Task.WhenAll(CopyLinesAsync(process.StandardOutput), CopyLinesAsync(process.StandardError));

        async Task CopyLinesAsync(StreamReader lines)
        {
            while (await lines.ReadLineAsync() is { } line)
            {
                await turn.WaitAsync();
                await log.WriteLineAsync(line);
                turn.Release();
            }
        }
    }
}
