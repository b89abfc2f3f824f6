using System.Buffers;
using System.Buffers.Text;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Messages;

namespace NextAuth.Server.Phone;

/// <summary>New keys for an account, as the phone asks for them, proven (docs/protocol/messages.md, section 5).</summary>
internal sealed record KeyRotation(byte[] AuthenticationKey, byte[] TransactionKey)
{
    /// <summary>Checks a request: the old key allows it, and whoever asks holds both new ones, on this very channel.</summary>
    /// <param name="request">What the phone sent.</param>
    /// <param name="oldKey">The account's present key, parsed.</param>
    /// <param name="binding">The channel's binding, 32 bytes.</param>
    /// <param name="rotation">The new keys.</param>
    public static bool TryVerify(
        Rotate request, P256PublicKey? oldKey, ReadOnlySpan<byte> binding, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out KeyRotation? rotation)
    {
        rotation = null;
        if (oldKey is null
            || Decode(request.AuthenticationKey, P256.PublicKeySize) is not { } authenticationKey
            || Decode(request.TransactionKey, P256.PublicKeySize) is not { } transactionKey)
        {
            return false;
        }

        var signed = Rotate.SignedBytes(binding, authenticationKey, transactionKey);
        if (!Verify(oldKey, signed, request.Signature)
            || !Verify(authenticationKey, signed, request.AuthenticationSignature)
            || !Verify(transactionKey, signed, request.TransactionSignature))
        {
            return false;
        }

        rotation = new(authenticationKey, transactionKey);
        return true;
    }

    private static bool Verify(byte[] key, byte[] signed, string signature)
    {
        if (!P256PublicKey.TryImport(key, out var imported))
        {
            return false;
        }

        using (imported)
        {
            return Verify(imported, signed, signature);
        }
    }

    private static bool Verify(P256PublicKey key, byte[] signed, string signature) =>
        Decode(signature, P256.SignatureSize) is { } bytes && key.Verify(signed, bytes);

    private static byte[]? Decode(string text, int size)
    {
        var bytes = new byte[size];
        return text.Length == Base64Url.GetEncodedLength(size)
            && Base64Url.DecodeFromChars(text, bytes, out _, out var written) is OperationStatus.Done
            && written == size
            ? bytes
            : null;
    }
}
