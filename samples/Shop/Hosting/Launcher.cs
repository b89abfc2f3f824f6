using System.Net;
using System.Net.Sockets;
using NextAuthApi;

namespace Shop.Hosting;

/// <summary>Starts the server, waits for it and introduces the shop to it. What goes wrong is one line for a person.</summary>
internal sealed class Launcher(ShopOptions options, HttpClient http, StopSignal stop, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan ReadyTime = TimeSpan.FromSeconds(60);

    // Within this a server that was asked to stop says that it is not ready any more.
    private static readonly TimeSpan StoppingTime = TimeSpan.FromSeconds(1);

    private ServerProcess? _server;

    /// <summary>Starts the server, waits until it answers, and makes the shop known to it.</summary>
    /// <returns>Who the shop is; or <see langword="null"/>, and the problem in words.</returns>
    public async Task<(ShopIdentity? Identity, string? Problem)> StartAsync(CancellationToken cancellationToken)
    {
        if (FindTakenPort() is { } taken)
        {
            return (null, taken);
        }

        var first = new FirstStart(http, options);
        first.EnsureRootKey();
        _server = ServerProcess.Start(options, first.RootKeyFile);
        try
        {
            if (!await WaitUntilItAnswersAsync(_server, cancellationToken))
            {
                var last = File.ReadLines(ServerProcess.LogPath(options)).LastOrDefault(line => line.Length > 0);
                return (null, $"The server did not start: {last ?? "it said nothing"} (all of it: {ServerProcess.LogPath(options)})");
            }

            return (await first.EnsureIdentityAsync(cancellationToken), null);
        }
        catch (OperationCanceledException)
        {
            return (null, "Stopped before the shop was open.");
        }
        catch (Exception refused) when (refused is HttpRequestException or NextAuthApiException)
        {
            return (null, $"The server refused the shop ({refused.Message}). Its files and the shop's are out of step; begin afresh without {first.Folder}");
        }
    }

    /// <summary>Waits until the server ends, which it does when somebody stops it.</summary>
    public Task WaitForServerAsync(CancellationToken cancellationToken) =>
        _server?.WaitAsync(cancellationToken) ?? throw new InvalidOperationException("The server was not started.");

    /// <summary>Stops the server.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            // Ctrl-C reaches all programs of a terminal, the server too; the same signal from elsewhere may have been for the shop alone.
            await _server.StopAsync(isAsked: stop.IsFromTerminal && await IsStoppingAsync());
            _server.Dispose();
        }
    }

    private async Task<bool> IsStoppingAsync()
    {
        await Task.Delay(StoppingTime, time);
        try
        {
            using var ready = await http.GetAsync(new Uri($"http://127.0.0.1:{options.ServerOpsPort}/ready"));
            return !ready.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return true;
        }
    }

    private static bool IsTaken(Uri url)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.TryParse(url.Host, out var address) ? address : IPAddress.Loopback, url.Port);
            listener.Start();
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private string? FindTakenPort()
    {
        (Uri Url, string Setting)[] needed =
        [
            (options.ServerUrl, $"Shop:{nameof(options.ServerUrl)}=http://localhost:PORT"),
            (options.PublicUrl, $"Shop:{nameof(options.PublicServerUrl)}=https://ADDRESS:PORT"),
            (options.Url, $"Shop:{nameof(options.Url)}=http://localhost:PORT"),
            (new($"http://127.0.0.1:{options.ServerOpsPort}"), $"Shop:{nameof(options.ServerOpsPort)}=PORT"),
        ];
        foreach (var (url, setting) in needed)
        {
            if (IsTaken(url))
            {
                return $"Port {url.Port} is in use. Stop the program that uses it, or choose another port with --{setting}";
            }
        }

        return null;
    }

    private async Task<bool> WaitUntilItAnswersAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        var begin = time.GetTimestamp();
        while (!server.HasExited && time.GetElapsedTime(begin) < ReadyTime)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri("servers/", UriKind.Relative), cancellationToken);
                return true;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
            }
        }

        return false;
    }
}
