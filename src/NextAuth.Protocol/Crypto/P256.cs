using System.Security.Cryptography;

namespace NextAuth.Protocol.Crypto;

/// <summary>Sizes and encodings of suite 1 (docs/protocol/overview.md, section 1), in bytes.</summary>
public static class P256
{
    /// <summary>An uncompressed public key: 0x04, x (32), y (32). SEC 1, section 2.3.3.</summary>
    public const int PublicKeySize = 65;

    /// <summary>A signature: r (32), s (32). IEEE P1363.</summary>
    public const int SignatureSize = 64;

    /// <summary>A coordinate, a private scalar, and the secret that ECDH yields.</summary>
    public const int FieldSize = 32;

    internal const byte Uncompressed = 0x04;

    internal const DSASignatureFormat SignatureFormat = DSASignatureFormat.IeeeP1363FixedFieldConcatenation;

    internal static bool TryReadPoint(ReadOnlySpan<byte> encoded, out ECParameters parameters)
    {
        if (encoded.Length != PublicKeySize || encoded[0] != Uncompressed)
        {
            parameters = default;
            return false;
        }

        parameters = new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = encoded[1..33].ToArray(), Y = encoded[33..].ToArray() },
        };
        return true;
    }

    internal static byte[] Encode(in ECPoint point)
    {
        var encoded = new byte[PublicKeySize];
        encoded[0] = Uncompressed;
        point.X!.CopyTo(encoded, 1);
        point.Y!.CopyTo(encoded, 1 + FieldSize);
        return encoded;
    }
}
