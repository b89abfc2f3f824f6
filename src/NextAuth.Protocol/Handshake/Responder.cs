using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Messages;

namespace NextAuth.Protocol.Handshake;

/// <summary>
/// The server's side of one handshake, after M1 (docs/protocol/handshake.md, section 2). Owned by the loop of one connection; not thread-safe.
/// Holds keys: dispose it as soon as the channel is open or the connection ends.
/// </summary>
public sealed class Responder : IDisposable
{
    // What an unknown account is verified against, so that it costs what a bad signature costs.
    private static readonly P256PublicKey Decoy = MakeDecoy();

    private readonly KeySchedule _keys;
    private readonly byte[] _transcript;
    private readonly byte[] _next = new byte[KeySchedule.HashSize];
    private byte[] _proof = [];
    private bool _opened;
    private bool _verified;

    private Responder(KeySchedule keys, byte[] transcript)
    {
        _keys = keys;
        _transcript = transcript;
    }

    /// <summary>Gets th2, the hash over M1, the server's ephemeral key and M2: what the phone's proofs are bound to. 32 bytes.</summary>
    public ReadOnlySpan<byte> TranscriptHash => _transcript;

    /// <summary>Gets the account key the phone claims, 65 bytes; empty before <see cref="TryOpen"/>. Nothing is proven yet.</summary>
    public ReadOnlySpan<byte> AccountKey => _proof.Length == 0 ? default : _proof.AsSpan(0, P256.PublicKeySize);

    /// <summary>Gets the request, JSON; empty before <see cref="TryOpen"/>. Nothing is proven before <see cref="TryVerify"/>.</summary>
    public ReadOnlySpan<byte> Request => _proof.Length == 0 ? default : _proof.AsSpan(ProofLayout.Request);

    /// <summary>How many bytes M2 has for a hello of <paramref name="helloSize"/> bytes.</summary>
    public static int ResponseSize(int helloSize) => ProofLayout.ResponderHeader + ProofLayout.Request + helloSize + Aead.TagSize;

    /// <summary>Answers M1: makes M2.</summary>
    /// <param name="hello">M1, parsed.</param>
    /// <param name="identity">The identity key of the virtual server that M1 names.</param>
    /// <param name="ownHello">The server's hello, JSON, at most <see cref="ProtocolLimits.MaxMessageSize"/> bytes.</param>
    /// <param name="response">Receives M2, <see cref="ResponseSize"/> bytes.</param>
    /// <param name="responder">The state to go on with.</param>
    /// <param name="error"><see cref="ProtocolError.InvalidKey"/> when the phone's ephemeral key is no point.</param>
    /// <exception cref="ArgumentOutOfRangeException">The hello is too large, or the destination has another size.</exception>
    public static bool TryRespond(
        InitiatorHello hello,
        P256SigningKey identity,
        ReadOnlySpan<byte> ownHello,
        Span<byte> response,
        [NotNullWhen(true)] out Responder? responder,
        out ProtocolError error)
    {
        using var ephemeral = EphemeralKey.Create();
        return TryRespond(hello, identity, ephemeral, ownHello, response, out responder, out error);
    }

    /// <summary>Step 3 of the ceremony: opens M3. The account key and the request are readable afterwards, and not yet to be believed.</summary>
    /// <returns><see langword="false"/> with the cause; the connection is then closed.</returns>
    /// <exception cref="InvalidOperationException">Called twice, even if the first was refused: nobody gets a second try in one handshake.</exception>
    public bool TryOpen(ReadOnlySpan<byte> message, out ProtocolError error)
    {
        if (_opened)
        {
            throw new InvalidOperationException("A handshake has one M3.");
        }

        _opened = true;
        error = message switch
        {
            [] => ProtocolError.WrongLength,
            [not (byte)MessageType.InitiatorProof, ..] => ProtocolError.UnexpectedType,
            { Length: < 1 + ProofLayout.Request + Aead.TagSize } => ProtocolError.WrongLength,
            { Length: > 1 + ProofLayout.Request + Aead.TagSize + ProtocolLimits.MaxMessageSize } => ProtocolError.WrongLength,
            _ => ProtocolError.None,
        };
        if (error is not ProtocolError.None)
        {
            return false;
        }

        var ciphertext = message[1..];
        var proof = new byte[ciphertext.Length - Aead.TagSize];
        Span<byte> key = stackalloc byte[KeySchedule.KeySize];
        _keys.Derive(KeySchedule.InitiatorKey, key);
        var opened = Aead.TryOpenOnce(key, ciphertext, _transcript, proof);
        CryptographicOperations.ZeroMemory(key);
        if (!opened)
        {
            error = ProtocolError.DecryptionFailed;
            return false;
        }

        _proof = proof;
        KeySchedule.Chain(_transcript, ciphertext, _next);
        return true;
    }

