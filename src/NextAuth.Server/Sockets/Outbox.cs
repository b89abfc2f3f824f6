using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;

namespace NextAuth.Server.Sockets;

/// <summary>
/// The sending side of one socket: any thread may send, messages leave in order, and whoever reads too slowly is cut off. Holds no queue while the other side
/// keeps up. Thread-safe.
/// </summary>
/// <param name="socket">The socket.</param>
/// <param name="context">The request it belongs to.</param>
/// <param name="messageType">Text or binary.</param>
/// <param name="capacity">How many messages may wait.</param>
/// <param name="time">Paces the cut-off.</param>
internal sealed class Outbox(WebSocket socket, HttpContext context, WebSocketMessageType messageType, int capacity, TimeProvider time)
{
    /// <summary>"The service is restarting: connect again" (IANA's WebSocket close code registry).</summary>
    public const WebSocketCloseStatus ServiceRestart = (WebSocketCloseStatus)1012;

    private readonly Lock _gate = new();
    private Queue<ReadOnlyMemory<byte>>? _waiting;
    private TaskCompletionSource? _idle;
    private WebSocketCloseStatus? _closing;
    private long _since;
    private bool _sending;
    private bool _ended;

    /// <summary>Whether nothing more will be sent.</summary>
    public bool IsClosing => _closing is not null || _ended;

    /// <summary>Sends a message, or has it wait its turn.</summary>
    /// <returns><see langword="false"/> when the socket is closing, or was cut off because too much waits.</returns>
    public bool TrySend(ReadOnlyMemory<byte> message)
    {
        lock (_gate)
        {
            if (IsClosing)
            {
                return false;
            }

            if (_sending)
            {
                _waiting ??= new();
                if (_waiting.Count < capacity)
                {
                    _waiting.Enqueue(message);
                    return true;
                }

                AbortLocked();
                return false;
            }

            Start();
        }

        _ = SendAllAsync(message);
        return true;
    }

    /// <summary>Sends what waits, then the close frame. Only the first call counts.</summary>
    public void Close(WebSocketCloseStatus status)
    {
        lock (_gate)
        {
            if (IsClosing)
            {
                return;
            }

            _closing = status;
            if (_sending)
            {
                return;
            }

            Start();
        }

        _ = SendAllAsync(default);
    }

    /// <summary>Whether a message or the close handshake has taken longer than <paramref name="limit"/>.</summary>
    public bool IsStuck(TimeSpan limit)
    {
        lock (_gate)
        {
            return (_sending || _closing is not null) && time.GetElapsedTime(_since) > limit;
        }
    }

    /// <summary>Cuts the connection; a pending receive ends.</summary>
    public void Abort()
    {
        lock (_gate)
        {
            AbortLocked();
        }
    }

    /// <summary>Waits until nothing is being sent. Afterwards the request is over: its context must not be touched any more.</summary>
    public async Task EndAsync()
    {
        Task? idle = null;
        lock (_gate)
        {
            if (_sending)
            {
                idle = (_idle = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
            else
            {
                _ended = true;
            }
        }

        if (idle is not null)
        {
            await idle;
            lock (_gate)
            {
                _ended = true;
            }
        }
    }

    private void Start()
    {
        _sending = true;
        _since = time.GetTimestamp();
    }

    private void AbortLocked()
    {
        if (!_ended)
        {
            _ended = true;
            context.Abort();
        }
    }

    private async Task SendAllAsync(ReadOnlyMemory<byte> message)
    {
        try
        {
            do
            {
                // An empty message only starts a close.
                if (message.Length > 0)
                {
                    await socket.SendAsync(message, messageType, endOfMessage: true, CancellationToken.None);
                }
            }
            while (TryNext(out message));

            if (_closing is { } status && _sending)
            {
                await socket.CloseOutputAsync(status, null, CancellationToken.None);
                Rest();
            }
        }
        catch (Exception gone) when (gone is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            Abort();
            Rest();
        }
    }

    private bool TryNext(out ReadOnlyMemory<byte> message)
    {
        lock (_gate)
        {
            message = default;
            if (!_ended && _waiting is { } waiting && waiting.TryDequeue(out message))
            {
                _since = time.GetTimestamp();
                return true;
            }

            _waiting = null;
            if (_closing is null || _ended)
            {
                // In the same step as finding nothing: the next sender starts anew.
                _sending = false;
                _idle?.TrySetResult();
            }

            return false;
        }
    }

    private void Rest()
    {
        lock (_gate)
        {
            _sending = false;
            _idle?.TrySetResult();
        }
    }
}
