using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Handshake;
using NextAuth.Server.Cluster;

namespace NextAuth.Server.Phone;

/// <summary>A ceremony between M2 and its end. Owned by the loop of one connection.</summary>
internal interface IPendingProof
{
    /// <summary>The phone turned away before proving anything: it has no account here, or the person cancelled.</summary>
    void TurnAway(BrowserNews news);

    /// <summary>Finds the key that M3 claims; <see langword="null"/> when no account has it.</summary>
    ValueTask<P256PublicKey?> FindKeyAsync(ReadOnlyMemory<byte> accountKey, CancellationToken cancellationToken);

    /// <summary>Does what was asked for, now that it is proven.</summary>
    Task<ProofOutcome> CompleteAsync(Responder responder, SecureChannel channel, CancellationToken cancellationToken);
}
