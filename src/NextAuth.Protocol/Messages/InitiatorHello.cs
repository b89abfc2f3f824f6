namespace NextAuth.Protocol.Messages;

/// <summary>M1, the first message, phone to server, in the clear: a checked view on the received bytes.</summary>
/// <remarks>
/// Specified in docs/protocol/messages.md, section 2. Sizes and offsets in bytes:
/// <code>
/// offset  size  field
///      0     1  type           0x01
///      1     1  version        0x01
///      2     1  suite          0x01
///      3     1  purpose        1 login, 2 enrol, 3 account
///      4    18  server id
///     22    65  ephemeral key  P-256, uncompressed
///     87     1  context length
///     88     n  context        see <see cref="LoginContext"/>, <see cref="PushContext"/>, <see cref="EnrolContext"/>
/// </code>
/// That the key is a point is checked when it is used.
/// </remarks>
public readonly ref struct InitiatorHello
{
    /// <summary>The version this library speaks.</summary>
    public const byte Version = 1;

    /// <summary>The cipher suite this library speaks: P-256, SHA-256, AES-256-GCM.</summary>
    public const byte Suite = 1;

    /// <summary>Length without the context, in bytes.</summary>
    public const int HeaderSize = 88;

    /// <summary>The longest M1 that any purpose allows, in bytes.</summary>
    public const int MaxSize = HeaderSize + PushContext.Size;

    private readonly ReadOnlySpan<byte> _message;

    private InitiatorHello(ReadOnlySpan<byte> message) => _message = message;

    /// <summary>Gets the whole message, as the transcript hashes it.</summary>
    public ReadOnlySpan<byte> Bytes => _message;

    /// <summary>Gets what the handshake is for.</summary>
    public Purpose Purpose => (Purpose)_message[3];

    /// <summary>Gets the virtual server the phone asks for.</summary>
    public ServerId Server => ServerId.FromBytes(_message.Slice(4, ServerId.Size));

    /// <summary>Gets the phone's ephemeral public key, 65 bytes.</summary>
    public ReadOnlySpan<byte> EphemeralKey => _message[22..87];

    /// <summary>Gets the context; its length fits the purpose.</summary>
    public ReadOnlySpan<byte> Context => _message[HeaderSize..];

    /// <summary>Reads and checks a first message.</summary>
    /// <param name="source">The frame as received.</param>
    /// <param name="message">The view; valid while <paramref name="source"/> is.</param>
    /// <param name="error">The cause of a refusal.</param>
    public static bool TryParse(ReadOnlySpan<byte> source, out InitiatorHello message, out ProtocolError error)
    {
        // Version before length: a longer message of version 2 is "unsupported", not "malformed".
        error = source switch
        {
            [] => ProtocolError.WrongLength,
            [not (byte)MessageType.InitiatorHello, ..] => ProtocolError.UnexpectedType,
            [_] => ProtocolError.WrongLength,
            [_, not Version, ..] => ProtocolError.UnsupportedVersion,
            [_, _, not Suite, ..] => ProtocolError.UnsupportedSuite,
            { Length: < HeaderSize } => ProtocolError.WrongLength,
            _ when source.Length != HeaderSize + source[87] => ProtocolError.WrongLength,
            _ => CheckContext((Purpose)source[3], source[HeaderSize..]),
        };

        message = error is ProtocolError.None ? new(source) : default;
        return error is ProtocolError.None;
    }

    /// <summary>Writes a first message.</summary>
    /// <returns>Its length in bytes.</returns>
    /// <exception cref="ArgumentException">The context does not fit the purpose, or the key has not 65 bytes.</exception>
    public static int Write(Purpose purpose, ServerId server, ReadOnlySpan<byte> ephemeralKey, ReadOnlySpan<byte> context, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(ephemeralKey.Length, Crypto.P256.PublicKeySize);
        if (CheckContext(purpose, context) is not ProtocolError.None)
        {
            throw new ArgumentException("The context does not fit the purpose.", nameof(context));
        }

        destination[0] = (byte)MessageType.InitiatorHello;
        destination[1] = Version;
        destination[2] = Suite;
        destination[3] = (byte)purpose;
        server.AsSpan().CopyTo(destination[4..]);
        ephemeralKey.CopyTo(destination[22..]);
        destination[87] = (byte)context.Length;
        context.CopyTo(destination[HeaderSize..]);
        return HeaderSize + context.Length;
    }

    private static ProtocolError CheckContext(Purpose purpose, ReadOnlySpan<byte> context)
    {
        var fits = purpose switch
        {
            Purpose.Login => context is [LoginContext.Kind, ..] && context.Length == LoginContext.Size
                || context is [PushContext.Kind, ..] && context.Length == PushContext.Size,
            Purpose.Enrol => context.Length == EnrolContext.Size,
            Purpose.Account => context.IsEmpty,
            _ => (bool?)null,
        };

        return fits switch
        {
            null => ProtocolError.UnknownPurpose,
            false => ProtocolError.InvalidContext,
            true => ProtocolError.None,
        };
    }
}
