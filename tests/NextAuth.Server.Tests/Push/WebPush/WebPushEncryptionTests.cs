using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NextAuth.Server.Push.WebPush;
using NextAuth.Server.Tests.Architecture;

namespace NextAuth.Server.Tests.Push.WebPush;

public class WebPushEncryptionTests
{
    private static readonly JsonNode Example =
        JsonNode.Parse(File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "protocol", "vectors", "push.json")))!["webPush"]!["example"]!;

    // RFC 8291, section 5: with its keys and its salt, its bytes.
    [Fact]
    public void The_standards_example_is_made_byte_for_byte()
    {
        using var server = TestPhone.Ecdh(Bytes("serverPrivate"));
        var secret = TestPhone.Agree(server, Bytes("p256dh"));

        var body = WebPushEncryption.Encrypt(
            secret, Bytes("serverPublic"), Bytes("p256dh"), Bytes("auth"), Bytes("salt"), Encoding.UTF8.GetBytes(Text("plaintext")), paddedSize: 0);

        Assert.Equal(Text("body"), Base64Url.EncodeToString(body));
        Assert.All(secret, each => Assert.Equal(0, each));
    }

    // The other way round, so that the phone of these tests is known to be right.
    [Fact]
    public void The_phone_of_these_tests_opens_the_standards_example()
    {
        using var phone = new TestPhone(Bytes("phonePrivate"), Bytes("auth"));
        Assert.Equal(Text("p256dh"), Base64Url.EncodeToString(phone.PublicKey));
        Assert.Equal(Text("plaintext"), Encoding.UTF8.GetString(phone.Open(Bytes("body"))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(512)]
    public void Contents_of_any_length_look_alike(int size)
    {
        using var phone = new TestPhone();
        var plaintext = RandomNumberGenerator.GetBytes(size);

        var body = WebPushEncryption.Encrypt(phone.PublicKey, phone.Auth, plaintext, 512);

        Assert.Equal(86 + 512 + 1 + 16, body.Length);
        Assert.Equal(plaintext, phone.Open(body));
    }

    [Fact]
    public void No_two_bodies_are_alike()
    {
        using var phone = new TestPhone();
        var bodies = Enumerable.Range(0, 20).Select(_ => WebPushEncryption.Encrypt(phone.PublicKey, phone.Auth, "x"u8, 512)).ToList();

        Assert.Equal(20, bodies.Select(body => Convert.ToHexString(body[..16])).Distinct().Count());
        Assert.Equal(20, bodies.Select(body => Convert.ToHexString(body[21..86])).Distinct().Count());
    }

    [Fact]
    public void What_fills_a_record_is_encrypted_and_one_byte_more_is_a_mistake_of_ours()
    {
        using var phone = new TestPhone();
        var body = WebPushEncryption.Encrypt(phone.PublicKey, phone.Auth, new byte[WebPushEncryption.MaxPlaintextSize], 0);

        Assert.Equal(WebPushEncryption.RecordSize, body.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => WebPushEncryption.Encrypt(phone.PublicKey, phone.Auth, new byte[WebPushEncryption.MaxPlaintextSize + 1], 0));
    }

    private static string Text(string member) => (string)Example[member]!;

    private static byte[] Bytes(string member) => Base64Url.DecodeFromChars(Text(member));
}
