using System.Security.Cryptography;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Messages;

namespace NextAuth.Protocol.Handshake;

/// <summary>
/// The phone's side of one handshake (docs/protocol/handshake.md, section 3): make M1, check M2, show the person what it says, then make M3.
/// Owned by one connection; not thread-safe. Holds keys: dispose it.
/// </summary>
public sealed class Initiator : IDisposable
{
    private readonly EphemeralKey _ephemeral;
    private readonly byte[] _firstMessage;
    private readonly byte[] _transcript = new byte[KeySchedule.HashSize];
    private KeySchedule? _keys;
    private byte[] _proof = [];
    private bool _received;
    private bool _completed;

    private Initiator(EphemeralKey ephemeral, Purpose purpose, ServerId server, ReadOnlySpan<byte> context)
    {
        _ephemeral = ephemeral;
        _firstMessage = new byte[InitiatorHello.HeaderSize + context.Length];
        InitiatorHello.Write(purpose, server, ephemeral.PublicKey, context, _firstMessage);
    }

    /// <summary>Gets M1, to be sent first.</summary>
    public ReadOnlyMemory<byte> FirstMessage => _firstMessage;

    /// <summary>Gets the server's hello, JSON, proven; empty before <see cref="TryReceive"/>.</summary>
    public ReadOnlyMemory<byte> Hello => _proof.Length == 0 ? default : _proof.AsMemory(ProofLayout.Request);

    /// <summary>Gets the server's identity key, 65 bytes, proven; empty before <see cref="TryReceive"/>.</summary>
    public ReadOnlySpan<byte> ServerKey => _proof.Length == 0 ? default : _proof.AsSpan(0, P256.PublicKeySize);

    /// <summary>Gets th2, what this phone's proofs are bound to: 32 bytes, meaningful after <see cref="TryReceive"/>.</summary>
    public ReadOnlySpan<byte> TranscriptHash => _transcript;

    /// <summary>Starts a handshake with a fresh ephemeral key.</summary>
    /// <param name="purpose">What it is for.</param>
    /// <param name="server">The virtual server.</param>
    /// <param name="context">What the purpose asks for, see <see cref="InitiatorHello"/>.</param>
    /// <exception cref="ArgumentException">The context does not fit the purpose.</exception>
    public static Initiator Start(Purpose purpose, ServerId server, ReadOnlySpan<byte> context) =>
        new(EphemeralKey.Create(), purpose, server, context);

    /// <summary>Checks M2. Only after <see langword="true"/> may anything of it be shown, and only then may M3 be made.</summary>
    /// <param name="message">M2 as received.</param>
    /// <param name="expected">The server identity this phone expects.</param>
    /// <param name="error">The cause of a refusal.</param>
    /// <exception cref="InvalidOperationException">Called twice, even if the first was refused: nobody gets a second try against one ephemeral key.</exception>
    public bool TryReceive(ReadOnlySpan<byte> message, ServerIdentity expected, out ProtocolError error)
    {
        ArgumentNullException.ThrowIfNull(expected);
        if (_received)
        {
            throw new InvalidOperationException("A handshake has one M2.");
        }

        _received = true;
        error = message switch
        {
            [] => ProtocolError.WrongLength,
            [not (byte)MessageType.ResponderProof, ..] => ProtocolError.UnexpectedType,
            _ when message.Length < Responder.ResponseSize(0) => ProtocolError.WrongLength,
            _ when message.Length > Responder.ResponseSize(ProtocolLimits.MaxMessageSize) => ProtocolError.WrongLength,
            _ => ProtocolError.None,
        };
        if (error is not ProtocolError.None)
        {
            return false;
        }

        // 1. The shared secret and th1.
        var serverEphemeral = message[1..ProofLayout.ResponderHeader];
        if (!_ephemeral.TryAgree(serverEphemeral, out var secret))
        {
            error = ProtocolError.InvalidKey;
            return false;
        }

        Span<byte> th1 = stackalloc byte[KeySchedule.HashSize];
        KeySchedule.Chain(_firstMessage, serverEphemeral, th1);
        var keys = new KeySchedule(secret, th1);

        // 2. Open, then check identity, signature and MAC.
        var ciphertext = message[ProofLayout.ResponderHeader..];
        var proof = new byte[ciphertext.Length - Aead.TagSize];
        error = Check(keys, th1, ciphertext, proof, expected);
        if (error is not ProtocolError.None)
        {
            keys.Dispose();
            return false;
        }

        // 3. State is kept only now, after the last check.
        KeySchedule.Chain(th1, ciphertext, _transcript);
        _proof = proof;
        _keys = keys;
        return true;
    }

