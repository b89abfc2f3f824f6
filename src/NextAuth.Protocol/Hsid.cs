using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace NextAuth.Protocol;

/// <summary>
/// The derived id of a session (docs/protocol/overview.md, section 4): 32 bytes, SHA-256 over
/// <c>"nextauth hsid v1" || 0x00 || server id || nonce</c>. One-way: phone, browser and QR code see this and never the nonce.
/// </summary>
public readonly struct Hsid : IEquatable<Hsid>
{
    /// <summary>Length in bytes.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    /// <summary>Length as text, in characters of base64url without padding.</summary>
    public const int TextLength = 43;

    /// <summary>The longest nonce, in characters (REST contract, section 1).</summary>
    public const int MaxNonceLength = 512;

    private readonly Bytes _bytes;

    private Hsid(Bytes bytes) => _bytes = bytes;

    private static ReadOnlySpan<byte> Label => "nextauth hsid v1\0"u8;

    /// <summary>Derives the id of the session that <paramref name="nonce"/> names on <paramref name="server"/>.</summary>
    /// <param name="server">The virtual server.</param>
    /// <param name="nonce">1 to 512 visible ASCII characters (0x21 to 0x7E), as received: compared exactly, never decoded.</param>
    /// <exception cref="ArgumentException">The nonce is not of that form; check it first with <see cref="IsNonce"/>.</exception>
    public static Hsid Derive(ServerId server, ReadOnlySpan<char> nonce)
    {
        if (!IsNonce(nonce))
        {
            throw new ArgumentException("A nonce is 1 to 512 visible ASCII characters.", nameof(nonce));
        }

        Span<byte> input = stackalloc byte[Label.Length + ServerId.Size + MaxNonceLength];
        Label.CopyTo(input);
        server.AsSpan().CopyTo(input[Label.Length..]);
        var end = Label.Length + ServerId.Size;
        end += Encoding.ASCII.GetBytes(nonce, input[end..]);

        var bytes = default(Bytes);
        SHA256.HashData(input[..end], bytes);
        CryptographicOperations.ZeroMemory(input);
        return new(bytes);
    }

    /// <summary>Whether the text is 1 to 512 visible ASCII characters.</summary>
    public static bool IsNonce(ReadOnlySpan<char> text) =>
        text.Length is >= 1 and <= MaxNonceLength && !text.ContainsAnyExceptInRange('!', '~');

    /// <summary>Makes an id of its bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not exactly 32 bytes.</exception>
    public static Hsid FromBytes(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        var copy = default(Bytes);
        bytes.CopyTo(copy);
        return new(copy);
    }

    /// <summary>Reads the text of an id: 43 characters of base64url, the canonical form only.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Hsid id)
    {
        id = default;
        var bytes = default(Bytes);
        if (text.Length != TextLength
            || Base64Url.DecodeFromChars(text, bytes, out _, out var written) is not OperationStatus.Done
            || written != Size)
        {
            return false;
        }

        // The last character carries two unused bits; only zeros are canonical.
        Span<char> canonical = stackalloc char[TextLength];
        Base64Url.EncodeToChars(bytes, canonical);
        var read = canonical.SequenceEqual(text);
        id = read ? new(bytes) : default;
        return read;
    }

    /// <summary>Gets the 32 bytes.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> AsSpan() => _bytes;

    /// <summary>Gets a copy of the 32 bytes.</summary>
    public byte[] ToArray() => AsSpan().ToArray();

    /// <summary>Gets the text, 43 characters of base64url.</summary>
    public override string ToString() => Base64Url.EncodeToString(_bytes);

    /// <inheritdoc/>
    public bool Equals(Hsid other) => AsSpan().SequenceEqual(other.AsSpan());

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Hsid other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        // A WebSocket client may invent ids, so all of it goes through the process's random seed.
        HashCode.Combine(
            BinaryPrimitives.ReadInt64BigEndian(AsSpan()),
            BinaryPrimitives.ReadInt64BigEndian(AsSpan()[8..]),
            BinaryPrimitives.ReadInt64BigEndian(AsSpan()[16..]),
            BinaryPrimitives.ReadInt64BigEndian(AsSpan()[24..]));

    /// <summary>Whether both are the same id.</summary>
    public static bool operator ==(Hsid left, Hsid right) => left.Equals(right);

    /// <summary>Whether the ids differ.</summary>
    public static bool operator !=(Hsid left, Hsid right) => !left.Equals(right);

    [InlineArray(Size)]
    private struct Bytes
    {
        private byte _first;
    }
}
