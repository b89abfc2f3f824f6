using System.Buffers.Binary;
using NextAuth.Protocol.Links;
using NextAuth.Protocol.Messages;

namespace NextAuth.Protocol.Tests.Vectors;

public class TextVectorTests
{
    [Fact]
    public void Session_ids_follow_from_server_and_nonce() =>
        Assert.All(VectorFile.Read("ids.json").Objects("hsid"), vector =>
        {
            byte[] input = [.. "nextauth hsid v1\0"u8, .. vector.Bytes("serverId"), .. vector.Utf8("nonce")];
            Assert.Equal(vector.Text("hsid"), Convert.ToHexStringLower(ReferenceHandshake.Hash(input)));

            var id = Hsid.Derive(ServerId.FromBytes(vector.Bytes("serverId")), vector.Text("nonce"));
            Assert.Equal(vector.Text("hsid"), Convert.ToHexStringLower(id.AsSpan()));
            Assert.Equal(vector.Text("text"), id.ToString());
        });

    [Fact]
    public void Enrol_ids_follow_from_the_token() =>
        Assert.All(VectorFile.Read("ids.json").Objects("enrolId"), vector =>
        {
            Assert.Equal(vector.Text("enrolId"), Convert.ToHexStringLower(EnrolContext.Derive(vector.Bytes("token"))));
            Assert.Equal(vector.Bytes("enrolId"), ReferenceHandshake.Hash([.. "nextauth enrol id"u8, .. vector.Bytes("token")])[..16]);
        });

    [Fact]
    public void Login_tags_follow_from_secret_session_expiry_and_epoch()
    {
        var vectors = VectorFile.Read("ids.json").Objects("loginTag").ToList();

        Assert.All(vectors, vector =>
        {
            var tag = LoginTag.Compute(
                vector.Bytes("qrSecret"), Hsid.FromBytes(vector.Bytes("hsid")), vector["expiry"]!.GetValue<uint>(), vector["epoch"]!.GetValue<uint>());
            Assert.Equal(BinaryPrimitives.ReadUInt64BigEndian(vector.Bytes("tag")), tag);
        });
        Assert.Equal(vectors.Count, vectors.Select(vector => vector.Text("tag")).Distinct().Count());
    }

    [Fact]
    public void Server_ids_are_read_or_refused() =>
        Assert.All(VectorFile.Read("ids.json").Objects("serverId"), vector =>
        {
            var read = ServerId.TryParse(vector.Text("text"), out var id);
            Assert.Equal(vector["refusal"] is null, read);
            Assert.Equal(vector["bytes"]?.GetValue<string>(), read ? Convert.ToHexStringLower(id.AsSpan()) : null);
        });

    [Fact]
    public void Good_links_are_read_and_written() =>
        Assert.All(VectorFile.Read("links.json").Objects("good"), vector =>
        {
            Assert.True(Link.TryParse(vector.Text("text"), out var link, out _));
            Assert.Equal(vector.Text("kind"), link.GetType().Name.ToLowerInvariant());
            Assert.Equal(vector.Bytes("payload"), System.Buffers.Text.Base64Url.DecodeFromChars(link.ToText("#").AsSpan(1)));
            if (vector["appurl"] is not null)
            {
                Assert.Equal(vector.Text("text"), link.ToText(vector.Text("appurl")));
            }
        });

    [Fact]
    public void Bad_links_are_refused_for_the_named_reason() =>
        Assert.All(VectorFile.Read("links.json").Objects("bad"), vector =>
        {
            Assert.False(Link.TryParse(vector.Text("text"), out _, out var error));
            Assert.Equal(vector.Text("refusal"), error.ToString());
        });

    [Fact]
    public void Json_is_read_or_refused() =>
        Assert.All(VectorFile.Read("json.json").Objects("cases"), vector =>
        {
            var json = vector.Utf8("json");
            var read = vector.Text("of") switch
            {
                "loginRequest" => ProtocolJson.TryRead(json, ProtocolJson.Default.LoginRequest, out _),
                "phoneMessage" => ProtocolJson.TryRead(json, ProtocolJson.Default.PhoneMessage, out _),
                var other => throw new InvalidDataException(other),
            };
            Assert.Equal(vector["refusal"] is null, read);
        });
}
