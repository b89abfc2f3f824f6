namespace NextAuth.Server.Sockets;

/// <summary>What came of waiting for a message on a socket.</summary>
internal enum FrameKind
{
    /// <summary>A whole message of the type that was expected.</summary>
    Message,

    /// <summary>The other side closed, or the connection is gone.</summary>
    Closed,

    /// <summary>The message is larger than its limit; the rest of it has not been read.</summary>
    TooLarge,

    /// <summary>Text where binary was due, or the reverse; it has not been read.</summary>
    WrongType,
}
