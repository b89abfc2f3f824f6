using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using NextAuth.Protocol.Handshake;
using NextAuth.Protocol.Messages;
using NextAuth.Protocol.Moves;

namespace NextAuth.Protocol.Links;

/// <summary>
/// What a QR code holds: an address to open the authenticator with, followed by a payload in base64url (docs/protocol/links.md).
/// One of <see cref="Login"/>, <see cref="Enrol"/>, <see cref="Transaction"/> and <see cref="Move"/>.
/// </summary>
/// <remarks>
/// Payloads, in bytes: version 0x01 (1), kind (1), server id (18), then
/// <code>
/// login        0x01   hsid (32), expiry (4), tag (8)             64 in all, 86 characters
/// enrol        0x02   token (16), H(serverpk) (32)               68 in all, 91 characters
/// transaction  0x03   transaction id (18)                        38 in all, 51 characters
/// move         0x04   token (16), H(serverpk) (32), commitment (32)   100 in all, 134 characters
/// </code>
/// </remarks>
public abstract record Link
{
    private const byte Version = 1;
    private const int HeaderSize = 2 + ServerId.Size;
    private const int LoginSize = HeaderSize + LoginContext.Size - 1;
    private const int EnrolSize = HeaderSize + EnrolContext.TokenSize + ServerIdentity.FingerprintSize;
    private const int TransactionSize = HeaderSize + TransactionId.Size;

    private const int MoveSize = EnrolSize + AccountMove.CommitmentSize;

    // Of the longest payload, the move link's.
    private const int MaxPayloadLength = 134;

    // A link is read from a camera or typed in by a person; nothing useful is longer.
    private const int MaxTextLength = 4096;

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private Link(ServerId server) => Server = server;

    /// <summary>Gets the virtual server.</summary>
    public ServerId Server { get; }

    /// <summary>Reads a link, or a bare payload. Any scheme and address may stand before the payload; surrounding white space is ignored.</summary>
    /// <param name="text">What was scanned or typed.</param>
    /// <param name="link">The link.</param>
    /// <param name="error">The cause of a refusal.</param>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out Link? link, out ProtocolError error)
    {
        link = null;
        text = text.Trim();
        var payload = text[(text.LastIndexOfAnyExcept(Alphabet) + 1)..];
        if (text.Length > MaxTextLength || payload.Length is not (86 or 91 or 51 or 134))
        {
            error = ProtocolError.InvalidText;
            return false;
        }

        Span<byte> bytes = stackalloc byte[MoveSize + 2];
        if (Base64Url.DecodeFromChars(payload, bytes, out _, out var size) is not OperationStatus.Done
            || !IsCanonical(bytes[..size], payload))
        {
            error = ProtocolError.InvalidText;
            return false;
        }

        error = bytes[..size] switch
        {
            [not Version, ..] => ProtocolError.UnsupportedVersion,
            [_, 1, ..] when size == LoginSize => ProtocolError.None,
            [_, 2, ..] when size == EnrolSize => ProtocolError.None,
            [_, 3, ..] when size == TransactionSize => ProtocolError.None,
            [_, 4, ..] when size == MoveSize => ProtocolError.None,
            [_, 1 or 2 or 3 or 4, ..] => ProtocolError.WrongLength,
            _ => ProtocolError.UnexpectedType,
        };
        link = error is ProtocolError.None ? Read(bytes[..size]) : null;
        return link is not null;
    }

    /// <summary>Gets the text of the QR code: the address, then the payload.</summary>
    /// <param name="appUrl">
    /// The server's <c>appurl</c>. When it does not end in one of <c># / : ? = &amp;</c>, a <c>#</c> is put between, so that the payload can be told from it.
    /// </param>
    public string ToText(string appUrl)
    {
        ArgumentException.ThrowIfNullOrEmpty(appUrl);
        Span<byte> payload = stackalloc byte[MoveSize];
        var size = Write(payload);
        Span<char> text = stackalloc char[MaxPayloadLength];
        return string.Concat(appUrl, Separator(appUrl), text[..Base64Url.EncodeToChars(payload[..size], text)]);
    }

