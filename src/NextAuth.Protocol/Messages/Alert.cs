using System.Buffers.Binary;

namespace NextAuth.Protocol.Messages;

/// <summary>Why a side closes the connection. On the wire: 2 bytes, big-endian (docs/protocol/messages.md, section 6).</summary>
public enum AlertCode : ushort
{
    /// <summary>The version of M1 is not 1.</summary>
    UnsupportedVersion = 1,

    /// <summary>The cipher suite of M1 is not 1.</summary>
    UnsupportedSuite = 2,

    /// <summary>The purpose of M1 is unknown.</summary>
    UnknownPurpose = 3,

    /// <summary>A message has the wrong type, length or content.</summary>
    Malformed = 4,

    /// <summary>No such virtual server.</summary>
    UnknownServer = 5,

    /// <summary>The code or push was good once and has expired.</summary>
    Expired = 6,

    /// <summary>The code, token or push is invented, altered, or was used before.</summary>
    Refused = 7,

    /// <summary>The session is logged in already.</summary>
    AlreadyLoggedIn = 8,

    /// <summary>M3 proved nothing: wrong key, signature or MAC, or an unknown account. Which of them is not said.</summary>
    HandshakeFailed = 9,

    /// <summary>Too many unfinished connections from this address; try again in a minute.</summary>
    TooManyConnections = 10,

    /// <summary>The other side took too long.</summary>
    TimedOut = 11,

    /// <summary>The server cannot store anything now; try again.</summary>
    Unavailable = 12,

    /// <summary>A record was replayed, reordered, lost or altered.</summary>
    InvalidRecord = 13,

    /// <summary>From the phone, between M2 and M3: it has no account on this server.</summary>
    NoAccount = 32,

    /// <summary>From the phone, between M2 and M3: the person turned away before an account was chosen.</summary>
    Cancelled = 33,
}

/// <summary>An alert in the clear: type 0x11 (1), code (2). Sealed ones are records, see <see cref="Handshake.SecureChannel"/>.</summary>
public static class Alert
{
    /// <summary>Length in the clear, in bytes.</summary>
    public const int Size = 3;

    /// <summary>Makes the message.</summary>
    public static byte[] Write(AlertCode code)
    {
        var message = new byte[Size];
        message[0] = (byte)MessageType.Alert;
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(1), (ushort)code);
        return message;
    }

    /// <summary>Reads an alert in the clear. Codes this version does not know are returned as they are.</summary>
    public static bool TryParse(ReadOnlySpan<byte> source, out AlertCode code)
    {
        var parsed = source.Length == Size && source[0] == (byte)MessageType.Alert;
        code = parsed ? (AlertCode)BinaryPrimitives.ReadUInt16BigEndian(source[1..]) : default;
        return parsed;
    }
}
