using CsCheck;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Handshake;

namespace NextAuth.Protocol.Tests.Handshake;

public class InitiatorTests
{
    [Fact]
    public void Both_sides_end_with_the_same_channel()
    {
        using var ceremony = new Ceremony();
        var (responder, _, m3, phone) = ceremony.UpToThird();

        Assert.Equal(Ceremony.Hello, ceremony.Phone.Hello.ToArray());
        Assert.Equal(Ceremony.Identity.PublicKey, ceremony.Phone.ServerKey);
        Assert.Equal(responder.TranscriptHash, ceremony.Phone.TranscriptHash);
        Assert.Equal(ProtocolError.None, ceremony.Finish(responder, m3, Ceremony.AccountPublic, out var server));
        Assert.Equal(Ceremony.Request, responder.Request);
        Assert.Equal(phone.Export("push"u8), server!.Export("push"u8));
        Assert.NotEqual(phone.Export("push"u8), phone.Export("rotate"u8));
    }

    [Fact]
    public void Another_server_stops_the_phone_before_M3()
    {
        using var stranger = P256SigningKey.Create();
        using var ceremony = new Ceremony();
        Assert.Equal(ProtocolError.None, ceremony.Respond(ceremony.M1, out var m2, out _, stranger));

        Assert.Equal(ProtocolError.WrongServerKey, ceremony.Receive(m2));
        Assert.True(ceremony.Phone.Hello.IsEmpty);
        Assert.Throws<InvalidOperationException>(() => ceremony.Phone.Complete(Ceremony.Account, Ceremony.Request, out _));
    }

    [Fact]
    public void Another_fingerprint_stops_the_phone_before_M3()
    {
        using var expected = ServerIdentity.OfFingerprint(new byte[ServerIdentity.FingerprintSize]);
        using var ceremony = new Ceremony();
        ceremony.Respond(out var m2);

        Assert.Equal(ProtocolError.WrongServerKey, ceremony.Receive(m2, expected));
        Assert.Throws<InvalidOperationException>(() => ceremony.Phone.Complete(Ceremony.Account, Ceremony.Request, out _));
    }

    [Fact]
    public void The_right_fingerprint_is_as_good_as_the_key()
    {
        using var expected = ServerIdentity.OfFingerprint(System.Security.Cryptography.SHA256.HashData(Ceremony.Identity.PublicKey));
        using var ceremony = new Ceremony();
        ceremony.Respond(out var m2);

        Assert.Equal(ProtocolError.None, ceremony.Receive(m2, expected));
    }

    [Fact]
    public void The_account_never_appears_in_the_clear()
    {
        using var ceremony = new Ceremony();
        var (_, _, m3, _) = ceremony.UpToThird();

        Assert.Equal(-1, m3.AsSpan().IndexOf(Ceremony.Account.PublicKey[1..33]));
        Assert.Equal(-1, m3.AsSpan().IndexOf(Ceremony.Account.PublicKey[33..]));
        Assert.Equal(-1, m3.AsSpan().IndexOf(Ceremony.Request));
        Assert.Equal(-1, ceremony.M1.AsSpan().IndexOf(Ceremony.Account.PublicKey[1..33]));
    }

    [Fact]
    public void There_is_one_M3_and_it_comes_after_M2()
    {
        using var ceremony = new Ceremony();
        Assert.Throws<InvalidOperationException>(() => ceremony.Phone.Complete(Ceremony.Account, Ceremony.Request, out _));

        ceremony.UpToThird();
        Assert.Throws<InvalidOperationException>(() => ceremony.Phone.Complete(Ceremony.Account, Ceremony.Request, out _));
    }

    [Fact]
    public void A_refused_M2_gets_no_second_try()
    {
        using var ceremony = new Ceremony();
        ceremony.Respond(out var m2);
        Assert.Equal(ProtocolError.DecryptionFailed, ceremony.Receive(Tampering.FlipBit(m2, (m2.Length * 8) - 1)));

        Assert.Throws<InvalidOperationException>(() => ceremony.Receive(m2));
    }

    [Fact]
    public void After_disposal_no_M3_is_sealed_under_a_wiped_key()
    {
        using var ceremony = new Ceremony();
        ceremony.Respond(out var m2);
        Assert.Equal(ProtocolError.None, ceremony.Receive(m2));
        ceremony.Phone.Dispose();

        Assert.Throws<ObjectDisposedException>(() => ceremony.Phone.Complete(Ceremony.Account, Ceremony.Request, out _));
    }

    [Fact]
    public void Any_bytes_are_refused_as_M2_and_never_throw() =>
        Gen.Select(Gen.Byte.Array[0, 400], Gen.Bool).Sample(
            (bytes, marked) =>
            {
                if (marked && bytes.Length > 0)
                {
                    bytes[0] = 2;
                }

                using var ceremony = new Ceremony();
                return ceremony.Receive(bytes) is not ProtocolError.None;
            },
            iter: 10_000);
}
