using System.Buffers.Binary;

namespace NextAuth.Protocol.Messages;

/// <summary>The context of M1 after a scanned login code (docs/protocol/messages.md, section 2.1).</summary>
/// <remarks>
/// 45 bytes: kind 0x01 (1), hsid (32), expiry in Unix seconds (4), tag (8).
/// </remarks>
public readonly struct LoginContext : IEquatable<LoginContext>
{
    /// <summary>The first byte.</summary>
    public const byte Kind = 0x01;

    /// <summary>Length in bytes.</summary>
    public const int Size = 1 + Hsid.Size + 4 + Links.LoginTag.Size;

    /// <summary>Makes a context.</summary>
    public LoginContext(Hsid session, uint expiry, ulong tag) => (Session, Expiry, Tag) = (session, expiry, tag);

    /// <summary>Gets the session to log in to.</summary>
    public Hsid Session { get; }

    /// <summary>Gets the end of the code's life, in Unix seconds.</summary>
    public uint Expiry { get; }

    /// <summary>Gets the server's tag over the code: 8 bytes, opaque for everybody but the server.</summary>
    public ulong Tag { get; }

    /// <summary>Reads a context whose form <see cref="InitiatorHello.TryParse"/> has checked.</summary>
    /// <exception cref="ArgumentException">It is no login context.</exception>
    public static LoginContext Read(ReadOnlySpan<byte> context)
    {
        if (context.Length != Size || context[0] != Kind)
        {
            throw new ArgumentException("No login context.", nameof(context));
        }

        return new(
            Hsid.FromBytes(context.Slice(1, Hsid.Size)),
            BinaryPrimitives.ReadUInt32BigEndian(context[(1 + Hsid.Size)..]),
            BinaryPrimitives.ReadUInt64BigEndian(context[(5 + Hsid.Size)..]));
    }

    /// <summary>Writes the 45 bytes.</summary>
    public void Write(Span<byte> destination)
    {
        destination[0] = Kind;
        Session.AsSpan().CopyTo(destination[1..]);
        BinaryPrimitives.WriteUInt32BigEndian(destination[(1 + Hsid.Size)..], Expiry);
        BinaryPrimitives.WriteUInt64BigEndian(destination[(5 + Hsid.Size)..], Tag);
    }

    /// <inheritdoc/>
    public bool Equals(LoginContext other) => Session == other.Session && Expiry == other.Expiry && Tag == other.Tag;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is LoginContext other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Session, Expiry, Tag);

    /// <summary>Whether both are the same context.</summary>
    public static bool operator ==(LoginContext left, LoginContext right) => left.Equals(right);

    /// <summary>Whether the contexts differ.</summary>
    public static bool operator !=(LoginContext left, LoginContext right) => !left.Equals(right);
}