    /// <summary>Step 4: verifies the phone's proofs and opens the channel.</summary>
    /// <param name="accountKey">
    /// The kept key of the account that <see cref="AccountKey"/> names (at enrolment: that key, just parsed), or <see langword="null"/> when there is no such
    /// account. The work is the same either way, and so is the answer.
    /// </param>
    /// <param name="channel">The open channel; the caller disposes it.</param>
    /// <param name="error">The cause of a refusal, for the log; the phone is told <see cref="AlertCode.HandshakeFailed"/> whatever it is.</param>
    /// <exception cref="InvalidOperationException">Before <see cref="TryOpen"/> has succeeded, or again after this has.</exception>
    public bool TryVerify(P256PublicKey? accountKey, [NotNullWhen(true)] out SecureChannel? channel, out ProtocolError error)
    {
        // Two channels of one handshake would use the same nonces under the same keys.
        if (_proof.Length == 0 || _verified)
        {
            throw new InvalidOperationException("M3 is verified once, after it was opened.");
        }

        channel = null;
        var known = accountKey is not null && accountKey.Encoded.SequenceEqual(AccountKey);

        // 1. The signature: this account confirmed this request in this handshake.
        Span<byte> signed = stackalloc byte[ProofLayout.MaxSignatureInput];
        var signedSize = KeySchedule.SignatureInput(KeySchedule.InitiatorSignature, _transcript, Request, signed);
        var signature = _proof.AsSpan(ProofLayout.Signature, P256.SignatureSize);
        var verified = (known ? accountKey! : Decoy).Verify(signed[..signedSize], signature);

        // 2. The MAC: whoever signed also holds the Diffie-Hellman secret (stops identity misbinding).
        Span<byte> mac = stackalloc byte[ProofLayout.MacSize];
        _keys.Mac(KeySchedule.InitiatorMac, AccountKey, _transcript, mac);
        var bound = CryptographicOperations.FixedTimeEquals(mac, _proof.AsSpan(ProofLayout.Mac, ProofLayout.MacSize));

        error = (known && verified, bound) switch
        {
            (true, true) => ProtocolError.None,
            (true, false) => ProtocolError.InvalidMac,
            _ => ProtocolError.InvalidSignature,
        };
        if (error is not ProtocolError.None)
        {
            return false;
        }

        _verified = true;
        channel = SecureChannel.OfServer(_keys, _next);
        return true;
    }

    /// <summary>Verifies that a transaction key belongs to who is enrolling: its signature over the label and th2 (docs/protocol/messages.md, section 4.2).</summary>
    public bool VerifyTransactionKey(P256PublicKey transactionKey, ReadOnlySpan<byte> signature)
    {
        ArgumentNullException.ThrowIfNull(transactionKey);
        return transactionKey.Verify(ProofLayout.TransactionKeyInput(_transcript), signature);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _keys.Dispose();
        CryptographicOperations.ZeroMemory(_proof);
    }

    /// <summary>For test vectors only: goes on after an M2 that was made before.</summary>
    internal static Responder After(KeySchedule keys, ReadOnlySpan<byte> secondTranscriptHash) => new(keys, secondTranscriptHash.ToArray());

    /// <summary>As the public overload, with a given ephemeral key: for test vectors.</summary>
    internal static bool TryRespond(
        InitiatorHello hello,
        P256SigningKey identity,
        EphemeralKey ephemeral,
        ReadOnlySpan<byte> ownHello,
        Span<byte> response,
        [NotNullWhen(true)] out Responder? responder,
        out ProtocolError error)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ownHello.Length, ProtocolLimits.MaxMessageSize);
        ArgumentOutOfRangeException.ThrowIfNotEqual(response.Length, ResponseSize(ownHello.Length));
        responder = null;

        // 1. The shared secret, from both ephemeral keys.
        if (!ephemeral.TryAgree(hello.EphemeralKey, out var secret))
        {
            error = ProtocolError.InvalidKey;
            return false;
        }

        // 2. th1 = H(M1 || our ephemeral key), and the key schedule salted with it.
        Span<byte> th1 = stackalloc byte[KeySchedule.HashSize];
        KeySchedule.Chain(hello.Bytes, ephemeral.PublicKey, th1);
        var keys = new KeySchedule(secret, th1);

        // 3. Who we are, proven by signature and MAC; then our hello.
        var plaintext = new byte[ProofLayout.Request + ownHello.Length];
        Span<byte> signed = stackalloc byte[ProofLayout.MaxSignatureInput];
        var signedSize = KeySchedule.SignatureInput(KeySchedule.ResponderSignature, th1, ownHello, signed);
        identity.PublicKey.CopyTo(plaintext);
        identity.Sign(signed[..signedSize], plaintext.AsSpan(ProofLayout.Signature, P256.SignatureSize));
        keys.Mac(KeySchedule.ResponderMac, identity.PublicKey, th1, plaintext.AsSpan(ProofLayout.Mac, ProofLayout.MacSize));
        ownHello.CopyTo(plaintext.AsSpan(ProofLayout.Request));

        // 4. Sealed: the identity never appears in the clear.
        response[0] = (byte)MessageType.ResponderProof;
        ephemeral.PublicKey.CopyTo(response[1..]);
        var ciphertext = response[ProofLayout.ResponderHeader..];
        Span<byte> key = stackalloc byte[KeySchedule.KeySize];
        keys.Derive(KeySchedule.ResponderKey, key);
        Aead.SealOnce(key, plaintext, th1, ciphertext);
        CryptographicOperations.ZeroMemory(key);

        // 5. th2 = H(th1 || ciphertext of M2).
        var th2 = new byte[KeySchedule.HashSize];
        KeySchedule.Chain(th1, ciphertext, th2);
        responder = new(keys, th2);
        error = ProtocolError.None;
        return true;
    }

    private static P256PublicKey MakeDecoy()
    {
        using var key = P256SigningKey.Create();
        return P256PublicKey.TryImport(key.PublicKey, out var decoy) ? decoy : throw new CryptographicException("The platform refuses its own key.");
    }
}
