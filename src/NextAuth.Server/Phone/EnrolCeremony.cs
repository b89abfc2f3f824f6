using Microsoft.Extensions.Logging;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Handshake;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Accounts;
using NextAuth.Server.Cluster;
using NextAuth.Server.Registration;
using NextAuth.Server.Servers;

namespace NextAuth.Server.Phone;

/// <summary>Purpose 2: makes an account on the phone (docs/protocol/messages.md, section 4.2).</summary>
internal sealed class EnrolCeremony(
    RegistrationService registration, MoveCeremony moves, AccountKeys keys, ServerParametersFactory parameters, IClusterBus bus, ILogger<EnrolCeremony> logger)
{
    public async Task<Admission> AdmitAsync(ServerRuntime server, ReadOnlyMemory<byte> context, CancellationToken cancellationToken)
    {
        var (enrolment, expired) = await registration.FindAsync(server.Id, context, cancellationToken);
        if (enrolment is null && await moves.AdmitAsync(server, context, cancellationToken) is { } move)
        {
            return move;
        }

        if (enrolment is null || expired)
        {
            return new Admission.Refused(expired ? AlertCode.Expired : AlertCode.Refused);
        }

        Tell(enrolment, BrowserNews.ConfirmScan);
        var hello = new EnrolHello { Server = parameters.Make(server.Server), Label = enrolment.Label };
        var json = Fitting.FirstThatFits(
            ProtocolJson.Default.EnrolHello, () => hello, () => hello with { Server = Fitting.WithoutLogo(hello.Server) });
        return json is null ? new Admission.Refused(AlertCode.Unavailable) : new Admission.Admitted(json, new Pending(this, server, enrolment));
    }

    private void Tell(Enrolment enrolment, BrowserNews news) =>
        bus.Publish(new ClusterEvent.Browser(enrolment.Server, enrolment.Session, news, 0));

    private sealed class Pending(EnrolCeremony ceremony, ServerRuntime server, Enrolment enrolment) : IPendingProof
    {
        public void TurnAway(BrowserNews news) => ceremony.Tell(enrolment, news);

        // The key becomes an account's by this very message: it proves that the phone holds it.
        public ValueTask<P256PublicKey?> FindKeyAsync(ReadOnlyMemory<byte> accountKey, CancellationToken cancellationToken) =>
            ValueTask.FromResult(ceremony.Key(accountKey));

        public async Task<ProofOutcome> CompleteAsync(Responder responder, SecureChannel channel, CancellationToken cancellationToken)
        {
            if (!ProtocolJson.TryRead(responder.Request, ProtocolJson.Default.EnrolRequest, out var request))
            {
                return new ProofOutcome.Refused(AlertCode.Malformed);
            }

            EnrolResult result;
            try
            {
                result = await ceremony.CompleteAsync(server, enrolment, responder, channel, request, cancellationToken);
            }
            catch (StorageUnavailableException unavailable)
            {
                ceremony.Unavailable(unavailable);
                result = new() { Outcome = EnrolOutcome.Unavailable };
            }

            return result is { LoggedIn: true, PingTime: > 0 }
                ? new ProofOutcome.Answered(result, result.AccountId, enrolment.Session)
                : new ProofOutcome.Answered(result, null);
        }
    }

    private P256PublicKey? Key(ReadOnlyMemory<byte> accountKey) => keys.Get(accountKey.ToArray());

    private Task<EnrolResult> CompleteAsync(
        ServerRuntime server, Enrolment enrolment, Responder responder, SecureChannel channel, EnrolRequest request, CancellationToken cancellationToken) =>
        registration.CompleteAsync(server, enrolment, responder, channel, request, cancellationToken);

    private void Unavailable(StorageUnavailableException cause) => logger.StoreUnavailable(cause);
}
