using NextAuth.Protocol;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Handshake;
using NextAuth.Protocol.Messages;

namespace NextAuth.Authenticator.Connections;

/// <summary>The handshake over a connection (docs/protocol/handshake.md), in the two halves between which the person decides.</summary>
internal sealed class Handshake : IAsyncDisposable
{
    private readonly FrameConnection _connection;
    private readonly Initiator _initiator;
    private readonly PhoneClientOptions _options;
    private bool _handedOver;

    private Handshake(FrameConnection connection, Initiator initiator, PhoneClientOptions options)
    {
        _connection = connection;
        _initiator = initiator;
        _options = options;
    }

    public Uri Endpoint => _connection.Endpoint;

    /// <summary>Gets the server's identity key, proven.</summary>
    public ReadOnlySpan<byte> ServerKey => _initiator.ServerKey;

    /// <summary>Gets the server's hello, JSON, proven.</summary>
    public ReadOnlyMemory<byte> Hello => _initiator.Hello;

    /// <summary>Connects, sends M1 and checks M2. Nothing of this phone's identity has been said when it returns.</summary>
    public static async Task<Attempt<Handshake>> BeginAsync(
        IReadOnlyList<Uri> endpoints,
        PhoneClientOptions options,
        Initiator initiator,
        ServerIdentity expected,
        CancellationToken cancellationToken)
    {
        var opened = await FrameConnection.OpenAsync(endpoints, options, cancellationToken).ConfigureAwait(false);
        if (!opened.Succeeds(out var connection, out var failure))
        {
            initiator.Dispose();
            return failure;
        }

        var handshake = new Handshake(connection, initiator, options);
        failure = await handshake.ProveServerAsync(expected, cancellationToken).ConfigureAwait(false);
        if (failure is null)
        {
            return handshake;
        }

        await handshake.DisposeAsync().ConfigureAwait(false);
        return failure;
    }

    public byte[] SignTransactionKey(P256SigningKey key) => _initiator.SignTransactionKey(key);

    /// <summary>Makes M3 and the channel; nothing is sent before <see cref="OpenAsync"/>.</summary>
    public byte[] Complete(P256SigningKey accountKey, ReadOnlySpan<byte> request, out SecureChannel channel) =>
        _initiator.Complete(accountKey, request, out channel);

    /// <summary>Sends M3 and hands the connection over to the channel.</summary>
    public async Task<Attempt<OpenChannel>> OpenAsync(byte[] proof, SecureChannel channel, CancellationToken cancellationToken)
    {
        _options.Progress?.Report(new PhoneEvent.Answering());
        var open = new OpenChannel(_connection, channel, _options);
        _handedOver = true;
        if (await _connection.SendAsync(proof, cancellationToken).ConfigureAwait(false) is { } failure)
        {
            await open.DisposeAsync().ConfigureAwait(false);
            return failure;
        }

        return open;
    }

    /// <summary>Turns away between M2 and M3, without saying who this phone is.</summary>
    public Task<PhoneResult?> TurnAwayAsync(AlertCode code, CancellationToken cancellationToken) =>
        _connection.SendAsync(Alert.Write(code), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _initiator.Dispose();
        if (!_handedOver)
        {
            await _connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<PhoneResult?> ProveServerAsync(ServerIdentity expected, CancellationToken cancellationToken)
    {
        if (await _connection.SendAsync(_initiator.FirstMessage, cancellationToken).ConfigureAwait(false) is { } unsent)
        {
            return unsent;
        }

        var received = await _connection.ReceiveAsync(_options.AnswerTimeout, cancellationToken).ConfigureAwait(false);
        if (!received.Succeeds(out var message, out var failure))
        {
            return failure;
        }

        if (Alert.TryParse(message, out var alert))
        {
            return Refusals.Of(alert);
        }

        if (_initiator.TryReceive(message, expected, out var error))
        {
            return null;
        }

        return error is ProtocolError.WrongLength or ProtocolError.UnexpectedType
            ? new PhoneResult.ProtocolViolated(error)
            : new PhoneResult.ServerNotProven(error);
    }
}
