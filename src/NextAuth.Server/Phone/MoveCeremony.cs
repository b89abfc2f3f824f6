using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Handshake;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Accounts;
using NextAuth.Server.Cluster;
using NextAuth.Server.Push;
using NextAuth.Server.Secrets;
using NextAuth.Server.Servers;

namespace NextAuth.Server.Phone;

/// <summary>Purpose 2 with the token of an offer: a phone that has scanned another one's code (docs/protocol/move.md, section 2).</summary>
internal sealed class MoveCeremony(AccountOffers offers, AccountService accounts, AccountKeys keys, ServerParametersFactory parameters, SecretBox secrets)
{
    private const int MaxTextLength = 100;

    /// <returns><see langword="null"/>: no offer has this id.</returns>
    public async Task<Admission?> AdmitAsync(ServerRuntime server, ReadOnlyMemory<byte> id, CancellationToken cancellationToken)
    {
        if (offers.Find(server.Id, id) is not { } offer
            || await accounts.FindAsync(server.Id, offer.Old.Account, cancellationToken) is not { } account)
        {
            return null;
        }

        var hello = new EnrolHello { Server = parameters.Make(server.Server), Label = account.Description };
        var json = Fitting.FirstThatFits(
            ProtocolJson.Default.EnrolHello, () => hello, () => hello with { Server = Fitting.WithoutLogo(hello.Server) });
        return json is null ? new Admission.Refused(AlertCode.Unavailable) : new Admission.Admitted(json, new Pending(this, offer));
    }

    private ProofOutcome Complete(AccountOffer offer, Responder responder, SecureChannel channel)
    {
        if (!ProtocolJson.TryRead(responder.Request, ProtocolJson.Default.EnrolRequest, out var request))
        {
            return new ProofOutcome.Refused(AlertCode.Malformed);
        }

        if (request.Device?.Length > MaxTextLength || request.Device?.Any(char.IsControl) is true || request.ClientVersion?.Length > MaxTextLength
            || Decode(request.Token, EnrolContext.TokenSize) is not { } token
            || Decode(request.TransactionKey, P256.PublicKeySize) is not { } transactionKey
            || !IsProven(responder, transactionKey, request.TransactionSignature))
        {
            return Refused(EnrolOutcome.Invalid);
        }

        // The id in M1 is a hash of the token: who only saw M1 on the wire does not have it.
        return CryptographicOperations.FixedTimeEquals(token, offer.Token)
            && offer.TryTake(Taker(responder.AccountKey.ToArray(), transactionKey, channel, request))
            ? new ProofOutcome.Answered(new Moving(), null) { Move = offer }
            : Refused(EnrolOutcome.Refused);
    }

    private MoveTaker Taker(byte[] authenticationKey, byte[] transactionKey, SecureChannel channel, EnrolRequest request)
    {
        var pushKey = channel.Export("push"u8);
        var sealedKey = secrets.Seal(pushKey, PushKeyPurpose.Of(authenticationKey));
        CryptographicOperations.ZeroMemory(pushKey);
        return new(authenticationKey, transactionKey, sealedKey, request.Device, request.ClientVersion);
    }

    private static bool IsProven(Responder responder, byte[] transactionKey, string signature)
    {
        if (Decode(signature, P256.SignatureSize) is not { } bytes || !P256PublicKey.TryImport(transactionKey, out var key))
        {
            return false;
        }

        using (key)
        {
            return responder.VerifyTransactionKey(key, bytes);
        }
    }

    private static ProofOutcome.Answered Refused(EnrolOutcome outcome) => new(new EnrolResult { Outcome = outcome }, null);

    private static byte[]? Decode(string text, int size)
    {
        var bytes = new byte[size];
        return text.Length == Base64Url.GetEncodedLength(size)
            && Base64Url.DecodeFromChars(text, bytes, out _, out var written) is OperationStatus.Done
            && written == size
            ? bytes
            : null;
    }

    private sealed class Pending(MoveCeremony ceremony, AccountOffer offer) : IPendingProof
    {
        public void TurnAway(BrowserNews news)
        {
            // No page waits for this, and the token is good still.
        }

        // The key becomes the account's, if it comes to that: this very message proves that the phone holds it.
        public ValueTask<P256PublicKey?> FindKeyAsync(ReadOnlyMemory<byte> accountKey, CancellationToken cancellationToken) =>
            ValueTask.FromResult(ceremony.Key(accountKey));

        public Task<ProofOutcome> CompleteAsync(Responder responder, SecureChannel channel, CancellationToken cancellationToken) =>
            Task.FromResult(ceremony.Complete(offer, responder, channel));
    }

    private P256PublicKey? Key(ReadOnlyMemory<byte> accountKey) => keys.Get(accountKey.ToArray());
}
