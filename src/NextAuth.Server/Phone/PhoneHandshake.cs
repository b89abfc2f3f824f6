using System.Diagnostics;
using System.Net.WebSockets;
using Microsoft.Extensions.Logging;
using NextAuth.Protocol;
using NextAuth.Protocol.Handshake;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Cluster;
using NextAuth.Server.Diagnostics;
using NextAuth.Server.Servers;
using NextAuth.Server.Sockets;

namespace NextAuth.Server.Phone;

/// <summary>The server's side of one handshake over a connection (docs/protocol/handshake.md).</summary>
internal sealed class PhoneHandshake(
    ServerDirectory servers,
    LoginCeremony logins,
    EnrolCeremony enrolments,
    AccountCeremony accounts,
    Telemetry telemetry,
    TimeProvider time,
    ILogger<PhoneHandshake> logger)
{
    // The longest M1 of version 1 has 137 bytes; a longer one of a later version is told that its version is not spoken here.
    private const int MaxFirstMessage = 1024;

    // What an unfinished connection may cost (docs/protocol/overview.md, section 2): who has proven nothing gets no more. A login's request has some 7 kB at most,
    // when all of userInput is escaped, and an enrolment's some 2 kB.
    private const int MaxProofSize = 8 * 1024;

    /// <summary>
    /// A refusal of M3 leaves no sooner than this after M3 arrived: whether a parsed key was at hand, or an account exists at all, does not show in the time it took.
    /// </summary>
    private static readonly TimeSpan RefusalTime = TimeSpan.FromMilliseconds(10);

    /// <summary>Runs the handshake.</summary>
    /// <returns>The open channel, its first record sent; <see langword="null"/> when the connection was refused or closed.</returns>
    public async Task<PhoneChannel?> RunAsync(PhoneConnection connection, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.StartHandshake();

        // 1. M1: its form.
        using var first = await connection.ReceiveAsync(MaxFirstMessage, cancellationToken);
        if (first.Kind is not FrameKind.Message)
        {
            return Refuse(connection, first.Kind);
        }

        if (!InitiatorHello.TryParse(first.Span, out var parsed, out var error))
        {
            return Refuse(connection, AlertOf(error), error);
        }

        if (!connection.TryAdvance(PhoneStage.Silent, PhoneStage.Deciding))
        {
            return null;
        }

        // 2. The server and the context it names.
        var purpose = parsed.Purpose;
        activity?.SetTag("purpose", purpose.ToString());
        var (server, admission) = await AdmitAsync(parsed.Server, purpose, first.Memory[InitiatorHello.HeaderSize..], cancellationToken);
        if (admission is not Admission.Admitted(var hello, var pending))
        {
            return Refuse(connection, ((Admission.Refused)admission).Alert, ProtocolError.InvalidContext);
        }

        // 3. M2: who the server is, and what the person decides on.
        if (!TryRespond(first.Span, server!, hello, out var response, out var responder, out error))
        {
            return Refuse(connection, AlertCode.Malformed, error);
        }

        using (responder)
        {
            connection.Outbox.TrySend(response);
            return await AwaitProofAsync(connection, server!, purpose, responder, pending, cancellationToken);
        }
    }

    private static bool TryRespond(
        ReadOnlySpan<byte> first, ServerRuntime server, byte[] hello, out byte[] response,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Responder? responder, out ProtocolError error)
    {
        responder = null;
        response = [];
        if (!InitiatorHello.TryParse(first, out var parsed, out error))
        {
            return false;
        }

        response = new byte[Responder.ResponseSize(hello.Length)];
        return Responder.TryRespond(parsed, server.Identity, hello, response, out responder, out error);
    }

    private static AlertCode AlertOf(ProtocolError error) => error switch
    {
        ProtocolError.UnsupportedVersion => AlertCode.UnsupportedVersion,
        ProtocolError.UnsupportedSuite => AlertCode.UnsupportedSuite,
        ProtocolError.UnknownPurpose => AlertCode.UnknownPurpose,
        _ => AlertCode.Malformed,
    };

    private async Task<(ServerRuntime? Server, Admission Admission)> AdmitAsync(
        ServerId id, Purpose purpose, ReadOnlyMemory<byte> context, CancellationToken cancellationToken)
    {
        try
        {
            if (await servers.FindAsync(id, cancellationToken) is not { } server)
            {
                return (null, new Admission.Refused(AlertCode.UnknownServer));
            }

            return (server, purpose switch
            {
                Purpose.Login => await logins.AdmitAsync(server, context, cancellationToken),
                Purpose.Enrol => await enrolments.AdmitAsync(server, context, cancellationToken),
                Purpose.Account => accounts.Admit(server),
                _ => throw new UnreachableException(),
            });
        }
        catch (StorageUnavailableException unavailable)
        {
            logger.StoreUnavailable(unavailable);
            return (null, new Admission.Refused(AlertCode.Unavailable));
        }
    }

    private async Task<PhoneChannel?> AwaitProofAsync(
        PhoneConnection connection, ServerRuntime server, Purpose purpose, Responder responder, IPendingProof pending, CancellationToken cancellationToken)
    {
        // 4. The person decides; nothing of the phone's identity is known.
        using var proof = await connection.ReceiveAsync(MaxProofSize, cancellationToken);
        if (proof.Kind is not FrameKind.Message)
        {
            return Refuse(connection, proof.Kind);
        }

        if (Alert.TryParse(proof.Span, out var alert))
        {
            TurnAway(connection, pending, alert);
            return null;
        }

        // 5. M3. From here on the connection is not closed before it is answered, not even by a drain.
        var arrived = time.GetTimestamp();
        if (!connection.TryAdvance(PhoneStage.Deciding, PhoneStage.Proving))
        {
            return null;
        }

        try
        {
            if (!responder.TryOpen(proof.Span, out var error))
            {
                return await RefuseProofAsync(connection, server, arrived, error, cancellationToken);
            }

            // 6. The account it claims, and whether it is that account.
            var key = await pending.FindKeyAsync(responder.AccountKey.ToArray(), cancellationToken);
            if (!responder.TryVerify(key, out var secure, out error))
            {
                return await RefuseProofAsync(connection, server, arrived, error, cancellationToken);
            }

            // 7. What was asked for, done and answered.
            var outcome = await pending.CompleteAsync(responder, secure, cancellationToken);
            telemetry.HandshakeEnded(purpose.ToString(), time.GetElapsedTime(arrived));
            return Answer(connection, server, outcome, secure, responder.AccountKey.ToArray());
        }
        catch (StorageUnavailableException unavailable)
        {
            logger.StoreUnavailable(unavailable);
            return Refuse(connection, AlertCode.Unavailable, ProtocolError.None);
        }
    }

    private void TurnAway(PhoneConnection connection, IPendingProof pending, AlertCode alert)
    {
        telemetry.HandshakeRefused(alert is AlertCode.NoAccount or AlertCode.Cancelled ? alert.ToString() : "PhoneAlert");
        if (alert is AlertCode.NoAccount or AlertCode.Cancelled)
        {
            pending.TurnAway(alert is AlertCode.NoAccount ? BrowserNews.NoAccounts : BrowserNews.Cancel);
        }

        connection.Close(WebSocketCloseStatus.NormalClosure);
    }

    private PhoneChannel? Answer(PhoneConnection connection, ServerRuntime server, ProofOutcome outcome, SecureChannel secure, byte[] accountKey)
    {
        var answered = outcome as ProofOutcome.Answered;
        var channel = new PhoneChannel(connection, secure, server, answered?.Account, accountKey, time) { Login = answered?.Login, Move = answered?.Move };
        if (outcome is ProofOutcome.Answered { Message: var message })
        {
            channel.Send(message);
            connection.TryAdvance(PhoneStage.Proving, PhoneStage.Open);
            return channel;
        }

        var alert = ((ProofOutcome.Refused)outcome).Alert;
        telemetry.HandshakeRefused(alert.ToString());
        channel.End(alert, WebSocketCloseStatus.PolicyViolation);
        channel.Dispose();
        return null;
    }

    private async Task<PhoneChannel?> RefuseProofAsync(
        PhoneConnection connection, ServerRuntime server, long arrived, ProtocolError cause, CancellationToken cancellationToken)
    {
        logger.ProofFailed(connection.Address, server.Id, cause);
        var rest = RefusalTime - time.GetElapsedTime(arrived);
        if (rest > TimeSpan.Zero)
        {
            await Task.Delay(rest, time, cancellationToken);
        }

        // One handshake a connection: another M1, or anything else that is no M3, is a violation and not a failed proof.
        return Refuse(connection, cause is ProtocolError.UnexpectedType ? AlertCode.Malformed : AlertCode.HandshakeFailed, cause);
    }

    private PhoneChannel? Refuse(PhoneConnection connection, FrameKind kind)
    {
        switch (kind)
        {
            case FrameKind.TooLarge:
                Refuse(connection, AlertCode.Malformed, ProtocolError.WrongLength, WebSocketCloseStatus.MessageTooBig);
                break;
            case FrameKind.WrongType:
                Refuse(connection, AlertCode.Malformed, ProtocolError.UnexpectedType, WebSocketCloseStatus.InvalidMessageType);
                break;
            default:
                connection.Close(WebSocketCloseStatus.NormalClosure);
                break;
        }

        return null;
    }

    private PhoneChannel? Refuse(
        PhoneConnection connection, AlertCode alert, ProtocolError cause, WebSocketCloseStatus status = WebSocketCloseStatus.PolicyViolation)
    {
        logger.HandshakeRefused(alert, cause);
        telemetry.HandshakeRefused(alert.ToString());
        connection.Refuse(alert, status);
        return null;
    }
}
