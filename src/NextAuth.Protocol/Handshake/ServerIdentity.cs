using System.Security.Cryptography;
using NextAuth.Protocol.Crypto;

namespace NextAuth.Protocol.Handshake;

/// <summary>
/// Which server a phone expects: by its key, from an account, or by the fingerprint of its key, from an enrol code. Keeps the parsed key; thread-safe.
/// </summary>
public sealed class ServerIdentity : IDisposable
{
    /// <summary>Length of a fingerprint, H(serverpk), in bytes.</summary>
    public const int FingerprintSize = SHA256.HashSizeInBytes;

    private readonly byte[] _expected;
    private readonly Lock _parsing = new();
    private P256PublicKey? _key;

    private ServerIdentity(ReadOnlySpan<byte> expected) => _expected = expected.ToArray();

    /// <summary>Expects a key.</summary>
    /// <param name="serverKey">65 bytes, as stored at enrolment.</param>
    public static ServerIdentity OfKey(ReadOnlySpan<byte> serverKey)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(serverKey.Length, P256.PublicKeySize);
        return new(serverKey);
    }

    /// <summary>Expects a key with this fingerprint.</summary>
    /// <param name="fingerprint">SHA-256 of the 65 bytes, from the enrol code.</param>
    public static ServerIdentity OfFingerprint(ReadOnlySpan<byte> fingerprint)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(fingerprint.Length, FingerprintSize);
        return new(fingerprint);
    }

    /// <inheritdoc/>
    public void Dispose() => _key?.Dispose();

    internal bool Matches(ReadOnlySpan<byte> identity)
    {
        if (_expected.Length == P256.PublicKeySize)
        {
            return identity.SequenceEqual(_expected);
        }

        Span<byte> fingerprint = stackalloc byte[FingerprintSize];
        SHA256.HashData(identity, fingerprint);
        return fingerprint.SequenceEqual(_expected);
    }

    /// <summary>Parses the matching identity once; <see langword="null"/> when it is no point.</summary>
    internal P256PublicKey? Key(ReadOnlySpan<byte> identity)
    {
        lock (_parsing)
        {
            if (_key is null && P256PublicKey.TryImport(identity, out var key))
            {
                _key = key;
            }

            return _key;
        }
    }
}
