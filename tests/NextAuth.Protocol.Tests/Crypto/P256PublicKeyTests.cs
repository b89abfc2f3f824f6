using System.Security.Cryptography;
using CsCheck;
using NextAuth.Protocol.Crypto;

namespace NextAuth.Protocol.Tests.Crypto;

public class P256PublicKeyTests
{
    // The order of the group (SEC 2, section 2.4.2).
    private static readonly byte[] Order = Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");

    [Fact]
    public void A_good_point_is_read_and_keeps_its_bytes()
    {
        using var signing = P256SigningKey.Create();
        Assert.True(P256PublicKey.TryImport(signing.PublicKey, out var key));
        Assert.Equal(signing.PublicKey, key.Encoded);
        key.Dispose();

        Assert.True(P256PublicKey.TryImport(BadPoints.Five, out var small));
        small.Dispose();
    }

    [Theory]
    [InlineData("off the curve")]
    [InlineData("infinity")]
    [InlineData("compressed")]
    [InlineData("hybrid")]
    [InlineData("not reduced")]
    [InlineData("too large")]
    public void What_is_no_uncompressed_point_is_refused(string kind)
    {
        using var signing = P256SigningKey.Create();

        Assert.False(P256PublicKey.TryImport(BadPoints.Named(kind, signing.PublicKey), out var key));
        Assert.Null(key);
    }

    [Fact]
    public void Other_lengths_are_refused()
    {
        using var signing = P256SigningKey.Create();
        var encoded = signing.PublicKey.ToArray();

        Assert.All(new[] { [], encoded[..1], encoded[..33], encoded[..64], [.. encoded, 0], encoded[1..] }, bytes => Assert.False(P256PublicKey.TryImport(bytes, out _)));
    }

    [Fact]
    public void Any_bytes_are_read_or_refused_and_never_throw() =>
        Gen.Select(Gen.Byte.Array[64], Gen.Byte.Array[0, 70], Gen.Bool).Sample(
            (coordinates, any, marked) =>
            {
                var read = P256PublicKey.TryImport(marked ? [4, .. coordinates] : any, out var key);
                key?.Dispose();
                return read == (key is not null);
            },
            iter: 10_000);

    [Fact]
    public void Only_the_signature_of_this_key_over_these_bytes_is_good()
    {
        using var signing = P256SigningKey.Create();
        using var other = P256SigningKey.Create();
        Assert.True(P256PublicKey.TryImport(signing.PublicKey, out var key));
        using (key)
        {
            var signature = new byte[P256.SignatureSize];
            signing.Sign("data"u8, signature);
            Assert.True(key.Verify("data"u8, signature));
            Assert.False(key.Verify("Data"u8, signature));
            Assert.False(key.Verify("data"u8, signature.AsSpan(0, 63)));
            Assert.False(key.Verify("data"u8, []));

            other.Sign("data"u8, signature);
            Assert.False(key.Verify("data"u8, signature));
        }
    }

    [Fact]
    public void Degenerate_signatures_are_refused_and_never_throw()
    {
        using var signing = P256SigningKey.Create();
        Assert.True(P256PublicKey.TryImport(signing.PublicKey, out var key));
        byte[][] numbers = [new byte[32], [.. new byte[31], 1], Order, [.. Enumerable.Repeat((byte)0xFF, 32)]];
        using (key)
        {
            foreach (var r in numbers)
            {
                Assert.All(numbers, s => Assert.False(key.Verify("data"u8, [.. r, .. s])));
            }
        }
    }

    [Fact]
    public void A_private_key_round_trips_and_others_are_refused()
    {
        using var signing = P256SigningKey.Create();
        var pkcs8 = signing.ExportPkcs8();
        Assert.True(P256SigningKey.TryImportPkcs8(pkcs8, out var read));
        Assert.Equal(signing.PublicKey, read.PublicKey);
        read.Dispose();

        using var larger = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.False(P256SigningKey.TryImportPkcs8(larger.ExportPkcs8PrivateKey(), out _));
        Assert.False(P256SigningKey.TryImportPkcs8([.. pkcs8, 0], out _));
        Assert.False(P256SigningKey.TryImportPkcs8(pkcs8.AsSpan(0, 50), out _));
        Assert.False(P256SigningKey.TryImportPkcs8([], out _));
    }

    [Fact]
    public async Task Many_sign_at_once_with_one_key()
    {
        using var signing = P256SigningKey.Create();
        Assert.True(P256PublicKey.TryImport(signing.PublicKey, out var key));
        using (key)
        {
            var tasks = Enumerable.Range(0, 50).Select(number => Task.Run(
                () =>
                {
                    byte[] data = [(byte)number];
                    var signature = new byte[P256.SignatureSize];
                    signing.Sign(data, signature);
                    return key.Verify(data, signature);
                },
                TestContext.Current.CancellationToken));
            Assert.All(await Task.WhenAll(tasks), Assert.True);
        }
    }
}
