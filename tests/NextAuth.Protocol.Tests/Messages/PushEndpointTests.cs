using System.Text;
using NextAuth.Protocol.Messages;

namespace NextAuth.Protocol.Tests.Messages;

public class PushEndpointTests
{
    private static readonly Uri Address = new("https://push.example.com/a?b");

    public static TheoryData<PushEndpoint, string> Written => new()
    {
        { PushEndpoint.WebPush(Address, new byte[65], new byte[16]) with { Id = 3 }, $$"""{"type":"pushEndpoint","kind":"webPush","endpoint":"https://push.example.com/a?b","p256dh":"{{new string('A', 87)}}","auth":"{{new string('A', 22)}}","id":3}""" },
        { PushEndpoint.Fcm("abc:def"), """{"type":"pushEndpoint","kind":"fcm","token":"abc:def"}""" },
        { PushEndpoint.Apns([0xAB, 0x01]), """{"type":"pushEndpoint","kind":"apns","token":"ab01"}""" },
        { PushEndpoint.None(), """{"type":"pushEndpoint","kind":"none"}""" },
    };

    [Theory]
    [MemberData(nameof(Written))]
    public void It_is_written_as_documented_and_read_back(PushEndpoint endpoint, string json)
    {
        Assert.Equal(json, Encoding.UTF8.GetString(ProtocolJson.Write(endpoint, ProtocolJson.Default.PhoneMessage)));
        Assert.True(ProtocolJson.TryRead(Encoding.UTF8.GetBytes(json), ProtocolJson.Default.PhoneMessage, out var read));
        Assert.Equal(endpoint, read);
    }

    [Theory]
    [InlineData("""{"type":"pushEndpoint"}""")]
    [InlineData("""{"type":"pushEndpoint","kind":"WebPush"}""")]
    [InlineData("""{"type":"pushEndpoint","kind":"pigeon"}""")]
    [InlineData("""{"type":"pushEndpoint","kind":1}""")]
    [InlineData("""{"type":"pushEndpoint","kind":"fcm","token":1}""")]
    public void One_that_is_malformed_is_not_read_but_known_by_its_type(string json)
    {
        Assert.False(ProtocolJson.TryRead(Encoding.UTF8.GetBytes(json), ProtocolJson.Default.PhoneMessage, out _));
        Assert.True(ProtocolJson.TryRead(Encoding.UTF8.GetBytes(json), ProtocolJson.Default.MessageHead, out var head) && head.IsPhoneMessage());
    }

    [Fact]
    public void It_never_shows_what_it_holds() => Assert.Equal("PushEndpoint Fcm", PushEndpoint.Fcm("secret-token").ToString());
}
