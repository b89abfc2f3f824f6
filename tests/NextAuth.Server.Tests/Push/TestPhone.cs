using System.Security.Cryptography;
using System.Text;
using NextAuth.Protocol.Messages;

namespace NextAuth.Server.Tests.Push;

/// <summary>The end of a Web Push that a browser has: makes a subscription's keys and opens bodies, written from RFC 8188 and RFC 8291 alone.</summary>
internal sealed class TestPhone : IDisposable
{
    private readonly ECDiffieHellman _key;

    public TestPhone(byte[]? privateKey = null, byte[]? auth = null)
    {
        _key = privateKey is null ? ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256) : Ecdh(privateKey);
        Auth = auth ?? RandomNumberGenerator.GetBytes(16);
    }

    public byte[] Auth { get; }

    public byte[] PublicKey
    {
        get
        {
            var point = _key.ExportParameters(includePrivateParameters: false).Q;
            return [4, .. point.X!, .. point.Y!];
        }
    }

    public static ECDiffieHellman Ecdh(byte[] privateKey) => ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = privateKey });

    public static byte[] Agree(ECDiffieHellman key, byte[] peer)
    {
        using var other = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = peer[1..33], Y = peer[33..] } });
        return key.DeriveRawSecretAgreement(other.PublicKey);
    }

    public PushEndpoint SubscribeAt(Uri endpoint) => PushEndpoint.WebPush(endpoint, PublicKey, Auth);

    public WakeUp Read(byte[] body)
    {
        Assert.True(WakeUp.TryRead(Open(body), out var wakeUp));
        return wakeUp;
    }

    public byte[] Open(byte[] body)
    {
        var (salt, size, server) = (body[..16], body[20], body[21..86]);
        Assert.Equal((65, 4096), (size, (body[16] << 24) | (body[17] << 16) | (body[18] << 8) | body[19]));
        var input = Hkdf(Auth, Agree(_key, server), [.. "WebPush: info"u8, 0, .. PublicKey, .. server], 32);
        var key = Hkdf(salt, input, Encoding.ASCII.GetBytes("Content-Encoding: aes128gcm\0"), 16);
        var nonce = Hkdf(salt, input, Encoding.ASCII.GetBytes("Content-Encoding: nonce\0"), 12);

        var record = new byte[body.Length - 86 - 16];
        using var aes = new AesGcm(key, 16);
        aes.Decrypt(nonce, body[86..^16], body[^16..], record);
        var end = Array.FindLastIndex(record, each => each != 0);
        Assert.Equal(2, record[end]);
        return record[..end];
    }

    public void Dispose() => _key.Dispose();

    private static byte[] Hkdf(byte[] salt, byte[] input, byte[] info, int length) => HKDF.DeriveKey(HashAlgorithmName.SHA256, input, length, salt, info);
}
