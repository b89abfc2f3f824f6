using System.Buffers.Text;
using System.Net;
using System.Text;
using NextAuth.Load.Net;
using NextAuth.Protocol;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Handshake;
using NextAuth.Protocol.Links;
using NextAuth.Protocol.Messages;

namespace NextAuth.Load.Phones;

/// <summary>
/// A phone without a person: real handshakes over real sockets, every proof of the server checked. What it can have ready beforehand it has, so
/// that the driver costs less than the server.
/// </summary>
internal sealed class Phone : IDisposable
{
    private static readonly byte[] Approval =
        ProtocolJson.Write(new LoginRequest { Decision = LoginDecision.Approve, ClientVersion = "load 1" }, ProtocolJson.Default.LoginRequest);

    private readonly WebSocketConnection _socket;
    private readonly Initiator _initiator;

    private Phone(WebSocketConnection socket, Initiator initiator) => (_socket, _initiator) = (socket, initiator);

    /// <summary>Connects, and gets as far as the question to the person: M1 sent, M2 checked.</summary>
    /// <param name="server">Where the server listens.</param>
    /// <param name="link">The scanned code.</param>
    /// <param name="identity">Which server the phone expects.</param>
    /// <param name="ephemeral">A fresh key, made beforehand.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<Phone> ScanAsync(
        IPEndPoint server, Link.Login link, ServerIdentity identity, EphemeralKey ephemeral, CancellationToken cancellationToken)
    {
        var context = new byte[LoginContext.Size];
        link.Context.Write(context);
        return await StartAsync(server, Initiator.Start(ephemeral, Purpose.Login, link.Server, context), identity, cancellationToken);
    }

    /// <summary>Confirms: sends M3. The login's outcome is read by <see cref="FinishAsync"/>.</summary>
    public async Task<SecureChannel> ConfirmAsync(PhoneAccount account, CancellationToken cancellationToken)
    {
        var message = _initiator.Complete(account.Key, Approval, out var channel);
        await _socket.SendAsync(Opcode.Binary, message, cancellationToken);
        return channel;
    }

    /// <summary>Waits for the outcome of the login, then closes as the server asks: a phone does not just hang up.</summary>
    public async Task<LoginOutcome> FinishAsync(SecureChannel channel, CancellationToken cancellationToken)
    {
        if (await ReadAsync(channel, cancellationToken) is not LoginResult result)
        {
            throw new WrongAnswerException("The first record of a login is its result.");
        }

        var (opcode, code) = await _socket.ReceiveAsync(cancellationToken);
        if (opcode is not Opcode.Close)
        {
            throw new WrongAnswerException("A one-shot login ends with a close frame.");
        }

        await _socket.SendAsync(Opcode.Close, code, cancellationToken);
        return result.Outcome;
    }

    /// <summary>Enrols a new account.</summary>
    public static async Task<PhoneAccount> EnrolAsync(IPEndPoint server, ReadOnlyMemory<byte> code, string nonce, CancellationToken cancellationToken)
    {
        if (!Link.TryParse(Encoding.ASCII.GetString(code.Span), out var parsed, out var error) || parsed is not Link.Enrol link)
        {
            throw new WrongAnswerException($"getQrEnrol gave no enrol link: {error}.");
        }

        using var identity = ServerIdentity.OfFingerprint(link.Fingerprint.Span);
        var initiator = Initiator.Start(Purpose.Enrol, link.Server, EnrolContext.Derive(link.Token.Span));
        using var phone = await StartAsync(server, initiator, identity, cancellationToken);
        using var transactionKey = P256SigningKey.Create();
        var request = new EnrolRequest
        {
            Token = Base64Url.EncodeToString(link.Token.Span),
            TransactionKey = Base64Url.EncodeToString(transactionKey.PublicKey),
            TransactionSignature = Base64Url.EncodeToString(initiator.SignTransactionKey(transactionKey)),
            Device = "load",
            ClientVersion = "load 1",
        };

        var key = P256SigningKey.Create();
        var message = initiator.Complete(key, ProtocolJson.Write(request, ProtocolJson.Default.EnrolRequest), out var channel);
        using (channel)
        {
            await phone._socket.SendAsync(Opcode.Binary, message, cancellationToken);
            return await phone.ReadAsync(channel, cancellationToken) is EnrolResult { Outcome: EnrolOutcome.Enrolled, LoggedIn: true, AccountId: { } id }
                ? new(id, key, nonce)
                : throw new WrongAnswerException("An enrolment was refused.");
        }
    }

    public void Dispose()
    {
        _initiator.Dispose();
        _socket.Dispose();
    }

    private static async Task<Phone> StartAsync(IPEndPoint server, Initiator initiator, ServerIdentity identity, CancellationToken cancellationToken)
    {
        var socket = await WebSocketConnection.ConnectAsync(server, Sockets.NextAddress(), ProtocolLimits.Path, ProtocolLimits.Subprotocol, cancellationToken);
        await socket.SendAsync(Opcode.Binary, initiator.FirstMessage, cancellationToken);
        var (opcode, message) = await socket.ReceiveAsync(cancellationToken);
        if (opcode is not Opcode.Binary || !initiator.TryReceive(message.Span, identity, out var error))
        {
            throw new WrongAnswerException(Alert.TryParse(message.Span, out var alert) ? $"The phone got the alert {alert}." : "M2 was refused.");
        }

        return new(socket, initiator);
    }

    private async Task<ServerMessage> ReadAsync(SecureChannel channel, CancellationToken cancellationToken)
    {
        var (opcode, record) = await _socket.ReceiveAsync(cancellationToken);
        var message = new byte[Math.Max(0, record.Length - SecureChannel.Overhead)];
        if (opcode is not Opcode.Binary || !channel.TryOpen(record.Span, message, out var size, out var alert, out var error))
        {
            throw new WrongAnswerException($"The phone got a {opcode} instead of a record.");
        }

        return alert is null && ProtocolJson.TryRead(message.AsSpan(0, size), ProtocolJson.Default.ServerMessage, out var read)
            ? read
            : throw new WrongAnswerException($"The phone got the alert {alert}.");
    }
}
