using NextAuth.Protocol.Handshake;
using NextAuth.Protocol.Messages;

namespace NextAuth.Protocol.Tests.Vectors;

public class NegativeVectorTests
{
    private static readonly HandshakeVector Base = HandshakeVector.Read("handshake-account.json");

    public static TheoryData<string, string> Cases => new(VectorFile.Read("handshake-negative.json").Objects("cases").Select(item => (item.Text("at"), item.Text("name"))));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_message_is_refused_for_the_named_reason(string at, string name)
    {
        var vector = VectorFile.Read("handshake-negative.json").Objects("cases").Single(item => item.Text("at") == at && item.Text("name") == name);
        var expected = Enum.Parse<ProtocolError>(vector.Text("refusal"));
        byte[][] messages = [.. vector["messages"]!.AsArray().Select(message => Convert.FromHexString(message!.GetValue<string>()))];

        Assert.NotEqual(ProtocolError.None, expected);
        Assert.Equal(expected, at switch
        {
            "m1" => FirstMessage(Assert.Single(messages)),
            "m2" => SecondMessage(Assert.Single(messages)),
            "m3" => ThirdMessage(Assert.Single(messages)),
            "record" => Records(messages),
            _ => throw new InvalidDataException(at),
        });
    }

    [Fact]
    public void Every_refusal_of_the_handshake_has_a_case()
    {
        // Those of texts and JSON have files of their own.
        var elsewhere = new[] { ProtocolError.None, ProtocolError.InvalidMessage, ProtocolError.InvalidText };
        var named = VectorFile.Read("handshake-negative.json").Objects("cases").Select(item => Enum.Parse<ProtocolError>(item.Text("refusal")));

        Assert.Empty(Enum.GetValues<ProtocolError>().Except(elsewhere).Except(named));
    }

    private static ProtocolError FirstMessage(byte[] message)
    {
        if (!InitiatorHello.TryParse(message, out var hello, out var error))
        {
            return error;
        }

        using var identity = Base.Identity.Signing();
        var refused = !Responder.TryRespond(hello, identity, "{}"u8, new byte[Responder.ResponseSize(2)], out var responder, out error);
        responder?.Dispose();
        Assert.Equal(refused, error is not ProtocolError.None);
        return error;
    }

    private static ProtocolError SecondMessage(byte[] message)
    {
        using var phone = HandshakeVectorTests.Phone(Base);
        using var expected = ServerIdentity.OfKey(Base.Identity.Public);
        Assert.False(phone.TryReceive(message, expected, out var error));

        // Refused for good: neither anything to show nor an M3 may come of it.
        Assert.True(phone.Hello.IsEmpty && phone.ServerKey.IsEmpty);
        using var account = Base.Account.Signing();
        Assert.Throws<InvalidOperationException>(() => phone.Complete(account, "{}"u8, out _));
        return error;
    }

    private static ProtocolError ThirdMessage(byte[] message)
    {
        using var keys = HandshakeVectorTests.Keys(Base);
        using var responder = Responder.After(keys, Base.Th2);
        if (!responder.TryOpen(message, out var error))
        {
            return error;
        }

        using var known = Base.Account.Verifying();
        var accountKey = responder.AccountKey.SequenceEqual(Base.Account.Public) ? known : null;
        Assert.False(responder.TryVerify(accountKey, out var channel, out error));
        Assert.Null(channel);
        return error;
    }

    private static ProtocolError Records(byte[][] records)
    {
        using var keys = HandshakeVectorTests.Keys(Base);
        using var server = SecureChannel.OfServer(keys, Base.Th3);
        var message = new byte[ProtocolLimits.MaxMessageSize];
        Assert.All(records[..^1], record => Assert.True(server.TryOpen(record, message, out _, out _, out _)));
        Assert.False(server.TryOpen(records[^1], message, out var written, out var alert, out var error));
        Assert.Equal(0, written);
        Assert.Null(alert);
        return error;
    }
}
