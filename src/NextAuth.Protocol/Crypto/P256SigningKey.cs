using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace NextAuth.Protocol.Crypto;

/// <summary>
/// A private ECDSA key on P-256, parsed once and kept. Thread-safe: as many signatures run at once as there are callers;
/// the platform's key object makes no such promise, so each caller borrows one of its own.
/// </summary>
public sealed class P256SigningKey : IDisposable
{
    private readonly byte[] _encoded;
    private readonly ConcurrentBag<ECDsa> _idle = [];

    // Never signs: it is only copied, under the lock.
    private readonly ECDsa _original;
    private readonly Lock _copying = new();

    private P256SigningKey(ECDsa key)
    {
        _original = key;
        _encoded = P256.Encode(key.ExportParameters(includePrivateParameters: false).Q);
    }

    /// <summary>Gets the public part: 65 bytes, uncompressed.</summary>
    public ReadOnlySpan<byte> PublicKey => _encoded;

    /// <summary>Makes a new random key.</summary>
    public static P256SigningKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Reads a private key.</summary>
    /// <param name="pkcs8">PKCS #8 (RFC 5958), unencrypted. The caller wipes it.</param>
    /// <param name="key">The key; the caller disposes it.</param>
    /// <returns><see langword="false"/> when it is no P-256 key.</returns>
    public static bool TryImportPkcs8(ReadOnlySpan<byte> pkcs8, [NotNullWhen(true)] out P256SigningKey? key)
    {
        key = null;
        var platformKey = ECDsa.Create();
        try
        {
            platformKey.ImportPkcs8PrivateKey(pkcs8, out var read);
            if (read == pkcs8.Length && IsP256(platformKey))
            {
                key = new(platformKey);
            }
        }
        catch (CryptographicException)
        {
            // Not a key: the caller learns it by the result.
        }

        if (key is null)
        {
            platformKey.Dispose();
        }

        return key is not null;
    }

    /// <summary>Gets the private key as PKCS #8, unencrypted. The caller encrypts it at rest and wipes the copy.</summary>
    public byte[] ExportPkcs8()
    {
        lock (_copying)
        {
            return _original.ExportPkcs8PrivateKey();
        }
    }

    /// <summary>Signs SHA-256 of <paramref name="data"/>.</summary>
    /// <param name="data">What to sign.</param>
    /// <param name="signature">Receives 64 bytes, IEEE P1363.</param>
    /// <exception cref="ArgumentOutOfRangeException">The destination is shorter than 64 bytes.</exception>
    public void Sign(ReadOnlySpan<byte> data, Span<byte> signature)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(signature.Length, P256.SignatureSize);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(data, hash);

        if (!_idle.TryTake(out var key))
        {
            key = Clone();
        }

        var signed = key.TrySignHash(hash, signature, P256.SignatureFormat, out var written);
        _idle.Add(key);
        if (!signed || written != P256.SignatureSize)
        {
            throw new UnreachableException("A P-256 signature has 64 bytes.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_idle.TryTake(out var key))
        {
            key.Dispose();
        }

        _original.Dispose();
    }

    private static bool IsP256(ECDsa key) =>
        key.KeySize == 256 && key.ExportParameters(includePrivateParameters: false).Curve.Oid?.Value == ECCurve.NamedCurves.nistP256.Oid.Value;

    private ECDsa Clone()
    {
        var pkcs8 = ExportPkcs8();
        var clone = ECDsa.Create();
        clone.ImportPkcs8PrivateKey(pkcs8, out _);
        CryptographicOperations.ZeroMemory(pkcs8);
        return clone;
    }
}
