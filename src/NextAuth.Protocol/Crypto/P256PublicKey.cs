using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace NextAuth.Protocol.Crypto;

/// <summary>
/// A public ECDSA key on P-256, parsed once and kept: importing a key costs more than verifying with it, so callers hold on to these.
/// Thread-safe; verifications with one key take turns.
/// </summary>
public sealed class P256PublicKey : IDisposable
{
    private readonly byte[] _encoded;
    private readonly ECDsa _key;
    private readonly Lock _turn = new();

    private P256PublicKey(byte[] encoded, ECDsa key)
    {
        _encoded = encoded;
        _key = key;
    }

    /// <summary>Gets the key as it travels: 65 bytes, uncompressed.</summary>
    public ReadOnlySpan<byte> Encoded => _encoded;

    /// <summary>Reads a public key.</summary>
    /// <param name="encoded">65 bytes: 0x04, x, y.</param>
    /// <param name="key">The key; the caller disposes it.</param>
    /// <returns><see langword="false"/> when the bytes are not a point on the curve (stops invalid-curve attacks).</returns>
    public static bool TryImport(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out P256PublicKey? key)
    {
        key = null;
        if (!P256.TryReadPoint(encoded, out var parameters))
        {
            return false;
        }

        try
        {
            // The platform checks that the point lies on the curve and is not at infinity.
            key = new(encoded.ToArray(), ECDsa.Create(parameters));
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Verifies a signature over SHA-256 of <paramref name="data"/>.</summary>
    /// <param name="data">What was signed.</param>
    /// <param name="signature">64 bytes, IEEE P1363. Any other length is a refusal, not an error.</param>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != P256.SignatureSize)
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(data, hash);
        lock (_turn)
        {
            return _key.VerifyHash(hash, signature, P256.SignatureFormat);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
