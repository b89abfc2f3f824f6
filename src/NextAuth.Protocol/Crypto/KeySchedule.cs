using System.Security.Cryptography;

namespace NextAuth.Protocol.Crypto;

/// <summary>
/// Every key of a handshake (docs/protocol/key-schedule.md): HKDF-SHA-256 (RFC 5869) over the Diffie-Hellman secret, salted with the first transcript hash.
/// Wipes itself when disposed.
/// </summary>
internal sealed class KeySchedule : IDisposable
{
    public const int KeySize = 32;
    public const int HashSize = SHA256.HashSizeInBytes;

    private readonly byte[] _prk = new byte[HashSize];
    private bool _disposed;

    /// <summary>Extracts the pseudorandom key and wipes the secret.</summary>
    public KeySchedule(byte[] secret, ReadOnlySpan<byte> firstTranscriptHash)
    {
        HKDF.Extract(HashAlgorithmName.SHA256, secret, firstTranscriptHash, _prk);
        CryptographicOperations.ZeroMemory(secret);
    }

    public static ReadOnlySpan<byte> ResponderKey => "nextauth sigma-i v1 kr"u8;

    public static ReadOnlySpan<byte> InitiatorKey => "nextauth sigma-i v1 ki"u8;

    public static ReadOnlySpan<byte> ResponderMac => "nextauth sigma-i v1 mr"u8;

    public static ReadOnlySpan<byte> InitiatorMac => "nextauth sigma-i v1 mi"u8;

    public static ReadOnlySpan<byte> PhoneRecords => "nextauth sigma-i v1 phone"u8;

    public static ReadOnlySpan<byte> ServerRecords => "nextauth sigma-i v1 server"u8;

    public static ReadOnlySpan<byte> Exporter => "nextauth sigma-i v1 export"u8;

    public static ReadOnlySpan<byte> ResponderSignature => "nextauth sigma-i v1 responder"u8;

    public static ReadOnlySpan<byte> InitiatorSignature => "nextauth sigma-i v1 initiator"u8;

    public static ReadOnlySpan<byte> TransactionKeySignature => "nextauth sigma-i v1 transaction key"u8;

    /// <summary>Gets the pseudorandom key. A wiped one is all zeros, and keys made of it would be anybody's: so never after disposal.</summary>
    internal ReadOnlySpan<byte> PseudorandomKey
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _prk;
        }
    }

    /// <summary>Derives a key that depends on the first transcript hash alone (through the salt).</summary>
    public void Derive(ReadOnlySpan<byte> label, Span<byte> key) => HKDF.Expand(HashAlgorithmName.SHA256, PseudorandomKey, key, label);

    /// <summary>Derives a key of the open channel, bound to everything sent.</summary>
    public void Derive(ReadOnlySpan<byte> label, ReadOnlySpan<byte> transcriptHash, Span<byte> key)
    {
        Span<byte> info = stackalloc byte[64 + HashSize];
        label.CopyTo(info);
        transcriptHash.CopyTo(info[label.Length..]);
        HKDF.Expand(HashAlgorithmName.SHA256, PseudorandomKey, key, info[..(label.Length + transcriptHash.Length)]);
    }

    /// <summary>H(previous || message): how the transcript grows.</summary>
    public static void Chain(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> message, Span<byte> hash)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(previous);
        sha.AppendData(message);
        sha.GetHashAndReset(hash);
    }

    /// <summary>HMAC(key, identity || transcript hash): ties an identity to the handshake, the "MAC" of SIGMA.</summary>
    public void Mac(ReadOnlySpan<byte> label, ReadOnlySpan<byte> identity, ReadOnlySpan<byte> transcriptHash, Span<byte> mac)
    {
        Span<byte> key = stackalloc byte[KeySize];
        Span<byte> input = stackalloc byte[P256.PublicKeySize + HashSize];
        Derive(label, key);
        identity.CopyTo(input);
        transcriptHash.CopyTo(input[P256.PublicKeySize..]);
        HMACSHA256.HashData(key, input, mac);
        CryptographicOperations.ZeroMemory(key);
    }

    /// <summary>label || transcript hash || H(message): what an identity signs.</summary>
    public static int SignatureInput(ReadOnlySpan<byte> label, ReadOnlySpan<byte> transcriptHash, ReadOnlySpan<byte> message, Span<byte> input)
    {
        label.CopyTo(input);
        transcriptHash.CopyTo(input[label.Length..]);
        SHA256.HashData(message, input[(label.Length + HashSize)..]);
        return label.Length + HashSize + HashSize;
    }

    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_prk);
    }
}
