using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using NextAuth.Protocol.Crypto;

namespace NextAuth.Protocol.Messages;

/// <summary>
/// What goes through a push service that reads what it carries, such as FCM and APNs (docs/protocol/push.md, section 4): nonce (12), ciphertext, tag (16), as base64url.
/// AES-256-GCM under the account's push key; associated data is the account's id, 8 bytes big-endian, so that a box cannot be shown to another account.
/// </summary>
public static class PushBox
{
    /// <summary>Length of a push key, in bytes.</summary>
    public const int KeySize = Aead.KeySize;

    /// <summary>The longest box, in characters: FCM and APNs carry 4,096 bytes in all.</summary>
    public const int MaxLength = 3_000;

    private const int Overhead = Aead.NonceSize + Aead.TagSize;

    /// <summary>Seals what was pushed, under a random nonce. 2^32 boxes may be made under one key (NIST SP 800-38D, section 8.3), far more than a phone is ever woken.</summary>
    /// <param name="pushKey">The account's push key, 32 bytes.</param>
    /// <param name="account">The account's id on the server.</param>
    /// <param name="push">What was pushed.</param>
    /// <exception cref="ArgumentOutOfRangeException">The key has not 32 bytes.</exception>
    public static string Seal(ReadOnlySpan<byte> pushKey, long account, Push push)
    {
        Span<byte> nonce = stackalloc byte[Aead.NonceSize];
        RandomNumberGenerator.Fill(nonce);
        return Seal(pushKey, account, ProtocolJson.Write(push, ProtocolJson.Default.Push), nonce);
    }

    /// <summary>Opens a box.</summary>
    /// <param name="pushKey">The account's push key, 32 bytes.</param>
    /// <param name="account">The account's id on the server.</param>
    /// <param name="box">The box, as it came.</param>
    /// <param name="push">What was pushed.</param>
    /// <returns><see langword="false"/> when it was altered, is of another account or key, or holds something else.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The key has not 32 bytes.</exception>
    public static bool TryOpen(ReadOnlySpan<byte> pushKey, long account, string box, [NotNullWhen(true)] out Push? push)
    {
        ArgumentNullException.ThrowIfNull(box);
        ArgumentOutOfRangeException.ThrowIfNotEqual(pushKey.Length, KeySize);
        push = null;
        if (!TryDecode(box, out var bytes))
        {
            return false;
        }

        var json = new byte[bytes.Length - Overhead];
        using var aes = new AesGcm(pushKey, Aead.TagSize);
        try
        {
            aes.Decrypt(bytes.AsSpan(0, Aead.NonceSize), bytes.AsSpan(Aead.NonceSize, json.Length), bytes.AsSpan(^Aead.TagSize..), json, Associated(account));
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }

        return ProtocolJson.TryRead(json, ProtocolJson.Default.Push, out push);
    }

    /// <summary>For test vectors: with a nonce that is given.</summary>
    internal static string Seal(ReadOnlySpan<byte> pushKey, long account, ReadOnlySpan<byte> json, ReadOnlySpan<byte> nonce)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(pushKey.Length, KeySize);
        var box = new byte[Overhead + json.Length];
        nonce.CopyTo(box);
        using var aes = new AesGcm(pushKey, Aead.TagSize);
        aes.Encrypt(nonce, json, box.AsSpan(Aead.NonceSize, json.Length), box.AsSpan(^Aead.TagSize..), Associated(account));
        return Base64Url.EncodeToString(box);
    }

    private static byte[] Associated(long account)
    {
        var associated = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(associated, account);
        return associated;
    }

    // One text for one box: no padding, no white space, no stray bits.
    private static bool TryDecode(string box, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (box.Length > MaxLength || !Base64Url.IsValid(box, out var size) || size <= Overhead || box.Length != Base64Url.GetEncodedLength(size))
        {
            return false;
        }

        var decoded = new byte[size];
        if (Base64Url.DecodeFromChars(box, decoded, out _, out _) is not OperationStatus.Done || Base64Url.EncodeToString(decoded) != box)
        {
            return false;
        }

        bytes = decoded;
        return true;
    }
}
