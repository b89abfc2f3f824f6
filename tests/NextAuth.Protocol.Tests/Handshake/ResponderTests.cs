using CsCheck;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Handshake;
using NextAuth.Protocol.Messages;
using NextAuth.Protocol.Tests.Vectors;

namespace NextAuth.Protocol.Tests.Handshake;

public class ResponderTests
{
    [Fact]
    public void The_server_identity_never_appears_in_the_clear()
    {
        using var ceremony = new Ceremony();
        ceremony.Respond(out var m2);

        Assert.Equal(-1, m2.AsSpan().IndexOf(Ceremony.Identity.PublicKey[1..33]));
        Assert.Equal(-1, m2.AsSpan().IndexOf(Ceremony.Identity.PublicKey[33..]));
        Assert.Equal(-1, m2.AsSpan().IndexOf(Ceremony.Hello));
    }

    [Fact]
    public void An_unknown_account_is_refused_like_a_bad_signature()
    {
        using var ceremony = new Ceremony();
        var (responder, _, m3, _) = ceremony.UpToThird();

        Assert.Equal(ProtocolError.InvalidSignature, ceremony.Finish(responder, m3, null, out var channel));
        Assert.Null(channel);
    }

    [Fact]
    public void Another_accounts_key_is_refused()
    {
        using var other = P256SigningKey.Create();
        using var otherPublic = Ceremony.Import(other);
        using var ceremony = new Ceremony();
        var (responder, _, m3, _) = ceremony.UpToThird();

        Assert.Equal(ProtocolError.InvalidSignature, ceremony.Finish(responder, m3, otherPublic, out _));
    }

    [Fact]
    public void The_claimed_key_must_be_the_one_that_verifies()
    {
        var good = HandshakeVector.Read("handshake-account.json");
        var signature = TestInputs.Stranger.Sign(ReferenceHandshake.SignatureInput("initiator", good.Th2, good.Request));
        var m3 = good.Reference.MakeM3(good.Th2, good.Account, good.Request, signature);
        using var keys = HandshakeVectorTests.Keys(good);
        using var responder = Responder.After(keys, good.Th2);
        using var given = TestInputs.Stranger.Verifying();

        Assert.True(responder.TryOpen(m3, out _));
        Assert.False(responder.TryVerify(given, out _, out var error));
        Assert.Equal(ProtocolError.InvalidSignature, error);
    }

    [Fact]
    public void One_handshake_opens_one_channel()
    {
        using var ceremony = new Ceremony();
        var (responder, _, m3, _) = ceremony.UpToThird();
        Assert.Equal(ProtocolError.None, ceremony.Finish(responder, m3, Ceremony.AccountPublic, out _));

        // A second one would repeat nonces under the same keys.
        Assert.Throws<InvalidOperationException>(() => responder.TryVerify(Ceremony.AccountPublic, out _, out _));
        Assert.Throws<InvalidOperationException>(() => responder.TryOpen(m3, out _));
    }

    [Fact]
    public void A_refused_M3_gets_no_second_try()
    {
        using var ceremony = new Ceremony();
        var (responder, _, m3, _) = ceremony.UpToThird();
        Assert.Equal(ProtocolError.DecryptionFailed, ceremony.Finish(responder, Tampering.FlipBit(m3, 100), Ceremony.AccountPublic, out _));

        Assert.Throws<InvalidOperationException>(() => responder.TryOpen(m3, out _));
        Assert.Throws<InvalidOperationException>(() => responder.TryVerify(Ceremony.AccountPublic, out _, out _));
        Assert.True(responder.AccountKey.IsEmpty);
        Assert.True(responder.Request.IsEmpty);
    }

    [Fact]
    public void A_disposed_responder_verifies_nothing()
    {
        using var ceremony = new Ceremony();
        var (responder, _, m3, _) = ceremony.UpToThird();
        Assert.True(responder.TryOpen(m3, out _));
        responder.Dispose();

        Assert.Throws<ObjectDisposedException>(() => responder.TryVerify(Ceremony.AccountPublic, out _, out _));
    }

    [Theory]
    [InlineData("off the curve")]
    [InlineData("infinity")]
    [InlineData("compressed")]
    [InlineData("hybrid")]
    [InlineData("not reduced")]
    [InlineData("too large")]
    public void A_phones_ephemeral_key_must_be_an_uncompressed_point(string kind)
    {
        using var ceremony = new Ceremony(Purpose.Account);
        byte[] m1 = [.. ceremony.M1[..22], .. BadPoints.Named(kind, ceremony.M1.AsSpan(22, 65)), 0];

        Assert.Equal(ProtocolError.InvalidKey, ceremony.Respond(m1, out _, out var responder));
        Assert.Null(responder);
    }

    [Theory]
    [InlineData("off the curve")]
    [InlineData("infinity")]
    [InlineData("compressed")]
    [InlineData("hybrid")]
    [InlineData("not reduced")]
    [InlineData("too large")]
    public void A_servers_ephemeral_key_must_be_an_uncompressed_point(string kind)
    {
        using var ceremony = new Ceremony();
        ceremony.Respond(out var m2);
        byte[] changed = [2, .. BadPoints.Named(kind, m2.AsSpan(1, 65)), .. m2[66..]];

        Assert.Equal(ProtocolError.InvalidKey, ceremony.Receive(changed));
    }

    [Fact]
    public void A_transaction_key_is_proven_for_this_handshake_only()
    {
        using var key = P256SigningKey.Create();
        using var publicKey = Ceremony.Import(key);
        using var ceremony = new Ceremony();
        var (responder, _, _, _) = ceremony.UpToThird();
        using var other = new Ceremony();
        var (otherResponder, _, _, _) = other.UpToThird();
        var signature = ceremony.Phone.SignTransactionKey(key);

        Assert.True(responder.VerifyTransactionKey(publicKey, signature));
        Assert.False(responder.VerifyTransactionKey(Ceremony.AccountPublic, signature));
        Assert.False(responder.VerifyTransactionKey(publicKey, signature.AsSpan(0, 63)));
        Assert.False(otherResponder.VerifyTransactionKey(publicKey, signature));
    }

    [Fact]
    public void Any_bytes_are_refused_as_M3_and_never_throw()
    {
        using var ceremony = new Ceremony();
        Assert.Equal(ProtocolError.None, ceremony.Respond(ceremony.M1, out _, out _));
        Gen.Select(Gen.Byte.Array[0, 300], Gen.Bool).Sample(
            (bytes, marked) =>
            {
                if (marked && bytes.Length > 0)
                {
                    bytes[0] = 3;
                }

                using var keys = new KeySchedule(new byte[32], new byte[32]);
                using var responder = Responder.After(keys, new byte[32]);
                return !responder.TryOpen(bytes, out var error) && error is not ProtocolError.None;
            },
            iter: 10_000);
    }
}
