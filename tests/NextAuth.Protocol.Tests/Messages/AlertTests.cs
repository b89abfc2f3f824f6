using CsCheck;
using NextAuth.Protocol.Messages;

namespace NextAuth.Protocol.Tests.Messages;

public class AlertTests
{
    [Fact]
    public void Every_code_round_trips() =>
        Assert.All(Enum.GetValues<AlertCode>(), code =>
        {
            Assert.True(Alert.TryParse(Alert.Write(code), out var read));
            Assert.Equal(code, read);
        });

    [Fact]
    public void The_code_is_big_endian() => Assert.Equal([0x11, 0, 9], Alert.Write(AlertCode.HandshakeFailed));

    [Fact]
    public void An_unknown_code_is_returned_as_it_is()
    {
        Assert.True(Alert.TryParse([0x11, 0x7F, 0xFE], out var code));
        Assert.Equal(0x7FFE, (int)code);
    }

    [Fact]
    public void Only_three_bytes_of_the_type_are_an_alert() =>
        Gen.Byte.Array[0, 5].Sample(
            bytes => Alert.TryParse(bytes, out _) == (bytes is [0x11, _, _]),
            iter: 10_000);
}
