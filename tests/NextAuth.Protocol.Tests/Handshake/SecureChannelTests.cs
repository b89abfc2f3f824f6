using CsCheck;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Handshake;
using NextAuth.Protocol.Messages;

namespace NextAuth.Protocol.Tests.Handshake;

public class SecureChannelTests
{
    private static readonly byte[] Th3 = [.. Enumerable.Range(0, 32).Select(n => (byte)n)];

    [Fact]
    public void Messages_of_any_size_travel_both_ways()
    {
        using var pair = new Pair();
        Assert.All(new[] { 0, 1, 5, 1000, ProtocolLimits.MaxMessageSize }, size =>
        {
            var message = new byte[size];
            message.AsSpan().Fill((byte)size);
            var (error, opened, alert) = Open(pair.Server, pair.Phone.Seal(message));
            Assert.Equal((ProtocolError.None, (AlertCode?)null), (error, alert));
            Assert.Equal(message, opened);
            Assert.Equal(message, Open(pair.Phone, pair.Server.Seal(message)).Message);
        });
    }

    [Fact]
    public void Every_bit_of_a_record_counts()
    {
        var bits = (SecureChannel.Overhead + 5) * 8;
        for (var bit = 0; bit < bits; bit++)
        {
            using var pair = new Pair();
            var (error, opened, alert) = Open(pair.Server, Tampering.FlipBit(pair.Phone.Seal("hello"u8), bit));

            // Bit 0 makes it an alert, the other bits of the type nothing known; then the number; then what is sealed.
            Assert.Equal(
                bit switch { 0 => ProtocolError.DecryptionFailed, < 8 => ProtocolError.UnexpectedType, < 72 => ProtocolError.InvalidSequence, _ => ProtocolError.DecryptionFailed },
                error);
            Assert.Empty(opened);
            Assert.Null(alert);
        }
    }

    [Fact]
    public void Every_bit_of_a_sealed_alert_counts()
    {
        var bits = (SecureChannel.Overhead + 2) * 8;
        for (var bit = 0; bit < bits; bit++)
        {
            using var pair = new Pair();
            var (error, _, alert) = Open(pair.Server, Tampering.FlipBit(pair.Phone.SealAlert(AlertCode.TimedOut), bit));

            Assert.NotEqual(ProtocolError.None, error);
            Assert.Null(alert);
        }
    }

    [Fact]
    public void Other_lengths_are_refused()
    {
        using var sample = new Pair();
        var record = sample.Phone.Seal("hello"u8);
        Assert.All(Tampering.OtherLengths(record), other =>
        {
            using var pair = new Pair();
            Assert.Contains(Open(pair.Server, other).Error, new[] { ProtocolError.WrongLength, ProtocolError.DecryptionFailed });
        });
    }

    [Fact]
    public void A_gap_a_repeat_and_a_swap_are_refused()
    {
        using var gap = new Pair();
        gap.Phone.Seal("lost"u8);
        Assert.Equal(ProtocolError.InvalidSequence, Open(gap.Server, gap.Phone.Seal("second"u8)).Error);

        using var repeat = new Pair();
        var record = repeat.Phone.Seal("once"u8);
        Assert.Equal(ProtocolError.None, Open(repeat.Server, record).Error);
        Assert.Equal(ProtocolError.InvalidSequence, Open(repeat.Server, record).Error);
    }

    [Fact]
    public void A_reflected_record_is_refused()
    {
        using var pair = new Pair();

        Assert.Equal(ProtocolError.DecryptionFailed, Open(pair.Phone, pair.Phone.Seal("hello"u8)).Error);
        Assert.Equal(ProtocolError.DecryptionFailed, Open(pair.Server, pair.Server.Seal("hello"u8)).Error);
    }

    [Fact]
    public void A_record_of_another_channel_is_refused()
    {
        using var mine = new Pair();
        using var other = new Pair(secret: 8);

        Assert.Equal(ProtocolError.DecryptionFailed, Open(mine.Server, other.Phone.Seal("hello"u8)).Error);
    }

