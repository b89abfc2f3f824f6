using System.Collections.Concurrent;
using System.Net.WebSockets;
using Microsoft.Extensions.Options;
using NextAuth.Server.Jobs;
using NextAuth.Server.Sockets;

namespace NextAuth.Server.Browser;

/// <summary>All open browser sockets of this node, and the one sweeper that closes the silent and the stuck.</summary>
internal sealed class BrowserSockets(BrowserCommands commands, IOptions<BrowserOptions> options) : IJob
{
    private static readonly TimeSpan MaxStuck = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<BrowserSocket, byte> _open = new();

    public string Name => "browser sockets";

    // Two minutes of silence need no second's precision, and a sweep touches every socket.
    public TimeSpan Interval => TimeSpan.FromSeconds(5);

    public int Count => _open.Count;

    public void Add(BrowserSocket socket) => _open.TryAdd(socket, 0);

    public void Remove(BrowserSocket socket) => _open.TryRemove(socket, out _);

    public Task RunAsync(CancellationToken cancellationToken)
    {
        commands.Sweep();
        foreach (var (socket, _) in _open)
        {
            if (socket.Outbox.IsStuck(MaxStuck))
            {
                socket.Outbox.Abort();
            }
            else if (socket.Silence > options.Value.MaxSilence)
            {
                socket.Outbox.Close(WebSocketCloseStatus.EndpointUnavailable);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Asks all pages to connect again.</summary>
    public void CloseAll()
    {
        foreach (var (socket, _) in _open)
        {
            socket.Outbox.Close(Outbox.ServiceRestart);
        }
    }

    /// <summary>Cuts those that are still there.</summary>
    public void AbortAll()
    {
        foreach (var (socket, _) in _open)
        {
            socket.Outbox.Abort();
        }
    }
}
