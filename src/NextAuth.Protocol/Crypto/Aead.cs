using System.Security.Cryptography;

namespace NextAuth.Protocol.Crypto;

/// <summary>AES-256-GCM with 16-byte tags, as the handshake uses it: one message a key.</summary>
internal static class Aead
{
    public const int KeySize = 32;
    public const int TagSize = 16;
    public const int NonceSize = 12;

    /// <summary>
    /// Seals with nonce 0. Safe, because every key comes from a fresh Diffie-Hellman secret and seals exactly one message:
    /// the same key never meets the same nonce twice.
    /// </summary>
    public static void SealOnce(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associated, Span<byte> destination)
    {
        Span<byte> nonce = stackalloc byte[NonceSize];
        nonce.Clear();
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(nonce, plaintext, destination[..plaintext.Length], destination.Slice(plaintext.Length, TagSize), associated);
    }

    /// <summary>Opens what <see cref="SealOnce"/> sealed. On <see langword="false"/> the destination holds nothing of the message.</summary>
    public static bool TryOpenOnce(ReadOnlySpan<byte> key, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> associated, Span<byte> plaintext)
    {
        if (ciphertext.Length < TagSize)
        {
            return false;
        }

        Span<byte> nonce = stackalloc byte[NonceSize];
        nonce.Clear();
        var size = ciphertext.Length - TagSize;
        using var aes = new AesGcm(key, TagSize);
        try
        {
            aes.Decrypt(nonce, ciphertext[..size], ciphertext[size..], plaintext[..size], associated);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }
}