    [Fact]
    public void A_record_is_no_alert_and_an_alert_no_record()
    {
        using var first = new Pair();
        var record = first.Phone.Seal([0, 9]);
        record[0] = (byte)MessageType.Alert;
        Assert.Equal(ProtocolError.DecryptionFailed, Open(first.Server, record).Error);

        using var second = new Pair();
        var alert = second.Phone.SealAlert(AlertCode.HandshakeFailed);
        alert[0] = (byte)MessageType.Record;
        Assert.Equal(ProtocolError.DecryptionFailed, Open(second.Server, alert).Error);

        // One in the clear is nothing any more: anybody could have sent it.
        using var third = new Pair();
        Assert.Equal(ProtocolError.WrongLength, Open(third.Server, Alert.Write(AlertCode.TimedOut)).Error);
    }

    [Fact]
    public void After_a_refusal_the_channel_opens_nothing_more()
    {
        using var pair = new Pair();
        var record = pair.Phone.Seal("hello"u8);
        Assert.Equal(ProtocolError.DecryptionFailed, Open(pair.Server, Tampering.FlipBit(record, 100)).Error);

        Assert.Equal(ProtocolError.DecryptionFailed, Open(pair.Server, record).Error);
    }

    [Fact]
    public void An_alert_is_the_last_thing_received()
    {
        using var pair = new Pair();
        Assert.Equal("first"u8.ToArray(), Open(pair.Server, pair.Phone.Seal("first"u8)).Message);
        var (error, opened, alert) = Open(pair.Server, pair.Phone.SealAlert(AlertCode.Unavailable));

        Assert.Equal((ProtocolError.None, AlertCode.Unavailable), (error, alert));
        Assert.Empty(opened);
        Assert.Equal(ProtocolError.UnexpectedType, Open(pair.Server, pair.Phone.Seal("more"u8)).Error);
    }

    [Fact]
    public void Each_record_hides_and_differs()
    {
        using var pair = new Pair();
        var first = pair.Phone.Seal("hello hello"u8);
        var second = pair.Phone.Seal("hello hello"u8);

        Assert.NotEqual(first[9..], second[9..]);
        Assert.Equal(-1, first.AsSpan().IndexOf("hello"u8));
    }

    [Fact]
    public void Too_large_messages_are_misuse()
    {
        using var pair = new Pair();

        Assert.Throws<ArgumentOutOfRangeException>(() => pair.Phone.Seal(new byte[ProtocolLimits.MaxMessageSize + 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => pair.Phone.Seal("hello"u8, new byte[10]));
    }

    [Fact]
    public void Exported_keys_depend_on_the_label_and_end_with_the_channel()
    {
        using var pair = new Pair();
        using var other = new Pair(secret: 8);
        Assert.Equal(pair.Phone.Export("push"u8), pair.Server.Export("push"u8));
        Assert.NotEqual(pair.Phone.Export("push"u8), pair.Phone.Export("rotate"u8));
        Assert.NotEqual(pair.Phone.Export("push"u8), other.Phone.Export("push"u8));

        pair.Phone.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pair.Phone.Export("push"u8));
    }

    [Fact]
    public void Any_bytes_are_refused_and_never_throw() =>
        Gen.Select(Gen.Byte.Array[0, 80], Gen.Byte[0x0F, 0x12], Gen.Bool).Sample(
            (bytes, type, numbered) =>
            {
                if (bytes.Length > 9 && numbered)
                {
                    bytes.AsSpan(0, 9).Clear();
                }

                if (bytes.Length > 0)
                {
                    bytes[0] = type;
                }

                using var pair = new Pair();
                return Open(pair.Server, bytes) is ({ } error, [], null) && error is not ProtocolError.None;
            },
            iter: 10_000);

    private static (ProtocolError Error, byte[] Message, AlertCode? Alert) Open(SecureChannel channel, byte[] record)
    {
        var message = new byte[record.Length];
        var opened = channel.TryOpen(record, message, out var written, out var alert, out var error);
        Assert.Equal(opened, error is ProtocolError.None);
        return (error, message[..written], alert);
    }

    private sealed class Pair : IDisposable
    {
        public Pair(byte secret = 7)
        {
            using var keys = new KeySchedule([.. Enumerable.Repeat(secret, 32)], Th3);
            Phone = SecureChannel.OfPhone(keys, Th3);
            Server = SecureChannel.OfServer(keys, Th3);
        }

        public SecureChannel Phone { get; }

        public SecureChannel Server { get; }

        public void Dispose()
        {
            Phone.Dispose();
            Server.Dispose();
        }
    }
}
