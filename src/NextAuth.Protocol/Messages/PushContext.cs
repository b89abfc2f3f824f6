namespace NextAuth.Protocol.Messages;

/// <summary>The context of M1 after a push (docs/protocol/messages.md, section 2.1): kind 0x02 (1), hsid (32), push id (16); 49 bytes.</summary>
public static class PushContext
{
    /// <summary>The first byte.</summary>
    public const byte Kind = 0x02;

    /// <summary>Length of a push id, in bytes.</summary>
    public const int PushIdSize = 16;

    /// <summary>Length in bytes.</summary>
    public const int Size = 1 + Hsid.Size + PushIdSize;

    /// <summary>Gets the session of a context whose form <see cref="InitiatorHello.TryParse"/> has checked.</summary>
    public static Hsid Session(ReadOnlySpan<byte> context) => Hsid.FromBytes(context.Slice(1, Hsid.Size));

    /// <summary>Gets the push id, 16 bytes.</summary>
    public static ReadOnlySpan<byte> PushId(ReadOnlySpan<byte> context) => context[(1 + Hsid.Size)..Size];

    /// <summary>Writes the 49 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The push id has not 16 bytes.</exception>
    public static void Write(Hsid session, ReadOnlySpan<byte> pushId, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(pushId.Length, PushIdSize);
        destination[0] = Kind;
        session.AsSpan().CopyTo(destination[1..]);
        pushId.CopyTo(destination[(1 + Hsid.Size)..]);
    }
}
