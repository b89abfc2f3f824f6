using System.Buffers.Text;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Messages;

namespace NextAuth.Server.Tests.Live;

/// <summary>Requests for new keys, rightly signed.</summary>
internal static class Rotation
{
    public static Rotate Make(RawPhone phone, P256SigningKey old, P256SigningKey key, P256SigningKey transactionKey)
    {
        var signed = Rotate.SignedBytes(phone.Channel.Export("rotate"u8), key.PublicKey, transactionKey.PublicKey);
        return new()
        {
            AuthenticationKey = Base64Url.EncodeToString(key.PublicKey),
            TransactionKey = Base64Url.EncodeToString(transactionKey.PublicKey),
            Signature = Sign(old, signed),
            AuthenticationSignature = Sign(key, signed),
            TransactionSignature = Sign(transactionKey, signed),
        };
    }

    private static string Sign(P256SigningKey key, byte[] signed)
    {
        var signature = new byte[P256.SignatureSize];
        key.Sign(signed, signature);
        return Base64Url.EncodeToString(signature);
    }
}
