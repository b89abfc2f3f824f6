using NextAuth.Protocol.Crypto;

namespace NextAuth.Protocol.Handshake;

/// <summary>
/// The plaintext of M2 and M3, alike on both sides (docs/protocol/messages.md, section 3). Offsets and sizes in bytes:
/// <code>
/// offset  size  field
///      0    65  identity       serverpk or account key
///     65    64  signature      over label || transcript hash || H(hello or request)
///    129    32  mac            over identity || transcript hash
///    161     n  hello or request, JSON
/// </code>
/// </summary>
internal static class ProofLayout
{
    public const int Signature = P256.PublicKeySize;
    public const int Mac = Signature + P256.SignatureSize;
    public const int MacSize = 32;
    public const int Request = Mac + MacSize;

    /// <summary>M2 before its ciphertext: type (1), ephemeral key (65).</summary>
    public const int ResponderHeader = 1 + P256.PublicKeySize;

    /// <summary>The longest label, a transcript hash, a message hash.</summary>
    public const int MaxSignatureInput = 64 + (2 * KeySchedule.HashSize);

    /// <summary>label || th2: what a new account's transaction key signs. The label keeps it apart from every transaction ever signed with that key.</summary>
    public static byte[] TransactionKeyInput(ReadOnlySpan<byte> transcript) => [.. KeySchedule.TransactionKeySignature, .. transcript];
}
