using System.Buffers.Binary;
using System.Security.Cryptography;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Messages;

namespace NextAuth.Protocol.Handshake;

/// <summary>
/// The open channel after a handshake: seals and opens records (docs/protocol/records.md). One thread may seal while another opens;
/// two may not do the same at once.
/// </summary>
/// <remarks>
/// A record, in bytes: type 0x10, or 0x11 for a sealed alert (1), sequence number (8), ciphertext (n), tag (16).
/// Each direction counts from 0 and has a key of its own, so nothing can be reflected; the nonce is the number, so nothing can be replayed or reordered.
/// </remarks>
public sealed class SecureChannel : IDisposable
{
    /// <summary>What sealing adds to a message, in bytes.</summary>
    public const int Overhead = HeaderSize + Aead.TagSize;

    /// <summary>Length of an exported key, in bytes.</summary>
    public const int ExportSize = KeySchedule.KeySize;

    private const int HeaderSize = 1 + sizeof(ulong);

    private readonly AesGcm _sending;
    private readonly AesGcm _receiving;
    private readonly byte[] _export;
    private ulong _sent;
    private ulong _received;
    private ProtocolError _closed;
    private bool _disposed;

    private SecureChannel(KeySchedule keys, ReadOnlySpan<byte> th3, ReadOnlySpan<byte> sending, ReadOnlySpan<byte> receiving)
    {
        _sending = Derive(keys, sending, th3);
        _receiving = Derive(keys, receiving, th3);
        _export = new byte[KeySchedule.KeySize];
        keys.Derive(KeySchedule.Exporter, th3, _export);
    }

    /// <summary>Seals a message.</summary>
    /// <param name="message">JSON, at most <see cref="ProtocolLimits.MaxMessageSize"/> bytes.</param>
    /// <param name="record">Receives the record: the message's length and <see cref="Overhead"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The message is too large, or the destination has another size.</exception>
    public void Seal(ReadOnlySpan<byte> message, Span<byte> record) => Seal(MessageType.Record, message, record);

    /// <summary>Seals a message into a new array.</summary>
    public byte[] Seal(ReadOnlySpan<byte> message)
    {
        var record = new byte[message.Length + Overhead];
        Seal(message, record);
        return record;
    }

    /// <summary>Seals an alert: the last thing sent.</summary>
    public byte[] SealAlert(AlertCode code)
    {
        Span<byte> body = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(body, (ushort)code);
        var record = new byte[body.Length + Overhead];
        Seal(MessageType.Alert, body, record);
        return record;
    }

    /// <summary>
    /// Opens the next record. After <see langword="false"/> the channel must be closed: something was replayed, reordered, lost or altered.
    /// It opens nothing more, so that nobody gets a second try; nor does it after an alert, which is the last thing sent.
    /// </summary>
    /// <param name="record">The frame as received.</param>
    /// <param name="message">Receives the message; at least the record's length less <see cref="Overhead"/>.</param>
    /// <param name="written">Length of the message, in bytes.</param>
    /// <param name="alert">The code, when the record is an alert and not a message; the other side has closed.</param>
    /// <param name="error">The cause of a refusal.</param>
    public bool TryOpen(ReadOnlySpan<byte> record, Span<byte> message, out int written, out AlertCode? alert, out ProtocolError error)
    {
        written = 0;
        alert = null;
        error = _closed is not ProtocolError.None ? _closed : record switch
        {
            [] => ProtocolError.WrongLength,
            [not ((byte)MessageType.Record or (byte)MessageType.Alert), ..] => ProtocolError.UnexpectedType,
            { Length: < Overhead or > Overhead + ProtocolLimits.MaxMessageSize } => ProtocolError.WrongLength,
            _ when BinaryPrimitives.ReadUInt64BigEndian(record[1..]) != _received => ProtocolError.InvalidSequence,
            _ => ProtocolError.None,
        };
        if (error is not ProtocolError.None)
        {
            _closed = error;
            return false;
        }

        Span<byte> nonce = stackalloc byte[Aead.NonceSize];
        Nonce(_received, nonce);
        var size = record.Length - Overhead;
        try
        {
            _receiving.Decrypt(nonce, record.Slice(HeaderSize, size), record[^Aead.TagSize..], message[..size], record[..HeaderSize]);
        }
        catch (AuthenticationTagMismatchException)
        {
            error = _closed = ProtocolError.DecryptionFailed;
            return false;
        }

        _received++;
        if (record[0] == (byte)MessageType.Alert)
        {
            _closed = ProtocolError.UnexpectedType;
            alert = size == sizeof(ushort) ? (AlertCode)BinaryPrimitives.ReadUInt16BigEndian(message) : AlertCode.Malformed;
            return true;
        }

        written = size;
        return true;
    }

    /// <summary>Derives a key both sides know and nobody else: HKDF-Expand(export, label, 32) (docs/protocol/key-schedule.md, section 4).</summary>
    /// <param name="label">ASCII: <c>push</c> for the push key, <c>rotate</c> for the binding of a key rotation.</param>
    /// <returns>32 bytes; the caller wipes them.</returns>
    public byte[] Export(ReadOnlySpan<byte> label)
    {
        // The wiped secret is all zeros: a key made of it would be anybody's.
        ObjectDisposedException.ThrowIf(_disposed, this);
        var key = new byte[ExportSize];
        HKDF.Expand(HashAlgorithmName.SHA256, _export, key, label);
        return key;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        _sending.Dispose();
        _receiving.Dispose();
        CryptographicOperations.ZeroMemory(_export);
    }

    internal static SecureChannel OfPhone(KeySchedule keys, ReadOnlySpan<byte> th3) =>
        new(keys, th3, KeySchedule.PhoneRecords, KeySchedule.ServerRecords);

    internal static SecureChannel OfServer(KeySchedule keys, ReadOnlySpan<byte> th3) =>
        new(keys, th3, KeySchedule.ServerRecords, KeySchedule.PhoneRecords);

    private static AesGcm Derive(KeySchedule keys, ReadOnlySpan<byte> label, ReadOnlySpan<byte> th3)
    {
        Span<byte> key = stackalloc byte[KeySchedule.KeySize];
        keys.Derive(label, th3, key);
        var aes = new AesGcm(key, Aead.TagSize);
        CryptographicOperations.ZeroMemory(key);
        return aes;
    }

    private static void Nonce(ulong sequence, Span<byte> nonce)
    {
        nonce[..4].Clear();
        BinaryPrimitives.WriteUInt64BigEndian(nonce[4..], sequence);
    }

    private void Seal(MessageType type, ReadOnlySpan<byte> message, Span<byte> record)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(message.Length, ProtocolLimits.MaxMessageSize);
        ArgumentOutOfRangeException.ThrowIfNotEqual(record.Length, message.Length + Overhead);

        record[0] = (byte)type;
        BinaryPrimitives.WriteUInt64BigEndian(record[1..], _sent);
        Span<byte> nonce = stackalloc byte[Aead.NonceSize];
        Nonce(_sent, nonce);
        _sent++;
        _sending.Encrypt(nonce, message, record.Slice(HeaderSize, message.Length), record[^Aead.TagSize..], record[..HeaderSize]);
    }
}
