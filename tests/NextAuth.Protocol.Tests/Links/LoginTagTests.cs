using System.Buffers.Binary;
using System.Security.Cryptography;
using CsCheck;
using NextAuth.Protocol.Links;

namespace NextAuth.Protocol.Tests.Links;

public class LoginTagTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, LoginTag.SecretSize).Select(n => (byte)n)];
    private static readonly Hsid Session = Hsid.Derive(ServerId.FromBytes(new byte[ServerId.Size]), "nonce");

    [Fact]
    public void It_is_the_start_of_the_mac_over_hsid_expiry_and_epoch()
    {
        byte[] input = [.. "login"u8, .. Session.AsSpan(), 1, 2, 3, 4, 0, 0, 0, 9];
        var mac = HMACSHA256.HashData(Secret, input);

        Assert.Equal(BinaryPrimitives.ReadUInt64BigEndian(mac), LoginTag.Compute(Secret, Session, 0x01020304, 9));
    }

    [Fact]
    public void It_changes_with_every_input()
    {
        var tag = LoginTag.Compute(Secret, Session, 1000, 3);
        byte[] otherSecret = [.. Secret[..^1], 0xFF];

        Assert.NotEqual(tag, LoginTag.Compute(otherSecret, Session, 1000, 3));
        Assert.NotEqual(tag, LoginTag.Compute(Secret, Hsid.FromBytes(Secret), 1000, 3));
        Assert.NotEqual(tag, LoginTag.Compute(Secret, Session, 1001, 3));
        Assert.NotEqual(tag, LoginTag.Compute(Secret, Session, 1000, 4));
        Assert.NotEqual(tag, LoginTag.Compute(Secret, Session, 1000, 0x01000003));
    }

    [Fact]
    public void Tags_match_only_when_equal() =>
        Gen.Select(Gen.ULong, Gen.Int[0, 63]).Sample(
            (tag, bit) => LoginTag.Matches(tag, tag) && !LoginTag.Matches(tag, tag ^ (1UL << bit)),
            iter: 10_000);
}
