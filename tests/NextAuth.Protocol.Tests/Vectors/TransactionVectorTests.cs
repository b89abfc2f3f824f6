using System.Text;
using System.Text.Json.Nodes;
using NextAuth.Protocol.Transactions;

namespace NextAuth.Protocol.Tests.Vectors;

public class TransactionVectorTests
{
    private static readonly JsonObject File = VectorFile.Read("transactions.json");

    [Fact]
    public void Good_contents_are_read_written_and_signed_as_given() =>
        Assert.All(File.Objects("good"), vector =>
        {
            var shown = vector.Utf8("content");
            Assert.True(TransactionContent.TryRead(shown, out var content), vector.Text("name"));
            Assert.Equal(shown, content.Write());
            Assert.Equal(vector.Bytes("signed"), TransactionContent.SignedBytes(shown));
            byte[] signed = [.. "nextauth transaction v1"u8, .. ReferenceHandshake.Hash(shown)];
            Assert.Equal(vector.Bytes("signed"), signed);
            using var key = TestInputs.TransactionKey.Verifying();
            Assert.True(key.Verify(vector.Bytes("signed"), vector.Bytes("signature")));
        });

    [Fact]
    public void Bad_contents_are_refused() =>
        Assert.All(File.Objects("bad"), vector => Assert.False(TransactionContent.TryRead(vector.Utf8("content"), out _), vector.Text("name")));

    [Fact]
    public void The_evidence_is_valid_and_the_server_signed_what_is_documented()
    {
        var file = File["evidence"].Utf8("file");
        Assert.True(TransactionEvidence.TryRead(file, out var evidence, out _));
        Assert.Equal(EvidenceVerdict.Valid, evidence.Verify(TestInputs.Identity.Public));

        var json = JsonNode.Parse(Encoding.UTF8.GetString(file));
        byte[] Bytes(string member) => Convert.FromBase64String(json.Text(member));
        byte[] signed =
        [
            .. "nextauth evidence v1"u8, .. ReferenceHandshake.Hash(Bytes("content")), .. Bytes("signature"), .. Bytes("transactionKey"), .. Bytes("accountKey"),
            .. Convert.FromHexString(json!["approved"]!.GetValue<long>().ToString("x16", null)),
        ];
        Assert.Equal(File["evidence"].Bytes("serverSigned"), signed);
    }
}
