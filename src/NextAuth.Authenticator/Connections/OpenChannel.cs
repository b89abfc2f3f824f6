using NextAuth.Protocol;
using NextAuth.Protocol.Handshake;
using NextAuth.Protocol.Messages;

namespace NextAuth.Authenticator.Connections;

/// <summary>Messages over the channel a handshake has opened. Any thread may send; one loop receives.</summary>
internal sealed class OpenChannel(FrameConnection connection, SecureChannel channel, PhoneClientOptions options) : IAsyncDisposable
{
    // The channel counts records and its frames must leave in that order: one sender at a time.
    private readonly SemaphoreSlim _sending = new(1, 1);
    private bool _answered;
    private long _lastId;

    public Uri Endpoint => connection.Endpoint;

    /// <summary>Gets the number for a message that wants an answer.</summary>
    public long NextId() => Interlocked.Increment(ref _lastId);

    public byte[] Export(ReadOnlySpan<byte> label) => channel.Export(label);

    public async Task<PhoneResult?> SendAsync(PhoneMessage message, CancellationToken cancellationToken)
    {
        var json = ProtocolJson.Write(message, ProtocolJson.Default.PhoneMessage);
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await connection.SendAsync(channel.Seal(json), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Receives the answer to M3 or to a request: within the time a server has for one.</summary>
    public Task<Attempt<ServerMessage>> ReceiveAsync(CancellationToken cancellationToken) => ReceiveAsync(options.AnswerTimeout, cancellationToken);

    /// <summary>Receives the next message.</summary>
    /// <param name="patience">How long to wait; <see langword="null"/>: for ever.</param>
    /// <param name="cancellationToken">Stops waiting; the channel is then of no more use.</param>
    public async Task<Attempt<ServerMessage>> ReceiveAsync(TimeSpan? patience, CancellationToken cancellationToken)
    {
        var received = await connection.ReceiveAsync(patience, cancellationToken).ConfigureAwait(false);
        if (!received.Succeeds(out var record, out var failure))
        {
            return failure;
        }

        // Until the server has proven by a record that it took M3, its alerts come in the clear. Later ones do not count: anybody could have sent them.
        if (!_answered && Alert.TryParse(record, out var clear))
        {
            return Refusals.Of(clear);
        }

        var message = new byte[Math.Max(record.Length - SecureChannel.Overhead, 0)];
        if (!channel.TryOpen(record, message, out var size, out var alert, out var error))
        {
            return new PhoneResult.ProtocolViolated(error);
        }

        _answered = true;
        if (alert is { } code)
        {
            return Refusals.Of(code);
        }

        return ProtocolJson.TryRead(message.AsSpan(0, size), ProtocolJson.Default.ServerMessage, out var parsed)
            ? parsed
            : new PhoneResult.ProtocolViolated(ProtocolError.InvalidMessage);
    }

    /// <summary>Sends a request and waits for its answer; pings in between are answered, other messages go to <paramref name="other"/>.</summary>
    public async Task<PhoneResult> AskAsync(PhoneMessage request, Action<ServerMessage>? other, CancellationToken cancellationToken)
    {
        if (request.Id is not { } id)
        {
            throw new ArgumentException("Only a message with an id is answered.", nameof(request));
        }

        if (await SendAsync(request, cancellationToken).ConfigureAwait(false) is { } unsent)
        {
            return unsent;
        }

        while (true)
        {
            var received = await ReceiveAsync(cancellationToken).ConfigureAwait(false);
            if (!received.Succeeds(out var message, out var failure))
            {
                return failure;
            }

            switch (message)
            {
                case Answer answer when answer.Re == id:
                    return Refusals.Of(answer);
                case Ping:
                    await SendAsync(new Pong(), cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    other?.Invoke(message);
                    break;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync().ConfigureAwait(false);
        channel.Dispose();
    }
}
