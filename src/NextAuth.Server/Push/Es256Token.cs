using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NextAuth.Protocol.Crypto;

namespace NextAuth.Server.Push;

/// <summary>JSON Web Tokens signed by ES256 (RFC 7515, RFC 7518, section 3.4), as Web Push and APNs want them.</summary>
internal static class Es256Token
{
    public static string Make<THeader, TClaims>(
        P256SigningKey key, THeader header, JsonTypeInfo<THeader> headerType, TClaims claims, JsonTypeInfo<TClaims> claimsType)
    {
        var signed = $"{Part(header, headerType)}.{Part(claims, claimsType)}";
        Span<byte> signature = stackalloc byte[P256.SignatureSize];
        key.Sign(Encoding.ASCII.GetBytes(signed), signature);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Part<T>(T value, JsonTypeInfo<T> type) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value, type));
}
