using NextAuth.Protocol.Handshake;
using NextAuth.Protocol.Messages;

namespace NextAuth.Protocol.Tests.Handshake;

public class TamperingTests
{
    [Fact]
    public void Every_bit_of_M1_counts()
    {
        using var size = new Ceremony();
        for (var bit = 0; bit < size.M1.Length * 8; bit++)
        {
            using var ceremony = new Ceremony();
            var refused = ceremony.Respond(Tampering.FlipBit(ceremony.M1, bit), out var m2, out _);
            if (refused is ProtocolError.None)
            {
                // The server cannot know; the phone refuses what the server answers to another M1.
                refused = ceremony.Receive(m2);
                Assert.Equal(ProtocolError.DecryptionFailed, refused);
            }

            Assert.NotEqual(ProtocolError.None, refused);
        }
    }

    [Fact]
    public void Every_bit_of_M2_counts()
    {
        var bits = Responder.ResponseSize(Ceremony.Hello.Length) * 8;
        for (var bit = 0; bit < bits; bit++)
        {
            using var ceremony = new Ceremony();
            ceremony.Respond(out var m2);
            var refused = ceremony.Receive(Tampering.FlipBit(m2, bit));

            var expected = bit < 8 ? ProtocolError.UnexpectedType : ProtocolError.DecryptionFailed;
            Assert.True(refused == expected || (refused is ProtocolError.InvalidKey && bit < 66 * 8), $"{refused} at bit {bit}");
            Assert.Throws<InvalidOperationException>(() => ceremony.Phone.Complete(Ceremony.Account, Ceremony.Request, out _));
        }
    }

    [Fact]
    public void Every_bit_of_M3_counts()
    {
        var bits = int.MaxValue;
        for (var bit = 0; bit < bits; bit++)
        {
            using var ceremony = new Ceremony();
            var (responder, _, m3, _) = ceremony.UpToThird();
            bits = m3.Length * 8;
            var refused = ceremony.Finish(responder, Tampering.FlipBit(m3, bit), Ceremony.AccountPublic, out var channel);

            Assert.Equal(bit < 8 ? ProtocolError.UnexpectedType : ProtocolError.DecryptionFailed, refused);
            Assert.Null(channel);
        }
    }

    [Fact]
    public void Truncated_and_extended_M2_are_refused()
    {
        using var sample = new Ceremony();
        sample.Respond(out var length);
        Assert.All(Enumerable.Range(0, Tampering.OtherLengths(length).Count()), index =>
        {
            using var ceremony = new Ceremony();
            ceremony.Respond(out var m2);
            Assert.Contains(ceremony.Receive(Tampering.OtherLengths(m2).ElementAt(index)), new[] { ProtocolError.WrongLength, ProtocolError.DecryptionFailed });
        });
    }

    [Fact]
    public void Truncated_and_extended_M3_are_refused()
    {
        using var sample = new Ceremony();
        var (_, _, length, _) = sample.UpToThird();
        Assert.All(Enumerable.Range(0, Tampering.OtherLengths(length).Count()), index =>
        {
            using var ceremony = new Ceremony();
            var (responder, _, m3, _) = ceremony.UpToThird();
            var refused = ceremony.Finish(responder, Tampering.OtherLengths(m3).ElementAt(index), Ceremony.AccountPublic, out _);
            Assert.Contains(refused, new[] { ProtocolError.WrongLength, ProtocolError.DecryptionFailed });
        });
    }

    [Fact]
    public void Messages_out_of_turn_or_reflected_are_refused()
    {
        using var first = new Ceremony();
        Assert.Equal(ProtocolError.UnexpectedType, first.Receive(first.M1));

        using var second = new Ceremony();
        var (responder, m2, m3, phone) = second.UpToThird();
        Assert.False(InitiatorHello.TryParse(m2, out _, out var asFirst));
        Assert.Equal(ProtocolError.UnexpectedType, asFirst);
        Assert.False(InitiatorHello.TryParse(m3, out _, out asFirst));
        Assert.Equal(ProtocolError.UnexpectedType, asFirst);
        Assert.Equal(ProtocolError.UnexpectedType, second.Finish(responder, m2, Ceremony.AccountPublic, out _));

        using var third = new Ceremony();
        Assert.Equal(ProtocolError.UnexpectedType, third.Receive(m3));
        Assert.False(phone.TryOpen(m3, new byte[m3.Length], out _, out _, out var asRecord));
        Assert.Equal(ProtocolError.UnexpectedType, asRecord);
    }

    [Fact]
    public void A_replayed_M1_gets_the_attacker_nothing_the_phone_accepts()
    {
        using var ceremony = new Ceremony();
        ceremony.Respond(out var first);
        ceremony.Respond(out var second);

        Assert.NotEqual(first, second);
        Assert.Equal(ProtocolError.None, ceremony.Receive(second));
        Assert.Throws<InvalidOperationException>(() => ceremony.Receive(first));
    }

    [Fact]
    public void M2_of_another_connection_is_refused()
    {
        using var mine = new Ceremony();
        using var other = new Ceremony();
        other.Respond(out var m2);

        Assert.Equal(ProtocolError.DecryptionFailed, mine.Receive(m2));
    }

    [Fact]
    public void M3_of_another_connection_is_refused()
    {
        using var mine = new Ceremony();
        using var other = new Ceremony();
        var (responder, _, _, _) = mine.UpToThird();
        var (_, _, m3, _) = other.UpToThird();

        Assert.Equal(ProtocolError.DecryptionFailed, mine.Finish(responder, m3, Ceremony.AccountPublic, out _));
    }

    [Fact]
    public void M3_for_another_M2_of_the_same_M1_is_refused()
    {
        using var ceremony = new Ceremony();
        Assert.Equal(ProtocolError.None, ceremony.Respond(ceremony.M1, out _, out var other));
        var (_, _, m3, _) = ceremony.UpToThird();

        Assert.Equal(ProtocolError.DecryptionFailed, ceremony.Finish(other!, m3, Ceremony.AccountPublic, out _));
    }
}
