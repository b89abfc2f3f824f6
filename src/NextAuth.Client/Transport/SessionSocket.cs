using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace NextAuthApi.Transport;

/// <summary>The browsers' WebSocket with one session on it (docs/api/websocket.md). One caller at a time.</summary>
internal sealed class SessionSocket(Uri url, string hsid, string serverid, TimeProvider time) : IDisposable
{
    // What the server closes a longer frame for.
    private const int MaxFrame = 1024;

    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    // The server closes a socket that is silent for 120 s.
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(50);

    private readonly byte[] _buffer = new byte[MaxFrame];
    private ClientWebSocket? _socket;
    private Task<string?>? _receiving;
    private long _nextTry = time.GetTimestamp();
    private TimeSpan _wait = FirstWait;

    /// <summary>Waits until the session may have changed.</summary>
    /// <param name="isLoggedIn">What the caller knows: hearing the same right after connecting is no news.</param>
    /// <param name="pollInterval">How long to wait where there is no connection.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task WaitForHintAsync(bool isLoggedIn, TimeSpan pollInterval, CancellationToken cancellationToken)
    {
        if (_socket is null && !await TryConnectAsync(cancellationToken).ConfigureAwait(false))
        {
            await Task.Delay(pollInterval, time, cancellationToken).ConfigureAwait(false);
            return;
        }

        var known = isLoggedIn ? "LOGIN" : "LOGOUT";
        while (await ReceiveAsync(cancellationToken).ConfigureAwait(false) is { } frame)
        {
            if (frame.Split(' ') is [("LOGIN" or "LOGOUT") and var type, var session, ..] && session == hsid && type != known)
            {
                return;
            }
        }

        // Lost: the caller asks now, for what happened meanwhile was told to nobody.
        Drop();
    }

    public void Dispose() => _socket?.Dispose();

    private async Task<bool> TryConnectAsync(CancellationToken cancellationToken)
    {
        if (time.GetTimestamp() < _nextTry)
        {
            return false;
        }

        var socket = new ClientWebSocket();
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(ConnectTime);
            await socket.ConnectAsync(url, patience.Token).ConfigureAwait(false);
            await SendAsync(socket, $"REGISTER {hsid} {serverid}", patience.Token).ConfigureAwait(false);
            (_socket, _wait) = (socket, FirstWait);
            return true;
        }
        catch (Exception failure) when (failure is WebSocketException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            socket.Dispose();

            // Half of the wait is chance: a server that comes back must not meet everybody at once.
            var wait = _wait / 2 + _wait / 2 * (RandomNumberGenerator.GetInt32(1000) / 1000.0);
            _nextTry = time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency);
            _wait = _wait * 2 < LongestWait ? _wait * 2 : LongestWait;
            return false;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // One receive runs at a time, also while a ping is sent: cancelling it would end the connection.
    private async Task<string?> ReceiveAsync(CancellationToken cancellationToken)
    {
        _receiving ??= ReadFrameAsync(_socket!);
        while (true)
        {
            using var resting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var pause = Task.Delay(PingInterval, time, resting.Token);
            if (await Task.WhenAny(_receiving, pause).ConfigureAwait(false) == _receiving)
            {
                await resting.CancelAsync().ConfigureAwait(false);
                var frame = await _receiving.ConfigureAwait(false);
                _receiving = null;
                return frame;
            }

            await pause.ConfigureAwait(false);
            if (!await TryPingAsync(cancellationToken).ConfigureAwait(false))
            {
                return null;
            }
        }
    }

    private async Task<bool> TryPingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(_socket!, "PING", cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (WebSocketException)
        {
            return false;
        }
    }

    private async Task<string?> ReadFrameAsync(ClientWebSocket socket)
    {
        try
        {
            var frame = await socket.ReceiveAsync(_buffer.AsMemory(), CancellationToken.None).ConfigureAwait(false);
            return frame is { MessageType: WebSocketMessageType.Text, EndOfMessage: true } ? Encoding.UTF8.GetString(_buffer, 0, frame.Count) : null;
        }
        catch (Exception failure) when (failure is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            return null;
        }
    }

    private static ValueTask SendAsync(ClientWebSocket socket, string text, CancellationToken cancellationToken) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text).AsMemory(), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    private void Drop()
    {
        _socket?.Dispose();
        (_socket, _receiving) = (null, null);
    }
}
