using System.Security.Cryptography;
using System.Text;
using NextAuth.Protocol.Crypto;

namespace NextAuth.Protocol.Tests.Vectors;

/// <summary>A P-256 key that everybody knows: its private scalar is the hash of its name. For tests only.</summary>
internal sealed class TestKey
{
    private readonly ECParameters _parameters;

    private TestKey(byte[] scalar)
    {
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar });
        _parameters = key.ExportParameters(includePrivateParameters: true);
        Public = [4, .. _parameters.Q.X!, .. _parameters.Q.Y!];
    }

    public byte[] Private => _parameters.D!;

    public byte[] Public { get; }

    public static TestKey Named(string name) => new(SHA256.HashData(Encoding.ASCII.GetBytes("nextauth test key: " + name)));

    public static TestKey Of(byte[] scalar) => new(scalar);

    public byte[] Sign(byte[] data)
    {
        using var key = ECDsa.Create(_parameters);
        return key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    public byte[] Agree(byte[] peer)
    {
        using var key = ECDiffieHellman.Create(_parameters);
        using var other = ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = peer[1..33], Y = peer[33..] },
        });
        return key.DeriveRawSecretAgreement(other.PublicKey);
    }

    public EphemeralKey Ephemeral() => EphemeralKey.FromParameters(_parameters);

    public P256SigningKey Signing()
    {
        using var key = ECDsa.Create(_parameters);
        Assert.True(P256SigningKey.TryImportPkcs8(key.ExportPkcs8PrivateKey(), out var signing));
        return signing;
    }

    public P256PublicKey Verifying()
    {
        Assert.True(P256PublicKey.TryImport(Public, out var key));
        return key;
    }
}