    /// <summary>Gets the bytes of the QR code: <see cref="ToText"/> in ASCII.</summary>
    public byte[] ToBytes(string appUrl)
    {
        ArgumentException.ThrowIfNullOrEmpty(appUrl);

        // Not by way of the text: every getSession writes a link.
        Span<byte> payload = stackalloc byte[MoveSize];
        var size = Write(payload);
        var separator = Separator(appUrl);
        var start = Encoding.ASCII.GetByteCount(appUrl) + separator.Length;
        var bytes = new byte[start + Base64Url.GetEncodedLength(size)];
        Encoding.ASCII.GetBytes(appUrl, bytes);
        Encoding.ASCII.GetBytes(separator, bytes.AsSpan(start - separator.Length));
        Base64Url.EncodeToUtf8(payload[..size], bytes.AsSpan(start));
        return bytes;
    }

    private protected abstract int Write(Span<byte> payload);

    private static string Separator(string appUrl) => appUrl[^1] is '#' or '/' or ':' or '?' or '=' or '&' ? "" : "#";

    private static bool IsCanonical(ReadOnlySpan<byte> bytes, ReadOnlySpan<char> payload)
    {
        Span<char> text = stackalloc char[MaxPayloadLength + 4];
        return text[..Base64Url.EncodeToChars(bytes, text)].SequenceEqual(payload);
    }

    private static Link Read(ReadOnlySpan<byte> payload)
    {
        var server = ServerId.FromBytes(payload.Slice(2, ServerId.Size));
        var body = payload[HeaderSize..];
        return payload[1] switch
        {
            1 => new Login(
                server,
                Hsid.FromBytes(body[..Hsid.Size]),
                BinaryPrimitives.ReadUInt32BigEndian(body[Hsid.Size..]),
                BinaryPrimitives.ReadUInt64BigEndian(body[(Hsid.Size + 4)..])),
            2 => new Enrol(server, body[..EnrolContext.TokenSize].ToArray(), body[EnrolContext.TokenSize..].ToArray()),
            3 => new Transaction(server, TransactionId.FromBytes(body)),
            _ => new Move(
                server,
                body[..EnrolContext.TokenSize].ToArray(),
                body.Slice(EnrolContext.TokenSize, ServerIdentity.FingerprintSize).ToArray(),
                body[^AccountMove.CommitmentSize..].ToArray()),
        };
    }

