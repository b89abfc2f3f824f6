using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using NextAuth.Protocol.Crypto;

namespace NextAuth.Server.Push.WebPush;

/// <summary>Encrypts for a phone what its push service must not read (RFC 8291), in one record of aes128gcm (RFC 8188).</summary>
/// <remarks>The body, in bytes: salt (16), record size (4), length of the key (1), our public key (65), ciphertext, tag (16).</remarks>
internal static class WebPushEncryption
{
    /// <summary>What push services must take (RFC 8030, section 7.2), in bytes.</summary>
    public const int RecordSize = 4_096;

    private const int SaltSize = 16;
    private const int TagSize = 16;
    private const int HeaderSize = SaltSize + sizeof(int) + 1 + P256.PublicKeySize;

    // RFC 8188, section 2: the last record's delimiter, before the padding.
    private const byte LastRecord = 2;

    /// <summary>The most that can be encrypted, in bytes.</summary>
    public const int MaxPlaintextSize = RecordSize - HeaderSize - TagSize - 1;

    /// <summary>Encrypts under a fresh key.</summary>
    /// <param name="phoneKey">The phone's public key, 65 bytes.</param>
    /// <param name="auth">The phone's authentication secret, 16 bytes.</param>
    /// <param name="plaintext">What only the phone may read.</param>
    /// <param name="paddedSize">It is padded to this length, so that its own does not tell what it is about.</param>
    public static byte[] Encrypt(ReadOnlySpan<byte> phoneKey, ReadOnlySpan<byte> auth, ReadOnlySpan<byte> plaintext, int paddedSize)
    {
        using var ephemeral = EphemeralKey.Create();
        if (!ephemeral.TryAgree(phoneKey, out var secret))
        {
            throw new UnreachableException("The key was checked when the endpoint was set.");
        }

        return Encrypt(secret, ephemeral.PublicKey, phoneKey, auth, RandomNumberGenerator.GetBytes(SaltSize), plaintext, paddedSize);
    }

    /// <summary>With everything given, as in the standard's example. Wipes the secret.</summary>
    public static byte[] Encrypt(
        byte[] secret, ReadOnlySpan<byte> ownKey, ReadOnlySpan<byte> phoneKey, ReadOnlySpan<byte> auth, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> plaintext, int paddedSize)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Max(plaintext.Length, paddedSize), MaxPlaintextSize);

        // RFC 8291, section 3.4: the authentication secret goes in, so that the public key alone, which the push service may know, is not enough.
        Span<byte> authPrk = stackalloc byte[SHA256.HashSizeInBytes];
        HKDF.Extract(HashAlgorithmName.SHA256, secret, auth, authPrk);
        Span<byte> input = stackalloc byte[SHA256.HashSizeInBytes];
        byte[] keyInfo = [.. "WebPush: info\0"u8, .. phoneKey, .. ownKey];
        HKDF.Expand(HashAlgorithmName.SHA256, authPrk, input, keyInfo);

        // RFC 8188, section 2.2.
        Span<byte> prk = stackalloc byte[SHA256.HashSizeInBytes];
        HKDF.Extract(HashAlgorithmName.SHA256, input, salt, prk);
        Span<byte> key = stackalloc byte[16];
        HKDF.Expand(HashAlgorithmName.SHA256, prk, key, "Content-Encoding: aes128gcm\0"u8);
        Span<byte> nonce = stackalloc byte[12];
        HKDF.Expand(HashAlgorithmName.SHA256, prk, nonce, "Content-Encoding: nonce\0"u8);

        var padded = new byte[Math.Max(plaintext.Length, paddedSize) + 1];
        plaintext.CopyTo(padded);
        padded[plaintext.Length] = LastRecord;

        var body = new byte[HeaderSize + padded.Length + TagSize];
        salt.CopyTo(body);
        BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(SaltSize), RecordSize);
        body[SaltSize + sizeof(int)] = P256.PublicKeySize;
        ownKey.CopyTo(body.AsSpan(HeaderSize - P256.PublicKeySize));

        // One record under one key: its sequence number, 0, leaves the nonce as it is.
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(nonce, padded, body.AsSpan(HeaderSize, padded.Length), body.AsSpan(^TagSize..));

        CryptographicOperations.ZeroMemory(secret);
        CryptographicOperations.ZeroMemory(authPrk);
        CryptographicOperations.ZeroMemory(input);
        CryptographicOperations.ZeroMemory(prk);
        CryptographicOperations.ZeroMemory(key);
        return body;
    }
}
