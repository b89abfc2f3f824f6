using System.Buffers;
using System.Net.WebSockets;
using NextAuth.Protocol;

namespace NextAuth.Authenticator.Connections;

/// <summary>One WebSocket to a phone endpoint: whole binary frames in and out, one message each. One loop receives, one caller at a time sends.</summary>
internal sealed class FrameConnection : IAsyncDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    private readonly ClientWebSocket _socket;
    private readonly PhoneClientOptions _options;

    private FrameConnection(ClientWebSocket socket, Uri endpoint, PhoneClientOptions options)
    {
        _socket = socket;
        _options = options;
        Endpoint = endpoint;
    }

    public Uri Endpoint { get; }

    /// <summary>Tries the addresses in turn until one answers.</summary>
    public static async Task<Attempt<FrameConnection>> OpenAsync(IReadOnlyList<Uri> endpoints, PhoneClientOptions options, CancellationToken cancellationToken)
    {
        PhoneResult failed = new PhoneResult.NoEndpoint();
        foreach (var endpoint in endpoints)
        {
            options.Progress?.Report(new PhoneEvent.Connecting(endpoint));
            var attempt = await OpenAsync(endpoint, options, cancellationToken).ConfigureAwait(false);
            if (attempt.Succeeds(out _, out var failure))
            {
                return attempt;
            }

            failed = failure;
        }

        return failed;
    }

    public async Task<PhoneResult?> SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.AnswerTimeout, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await _socket.SendAsync(frame, WebSocketMessageType.Binary, endOfMessage: true, either.Token).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(NetworkFailure.TimedOut);
        }
        catch (Exception lost) when (lost is WebSocketException or ObjectDisposedException or InvalidOperationException)
        {
            return Failed(NetworkFailure.Closed);
        }
    }

    /// <summary>Receives the next frame.</summary>
    /// <param name="patience">How long to wait; <see langword="null"/>: for ever.</param>
    /// <param name="cancellationToken">Stops waiting; the connection is then of no more use.</param>
    public async Task<Attempt<byte[]>> ReceiveAsync(TimeSpan? patience, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(patience ?? Timeout.InfiniteTimeSpan, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var buffer = ArrayPool<byte>.Shared.Rent(ProtocolLimits.MaxFrameSize + 1);
        try
        {
            return await ReceiveAsync(buffer, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(NetworkFailure.TimedOut);
        }
        catch (Exception lost) when (lost is WebSocketException or ObjectDisposedException or InvalidOperationException)
        {
            return Failed(NetworkFailure.Closed);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            using var timeout = new CancellationTokenSource(CloseTimeout, _options.TimeProvider);
            try
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, timeout.Token).ConfigureAwait(false);
            }
            catch (Exception lost) when (lost is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
            {
                // It is being thrown away: there is nobody left to tell.
            }
        }

        _socket.Dispose();
    }

    private static async Task<Attempt<FrameConnection>> OpenAsync(Uri endpoint, PhoneClientOptions options, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(ProtocolLimits.Subprotocol);
        // Also finds out that a connection is dead while nothing is due on it, as when listening.
        socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(20);
        socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(20);
        using var timeout = new CancellationTokenSource(options.ConnectTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        NetworkFailure cause;
        try
        {
            await socket.ConnectAsync(endpoint, either.Token).ConfigureAwait(false);
            if (socket.SubProtocol == ProtocolLimits.Subprotocol)
            {
                return new FrameConnection(socket, endpoint, options);
            }

            cause = NetworkFailure.Unreachable;
        }
        catch (WebSocketException)
        {
            cause = timeout.IsCancellationRequested ? NetworkFailure.TimedOut : NetworkFailure.Unreachable;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            cause = NetworkFailure.TimedOut;
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }

        socket.Dispose();
        return new PhoneResult.NetworkFailed(cause, endpoint);
    }

    private async Task<Attempt<byte[]>> ReceiveAsync(byte[] buffer, CancellationToken cancellationToken)
    {
        var size = 0;
        while (true)
        {
            // One byte more than allowed fits, so that "too long" is seen without ever holding more than that.
            var part = await _socket.ReceiveAsync(buffer.AsMemory(size, ProtocolLimits.MaxFrameSize + 1 - size), cancellationToken).ConfigureAwait(false);
            size += part.Count;
            switch (part)
            {
                case { MessageType: WebSocketMessageType.Close }:
                    return Failed(NetworkFailure.Closed);
                case { MessageType: WebSocketMessageType.Text }:
                    return new PhoneResult.ProtocolViolated(ProtocolError.UnexpectedType);
                case var _ when size > ProtocolLimits.MaxFrameSize:
                    return new PhoneResult.ProtocolViolated(ProtocolError.WrongLength);
                case { EndOfMessage: true }:
                    return buffer[..size];
            }
        }
    }

    private PhoneResult.NetworkFailed Failed(NetworkFailure cause) => new(cause, Endpoint);
}
