using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace NextAuth.Server.Secrets;

/// <summary>
/// Encrypts secrets at rest under the master key: AES-256-GCM, random nonce, bound to what the secret is for, so that one row's secret cannot be put into another row.
/// Stops the thief of a database file or backup. Thread-safe.
/// </summary>
/// <remarks>
/// Sealed form, in bytes: version 0x01 (1), key id (4), nonce (12), ciphertext (n), tag (16). The key id is the first four bytes of the master key's hash: a wrong
/// master key is told from an altered secret.
/// </remarks>
public sealed class SecretBox : IDisposable
{
    /// <summary>Length of a master key, in bytes.</summary>
    public const int KeySize = 32;

    private const byte Version = 1;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int HeaderSize = 1 + sizeof(uint) + NonceSize;

    private readonly byte[] _key;
    private readonly uint _keyId;

    public SecretBox(ReadOnlySpan<byte> masterKey)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(masterKey.Length, KeySize);
        _key = masterKey.ToArray();
        _keyId = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(masterKey));
    }

    /// <summary>Seals a secret.</summary>
    /// <param name="secret">The secret; the caller wipes it.</param>
    /// <param name="purpose">What it is for and whose it is, e.g. <c>identity:{server id}</c>.</param>
    public byte[] Seal(ReadOnlySpan<byte> secret, string purpose)
    {
        var box = new byte[HeaderSize + secret.Length + TagSize];
        box[0] = Version;
        BinaryPrimitives.WriteUInt32BigEndian(box.AsSpan(1), _keyId);
        var nonce = box.AsSpan(5, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_key, TagSize);
        aes.Encrypt(nonce, secret, box.AsSpan(HeaderSize, secret.Length), box.AsSpan(HeaderSize + secret.Length), Associated(purpose));
        return box;
    }

    /// <summary>Whether a box was sealed under this master key, by its key id.</summary>
    public bool IsMine(ReadOnlySpan<byte> box) =>
        box.Length > HeaderSize + TagSize && box[0] == Version && BinaryPrimitives.ReadUInt32BigEndian(box[1..]) == _keyId;

    /// <summary>Opens a box; <see langword="false"/> when it was altered, is for another purpose, or was sealed under another master key.</summary>
    public bool TryOpen(ReadOnlySpan<byte> box, string purpose, [NotNullWhen(true)] out byte[]? secret)
    {
        secret = null;
        if (!IsMine(box))
        {
            return false;
        }

        var opened = new byte[box.Length - HeaderSize - TagSize];
        using var aes = new AesGcm(_key, TagSize);
        try
        {
            aes.Decrypt(box.Slice(5, NonceSize), box[HeaderSize..^TagSize], box[^TagSize..], opened, Associated(purpose));
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }

        secret = opened;
        return true;
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_key);

    private static byte[] Associated(string purpose) => System.Text.Encoding.UTF8.GetBytes(purpose);
}