    /// <summary>Makes M3 and opens the channel. Sending it is the person's decision.</summary>
    /// <param name="accountKey">The account's authentication key (at enrolment: the new one).</param>
    /// <param name="request">The request, JSON, at most <see cref="ProtocolLimits.MaxMessageSize"/> bytes.</param>
    /// <param name="channel">The channel the server answers on; the caller disposes it.</param>
    /// <returns>M3, to be sent.</returns>
    /// <exception cref="InvalidOperationException">Before <see cref="TryReceive"/> has succeeded, or called twice.</exception>
    public byte[] Complete(P256SigningKey accountKey, ReadOnlySpan<byte> request, out SecureChannel channel)
    {
        ArgumentNullException.ThrowIfNull(accountKey);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.Length, ProtocolLimits.MaxMessageSize);
        if (_keys is null || _completed)
        {
            throw new InvalidOperationException("M3 is made once, after M2 was checked.");
        }

        _completed = true;
        var plaintext = new byte[ProofLayout.Request + request.Length];
        Span<byte> signed = stackalloc byte[ProofLayout.MaxSignatureInput];
        var signedSize = KeySchedule.SignatureInput(KeySchedule.InitiatorSignature, _transcript, request, signed);
        accountKey.PublicKey.CopyTo(plaintext);
        accountKey.Sign(signed[..signedSize], plaintext.AsSpan(ProofLayout.Signature, P256.SignatureSize));
        _keys.Mac(KeySchedule.InitiatorMac, accountKey.PublicKey, _transcript, plaintext.AsSpan(ProofLayout.Mac, ProofLayout.MacSize));
        request.CopyTo(plaintext.AsSpan(ProofLayout.Request));

        var message = new byte[1 + plaintext.Length + Aead.TagSize];
        message[0] = (byte)MessageType.InitiatorProof;
        Span<byte> key = stackalloc byte[KeySchedule.KeySize];
        _keys.Derive(KeySchedule.InitiatorKey, key);
        Aead.SealOnce(key, plaintext, _transcript, message.AsSpan(1));
        CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(plaintext);

        Span<byte> th3 = stackalloc byte[KeySchedule.HashSize];
        KeySchedule.Chain(_transcript, message.AsSpan(1), th3);
        channel = SecureChannel.OfPhone(_keys, th3);
        return message;
    }

    /// <summary>Signs for a new transaction key: over the label and th2 (docs/protocol/messages.md, section 4.2).</summary>
    /// <returns>64 bytes.</returns>
    public byte[] SignTransactionKey(P256SigningKey transactionKey)
    {
        ArgumentNullException.ThrowIfNull(transactionKey);
        var signature = new byte[P256.SignatureSize];
        transactionKey.Sign(ProofLayout.TransactionKeyInput(_transcript), signature);
        return signature;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _keys?.Dispose();
        _ephemeral.Dispose();
    }

    /// <summary>As the public overload, with a given ephemeral key: for test vectors.</summary>
    internal static Initiator Start(EphemeralKey ephemeral, Purpose purpose, ServerId server, ReadOnlySpan<byte> context) =>
        new(ephemeral, purpose, server, context);

    private static ProtocolError Check(KeySchedule keys, ReadOnlySpan<byte> th1, ReadOnlySpan<byte> ciphertext, byte[] proof, ServerIdentity expected)
    {
        Span<byte> key = stackalloc byte[KeySchedule.KeySize];
        keys.Derive(KeySchedule.ResponderKey, key);
        var opened = Aead.TryOpenOnce(key, ciphertext, th1, proof);
        CryptographicOperations.ZeroMemory(key);
        if (!opened)
        {
            return ProtocolError.DecryptionFailed;
        }

        // The expected identity first: a stranger's valid proof must not get further (stops a server posing as another).
        var identity = proof.AsSpan(0, P256.PublicKeySize);
        if (!expected.Matches(identity))
        {
            return ProtocolError.WrongServerKey;
        }

        if (expected.Key(identity) is not { } identityKey)
        {
            return ProtocolError.InvalidKey;
        }

        Span<byte> signed = stackalloc byte[ProofLayout.MaxSignatureInput];
        var size = KeySchedule.SignatureInput(KeySchedule.ResponderSignature, th1, proof.AsSpan(ProofLayout.Request), signed);
        if (!identityKey.Verify(signed[..size], proof.AsSpan(ProofLayout.Signature, P256.SignatureSize)))
        {
            return ProtocolError.InvalidSignature;
        }

        Span<byte> mac = stackalloc byte[ProofLayout.MacSize];
        keys.Mac(KeySchedule.ResponderMac, identity, th1, mac);
        return CryptographicOperations.FixedTimeEquals(mac, proof.AsSpan(ProofLayout.Mac, ProofLayout.MacSize))
            ? ProtocolError.None
            : ProtocolError.InvalidMac;
    }
}
