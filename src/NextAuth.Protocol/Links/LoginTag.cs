using System.Buffers.Binary;
using System.Security.Cryptography;

namespace NextAuth.Protocol.Links;

/// <summary>
/// The server's tag in a login code (docs/protocol/links.md, section 3): the first 8 bytes of HMAC-SHA-256(the server's QR secret, "login" || hsid || expiry || epoch).
/// It lets the server refuse an old, invented or used code without having kept the code.
/// </summary>
/// <remarks>
/// The epoch counts a session's logins and logouts and is not in the code: each login or logout makes every earlier code of that session worthless.
/// 8 bytes, because a guess costs a connection and lives two minutes at most. Authenticators treat the tag as opaque.
/// </remarks>
public static class LoginTag
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 8;

    /// <summary>Length of a server's QR secret, in bytes.</summary>
    public const int SecretSize = 32;

    /// <summary>Computes a tag.</summary>
    /// <param name="secret">The virtual server's QR secret, 32 bytes.</param>
    /// <param name="session">The session the code logs in to.</param>
    /// <param name="expiry">The end of the code's life, in Unix seconds.</param>
    /// <param name="epoch">How many logins and logouts the session has seen.</param>
    public static ulong Compute(ReadOnlySpan<byte> secret, Hsid session, uint expiry, uint epoch)
    {
        var label = "login"u8;
        Span<byte> input = stackalloc byte[label.Length + Hsid.Size + 8];
        label.CopyTo(input);
        session.AsSpan().CopyTo(input[label.Length..]);
        BinaryPrimitives.WriteUInt32BigEndian(input[(label.Length + Hsid.Size)..], expiry);
        BinaryPrimitives.WriteUInt32BigEndian(input[(label.Length + Hsid.Size + 4)..], epoch);

        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, input, mac);
        return BinaryPrimitives.ReadUInt64BigEndian(mac);
    }

    /// <summary>Compares two tags in constant time.</summary>
    public static bool Matches(ulong expected, ulong received)
    {
        Span<byte> left = stackalloc byte[Size];
        Span<byte> right = stackalloc byte[Size];
        BinaryPrimitives.WriteUInt64BigEndian(left, expected);
        BinaryPrimitives.WriteUInt64BigEndian(right, received);
        return CryptographicOperations.FixedTimeEquals(left, right);
    }
}
