using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using NextAuth.Protocol.Messages;

namespace NextAuth.Protocol.Tests.Vectors;

public class PushVectorTests
{
    private static readonly JsonObject File = VectorFile.Read("push.json");

    private static readonly byte[] Key = File.Bytes("pushKey");

    private static readonly long Account = File["account"]!.GetValue<long>();

    [Fact]
    public void The_file_is_what_the_specification_says() => Assert.True(JsonNode.DeepEquals(File, PushVectors.Make()));

    [Fact]
    public void Good_boxes_are_opened_and_made_as_given() =>
        Assert.All(File.Objects("good"), vector =>
        {
            Assert.True(PushBox.TryOpen(Key, Account, vector.Text("box"), out var push), vector.Text("name"));
            var content = ProtocolJson.Write(push, ProtocolJson.Default.Push);
            Assert.Equal(vector.Text("content"), Encoding.UTF8.GetString(content));
            Assert.Equal(vector.Text("box"), PushBox.Seal(Key, Account, content, vector.Bytes("nonce")));
        });

    [Fact]
    public void Bad_boxes_are_refused() =>
        Assert.All(File.Objects("bad"), vector => Assert.False(PushBox.TryOpen(Key, Account, vector.Text("box"), out _), vector.Text("name")));

    [Fact]
    public void The_content_of_Web_Push_is_read_and_written_as_given()
    {
        var content = File["webPush"].Text("content");
        Assert.True(WakeUp.TryRead(Encoding.UTF8.GetBytes(content), out var wakeUp));
        Assert.Equal((TestInputs.Server.ToString(), 42, PushKind.Login), (wakeUp.Server, wakeUp.Id, wakeUp.Push.Kind));
        Assert.Equal(content, Encoding.UTF8.GetString(wakeUp.Write()));
    }

    // The numbers were typed in from the standard: its keys fit together, so that whoever checks a program by them is not led astray.
    [Fact]
    public void The_keys_of_the_standards_example_are_pairs()
    {
        var example = File["webPush"]!["example"];
        Assert.Equal(example.Text("serverPublic"), Base64Url.EncodeToString(TestKey.Of(Base64Url.DecodeFromChars(example.Text("serverPrivate"))).Public));
        Assert.Equal(example.Text("p256dh"), Base64Url.EncodeToString(TestKey.Of(Base64Url.DecodeFromChars(example.Text("phonePrivate"))).Public));
    }
}