    private static ReadOnlyMemory<byte> OfSize(ReadOnlyMemory<byte> bytes, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, size);
        return bytes;
    }

    private static void WriteHeader(Span<byte> payload, byte kind, ServerId server)
    {
        payload[0] = Version;
        payload[1] = kind;
        server.AsSpan().CopyTo(payload[2..]);
    }

    /// <summary>Logs a session in.</summary>
    /// <param name="Server">The virtual server.</param>
    /// <param name="Session">The session.</param>
    /// <param name="Expiry">The end of the code's life, in Unix seconds.</param>
    /// <param name="Tag">The server's tag, see <see cref="LoginTag"/>.</param>
    public sealed record Login(ServerId Server, Hsid Session, uint Expiry, ulong Tag) : Link(Server)
    {
        /// <summary>Gets the context of M1 that this code leads to.</summary>
        public LoginContext Context => new(Session, Expiry, Tag);

        private protected override int Write(Span<byte> payload)
        {
            WriteHeader(payload, 1, Server);
            Session.AsSpan().CopyTo(payload[HeaderSize..]);
            BinaryPrimitives.WriteUInt32BigEndian(payload[(HeaderSize + Hsid.Size)..], Expiry);
            BinaryPrimitives.WriteUInt64BigEndian(payload[(HeaderSize + Hsid.Size + 4)..], Tag);
            return LoginSize;
        }
    }

    /// <summary>Makes an account. Two are equal when their bytes are.</summary>
    /// <param name="Server">The virtual server.</param>
    /// <param name="Token">The single-use token, 16 bytes: a secret until it is used.</param>
    /// <param name="Fingerprint">H(serverpk), 32 bytes: which identity the server must prove.</param>
    /// <exception cref="ArgumentOutOfRangeException">The token has not 16 bytes, or the fingerprint not 32.</exception>
    public sealed record Enrol(ServerId Server, ReadOnlyMemory<byte> Token, ReadOnlyMemory<byte> Fingerprint) : Link(Server)
    {
        /// <summary>Gets the single-use token, 16 bytes: a secret until it is used.</summary>
        public ReadOnlyMemory<byte> Token { get; } = OfSize(Token, EnrolContext.TokenSize);

        /// <summary>Gets H(serverpk), 32 bytes: which identity the server must prove.</summary>
        public ReadOnlyMemory<byte> Fingerprint { get; } = OfSize(Fingerprint, ServerIdentity.FingerprintSize);

        /// <inheritdoc/>
        public bool Equals(Enrol? other) =>
            other is not null
            && Server == other.Server
            && CryptographicOperations.FixedTimeEquals(Token.Span, other.Token.Span)
            && Fingerprint.Span.SequenceEqual(other.Fingerprint.Span);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Server, BinaryPrimitives.ReadInt64BigEndian(Fingerprint.Span));

        /// <summary>Does not reveal the token.</summary>
        public override string ToString() => $"Enrol {Server}";

        private protected override int Write(Span<byte> payload)
        {
            WriteHeader(payload, 2, Server);
            Token.Span.CopyTo(payload[HeaderSize..]);
            Fingerprint.Span.CopyTo(payload[(HeaderSize + EnrolContext.TokenSize)..]);
            return EnrolSize;
        }
    }

    /// <summary>Shows a transaction.</summary>
    /// <param name="Server">The virtual server.</param>
    /// <param name="Id">The transaction.</param>
    public sealed record Transaction(ServerId Server, TransactionId Id) : Link(Server)
    {
        private protected override int Write(Span<byte> payload)
        {
            WriteHeader(payload, 3, Server);
            Id.AsSpan().CopyTo(payload[HeaderSize..]);
            return TransactionSize;
        }
    }

    /// <summary>Moves an account to the phone that scans it (docs/protocol/move.md). Two are equal when their bytes are.</summary>
    /// <param name="Server">The virtual server.</param>
    /// <param name="Token">The single-use token, 16 bytes: a secret until it is used.</param>
    /// <param name="Fingerprint">H(serverpk), 32 bytes: which identity the server must prove.</param>
    /// <param name="Commitment">What the old phone is committed to, 32 bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The token has not 16 bytes, or the fingerprint or commitment not 32.</exception>
    public sealed record Move(ServerId Server, ReadOnlyMemory<byte> Token, ReadOnlyMemory<byte> Fingerprint, ReadOnlyMemory<byte> Commitment) : Link(Server)
    {
        /// <summary>Gets the single-use token, 16 bytes: a secret until it is used.</summary>
        public ReadOnlyMemory<byte> Token { get; } = OfSize(Token, EnrolContext.TokenSize);

        /// <summary>Gets H(serverpk), 32 bytes: which identity the server must prove.</summary>
        public ReadOnlyMemory<byte> Fingerprint { get; } = OfSize(Fingerprint, ServerIdentity.FingerprintSize);

        /// <summary>Gets what the old phone is committed to, 32 bytes.</summary>
        public ReadOnlyMemory<byte> Commitment { get; } = OfSize(Commitment, AccountMove.CommitmentSize);

        /// <inheritdoc/>
        public bool Equals(Move? other) =>
            other is not null
            && Server == other.Server
            && CryptographicOperations.FixedTimeEquals(Token.Span, other.Token.Span)
            && Fingerprint.Span.SequenceEqual(other.Fingerprint.Span)
            && Commitment.Span.SequenceEqual(other.Commitment.Span);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Server, BinaryPrimitives.ReadInt64BigEndian(Commitment.Span));

        /// <summary>Does not reveal the token.</summary>
        public override string ToString() => $"Move {Server}";

        private protected override int Write(Span<byte> payload)
        {
            WriteHeader(payload, 4, Server);
            Token.Span.CopyTo(payload[HeaderSize..]);
            Fingerprint.Span.CopyTo(payload[(HeaderSize + EnrolContext.TokenSize)..]);
            Commitment.Span.CopyTo(payload[EnrolSize..]);
            return MoveSize;
        }
    }
}
