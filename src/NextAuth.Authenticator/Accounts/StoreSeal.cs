using System.Security.Cryptography;
using System.Text;

namespace NextAuth.Authenticator.Accounts;

/// <summary>Seals keys at rest: AES-256-GCM under a key derived from a passphrase. Thread-safe.</summary>
internal sealed class StoreSeal : IDisposable
{
    public const int SaltSize = 16;

    /// <summary>OWASP Password Storage Cheat Sheet, 2023: PBKDF2 with HMAC-SHA-256.</summary>
    public const int Iterations = 600_000;

    private const int KeySize = 32;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly byte[] _key;

    private StoreSeal(byte[] key) => _key = key;

    public static StoreSeal Derive(string passphrase, ReadOnlySpan<byte> salt, int iterations)
    {
        var bytes = Encoding.UTF8.GetBytes(passphrase);
        try
        {
            return new(Rfc2898DeriveBytes.Pbkdf2(bytes, salt, iterations, HashAlgorithmName.SHA256, KeySize));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Seals under a random nonce: nonce (12), ciphertext, tag (16). A store is written far too rarely for two nonces to meet.</summary>
    public byte[] Seal(ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associated)
    {
        var result = new byte[NonceSize + plaintext.Length + TagSize];
        var nonce = result.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_key, TagSize);
        aes.Encrypt(nonce, plaintext, result.AsSpan(NonceSize, plaintext.Length), result.AsSpan(NonceSize + plaintext.Length), associated);
        return result;
    }

    /// <summary>Opens; <see langword="null"/> when it was altered, truncated, or sealed under another passphrase.</summary>
    public byte[]? Open(ReadOnlySpan<byte> source, ReadOnlySpan<byte> associated)
    {
        if (source.Length < NonceSize + TagSize)
        {
            return null;
        }

        var plaintext = new byte[source.Length - NonceSize - TagSize];
        using var aes = new AesGcm(_key, TagSize);
        try
        {
            aes.Decrypt(source[..NonceSize], source[NonceSize..^TagSize], source[^TagSize..], plaintext, associated);
            return plaintext;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_key);
}
