using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Handshake;
using NextAuth.Protocol.Messages;

namespace NextAuth.Protocol.Tests.Handshake;

public class HandshakeTests
{
    [Fact]
    public void Both_sides_end_with_the_same_channel()
    {
        using var identity = P256SigningKey.Create();
        using var account = P256SigningKey.Create();
        using var initiator = Initiator.Start(Purpose.Account, ServerId.New(), []);

        Assert.True(InitiatorHello.TryParse(initiator.FirstMessage.Span, out var hello, out _));
        var response = new byte[Responder.ResponseSize(2)];
        Assert.True(Responder.TryRespond(hello, identity, "{}"u8, response, out var responder, out _));
        using (responder)
        {
            using var expected = ServerIdentity.OfKey(identity.PublicKey);
            Assert.True(initiator.TryReceive(response, expected, out _));
            var proof = initiator.Complete(account, "{\"a\":1}"u8, out var phone);

            Assert.True(responder.TryOpen(proof, out _));
            Assert.True(P256PublicKey.TryImport(responder.AccountKey, out var accountKey));
            Assert.True(responder.TryVerify(accountKey, out var server, out _));
            Assert.True(responder.Request.SequenceEqual("{\"a\":1}"u8));

            var message = new byte[5];
            Assert.True(phone.TryOpen(server.Seal("hello"u8), message, out var written, out var alert, out _));
            Assert.Equal(5, written);
            Assert.Null(alert);
            Assert.True(message.AsSpan().SequenceEqual("hello"u8));
            Assert.Equal(phone.Export("push"u8), server.Export("push"u8));
        }
    }
}
