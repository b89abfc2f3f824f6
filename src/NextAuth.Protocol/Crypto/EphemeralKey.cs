using System.Security.Cryptography;

namespace NextAuth.Protocol.Crypto;

/// <summary>One side's fresh Diffie-Hellman key of one handshake (docs/protocol/key-schedule.md, section 1). Used once, then disposed; not thread-safe.</summary>
public sealed class EphemeralKey : IDisposable
{
    private readonly byte[] _encoded;
    private readonly ECDiffieHellman _key;

    private EphemeralKey(ECDiffieHellman key)
    {
        _key = key;
        _encoded = P256.Encode(key.ExportParameters(includePrivateParameters: false).Q);
    }

    /// <summary>Gets the public part: 65 bytes, uncompressed.</summary>
    public ReadOnlySpan<byte> PublicKey => _encoded;

    /// <summary>Makes a new random key.</summary>
    public static EphemeralKey Create() => new(ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Computes the shared secret: the x-coordinate, 32 bytes (SEC 1, section 3.3.1).</summary>
    /// <param name="peer">The other side's public key, 65 bytes.</param>
    /// <param name="secret">The secret; the caller wipes it.</param>
    /// <returns><see langword="false"/> when the bytes are not a point on the curve.</returns>
    public bool TryAgree(ReadOnlySpan<byte> peer, out byte[] secret)
    {
        secret = [];
        if (!P256.TryReadPoint(peer, out var parameters))
        {
            return false;
        }

        try
        {
            // The import checks that the point lies on the curve: an invalid one would leak bits of our key.
            using var peerKey = ECDiffieHellman.Create(parameters);
            secret = _key.DeriveRawSecretAgreement(peerKey.PublicKey);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    /// <summary>For test vectors only: a fixed key from its parameters.</summary>
    internal static EphemeralKey FromParameters(ECParameters parameters) => new(ECDiffieHellman.Create(parameters));
}
