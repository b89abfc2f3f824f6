using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using NextAuth.Load.Net;
using NextAuth.Protocol;

namespace NextAuth.Load.Browsers;

/// <summary>A browser's WebSocket that watches up to 64 sessions, the most the contract allows (REST contract, section 5).</summary>
internal sealed class BrowserSocket : IAsyncDisposable
{
    public const int MaxSessions = 64;

    private const string Path = "/ns/websocket";

    private readonly ConcurrentDictionary<string, Watch> _watches = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly WebSocketConnection _socket;
    private readonly ServerId _server;
    private readonly Task _reading;

    private BrowserSocket(WebSocketConnection socket, ServerId server)
    {
        (_socket, _server) = (socket, server);
        _reading = ReadAsync(_stop.Token);
    }

    public static async Task<BrowserSocket> ConnectAsync(IPEndPoint address, ServerId server, CancellationToken cancellationToken) =>
        new(await WebSocketConnection.ConnectAsync(address, Sockets.NextAddress(), Path, null, cancellationToken), server);

    /// <summary>Watches a session and waits until the server has answered with its state.</summary>
    public async Task<Watch> RegisterAsync(Hsid session, CancellationToken cancellationToken)
    {
        var watch = _watches.GetOrAdd(session.ToString(), _ => new());
        await _socket.SendAsync(Opcode.Text, Encoding.ASCII.GetBytes($"REGISTER {session} {_server}"), cancellationToken);
        await watch.Registered.WaitAsync(cancellationToken);
        return watch;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        Exception ended = new WrongAnswerException("The server closed the browser's WebSocket.");
        try
        {
            while (true)
            {
                var (opcode, payload) = await _socket.ReceiveAsync(cancellationToken);
                if (opcode is Opcode.Text)
                {
                    Take(Encoding.ASCII.GetString(payload.Span).Split(' '), Stopwatch.GetTimestamp());
                }
                else if (opcode is Opcode.Close)
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException)
        {
            ended = new OperationCanceledException();
        }
        catch (Exception broken) when (broken is IOException or System.Net.Sockets.SocketException or WrongAnswerException)
        {
            ended = broken;
        }

        foreach (var (_, watch) in _watches)
        {
            watch.Fail(ended);
        }
    }

    private void Take(string[] words, long at)
    {
        if (words is [var type, var session, _] && _watches.TryGetValue(session, out var watch))
        {
            watch.Take(type, at);
        }
    }
}
