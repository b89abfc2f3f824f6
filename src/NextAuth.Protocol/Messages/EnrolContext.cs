using System.Security.Cryptography;

namespace NextAuth.Protocol.Messages;

/// <summary>The context of M1 when enrolling: the enrol id, the first 16 bytes of H("nextauth enrol id" || token) (docs/protocol/messages.md, section 2.2).</summary>
/// <remarks>The token itself travels only inside the sealed M3, so who sees M1 cannot enrol in its place.</remarks>
public static class EnrolContext
{
    /// <summary>Length of an enrol id, in bytes.</summary>
    public const int Size = 16;

    /// <summary>Length of an enrol token, in bytes.</summary>
    public const int TokenSize = 16;

    /// <summary>Derives the id of a token.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The token has not 16 bytes.</exception>
    public static byte[] Derive(ReadOnlySpan<byte> token)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(token.Length, TokenSize);
        var label = "nextauth enrol id"u8;
        Span<byte> input = stackalloc byte[label.Length + TokenSize];
        label.CopyTo(input);
        token.CopyTo(input[label.Length..]);
        return SHA256.HashData(input)[..Size];
    }
}
