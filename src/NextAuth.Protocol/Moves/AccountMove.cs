using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using NextAuth.Protocol.Crypto;

namespace NextAuth.Protocol.Moves;

/// <summary>What old phone, new phone and server compute when an account moves (docs/protocol/move.md). Thread-safe.</summary>
public static class AccountMove
{
    /// <summary>Length of the old phone's nonce, in bytes.</summary>
    public const int NonceSize = 16;

    /// <summary>Length of the commitment to it, in bytes.</summary>
    public const int CommitmentSize = SHA256.HashSizeInBytes;

    private const uint Codes = 1_000_000;

    /// <summary>What the old phone is committed to before it has seen any key, 32 bytes (section 1).</summary>
    /// <param name="nonce">16 random bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The nonce has not 16 bytes.</exception>
    public static byte[] Commit(ReadOnlySpan<byte> nonce)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(nonce.Length, NonceSize);
        return SHA256.HashData([.. "nextauth move nonce v1"u8, .. nonce]);
    }

    /// <summary>Whether a nonce is the one that the old phone was committed to (section 3). Takes the same time whatever differs.</summary>
    /// <param name="commitment">What came with the offer, 32 bytes.</param>
    /// <param name="nonce">What is revealed. Any other length than 16 bytes is a refusal, not an error.</param>
    public static bool IsCommitted(ReadOnlySpan<byte> commitment, ReadOnlySpan<byte> nonce) =>
        nonce.Length == NonceSize && CryptographicOperations.FixedTimeEquals(Commit(nonce), commitment);

    /// <summary>The six digits that both phones show (section 3).</summary>
    /// <param name="nonce">The old phone's nonce, 16 bytes.</param>
    /// <param name="authenticationKey">The new authentication key, 65 bytes.</param>
    /// <param name="transactionKey">The new transaction key, 65 bytes.</param>
    public static string Code(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> authenticationKey, ReadOnlySpan<byte> transactionKey)
    {
        var hash = SHA256.HashData([.. "nextauth move code v1"u8, .. nonce, .. authenticationKey, .. transactionKey]);
        return (BinaryPrimitives.ReadUInt32BigEndian(hash) % Codes).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>What the old authentication key signs, 178 bytes (section 4).</summary>
    /// <param name="binding">The old phone's <c>Export("move")</c>, 32 bytes: a signature is good on its own connection only.</param>
    /// <param name="authenticationKey">The new authentication key, 65 bytes.</param>
    /// <param name="transactionKey">The new transaction key, 65 bytes.</param>
    public static byte[] SignedBytes(ReadOnlySpan<byte> binding, ReadOnlySpan<byte> authenticationKey, ReadOnlySpan<byte> transactionKey) =>
        [.. "nextauth move v1"u8, .. binding, .. authenticationKey, .. transactionKey];

    /// <summary>Whether the old phone has signed the new keys, on the connection that it says so on (section 4).</summary>
    /// <param name="oldKey">The authentication key that the account has.</param>
    /// <param name="binding">The old phone's <c>Export("move")</c>, 32 bytes.</param>
    /// <param name="authenticationKey">The new authentication key, 65 bytes.</param>
    /// <param name="transactionKey">The new transaction key, 65 bytes.</param>
    /// <param name="signature">What the old phone sent. Any other length than 64 bytes is a refusal, not an error.</param>
    public static bool IsSigned(
        P256PublicKey oldKey, ReadOnlySpan<byte> binding, ReadOnlySpan<byte> authenticationKey, ReadOnlySpan<byte> transactionKey, ReadOnlySpan<byte> signature)
    {
        ArgumentNullException.ThrowIfNull(oldKey);
        return oldKey.Verify(SignedBytes(binding, authenticationKey, transactionKey), signature);
    }
}
