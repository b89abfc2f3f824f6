using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using NextAuth.Protocol.Tests.Vectors;
using NextAuth.Protocol.Transactions;

namespace NextAuth.Protocol.Tests.Transactions;

public class TransactionEvidenceTests
{
    private static readonly byte[] File = TransactionVectors.MakeEvidence().Write();

    [Fact]
    public void Evidence_is_read_back_and_valid()
    {
        Assert.True(TransactionEvidence.TryRead(File, out var evidence, out var content));
        Assert.Equal(EvidenceVerdict.Valid, evidence.Verify(TestInputs.Identity.Public));
        Assert.Equal(EvidenceVerdict.Valid, evidence.Verify([]));
        Assert.Equal("1 250,00 €", content.Amount);
        Assert.Equal(File, evidence.Write());
    }

    [Fact]
    public void Evidence_of_another_server_is_told() =>
        Assert.Equal(EvidenceVerdict.OtherServer, TransactionVectors.MakeEvidence().Verify(TestInputs.Stranger.Public));

    [Theory]
    [InlineData("signature", EvidenceVerdict.WrongSignature)]
    [InlineData("transactionKey", EvidenceVerdict.WrongSignature)]
    [InlineData("accountKey", EvidenceVerdict.WrongServerSignature)]
    [InlineData("serverSignature", EvidenceVerdict.WrongServerSignature)]
    [InlineData("serverKey", EvidenceVerdict.OtherServer)]
    public void Altered_bytes_are_found(string member, EvidenceVerdict expected)
    {
        var json = JsonNode.Parse(File)!.AsObject();
        var bytes = Convert.FromBase64String((string)json[member]!);
        bytes[^1] ^= 1;
        json[member] = Convert.ToBase64String(bytes);

        Assert.True(TransactionEvidence.TryRead(Encoding.UTF8.GetBytes(json.ToJsonString()), out var evidence, out _));
        Assert.Equal(expected, evidence.Verify(TestInputs.Identity.Public));
    }

    [Theory]
    [InlineData(-1, EvidenceVerdict.OutOfTime)]
    [InlineData(601, EvidenceVerdict.OutOfTime)]
    [InlineData(61, EvidenceVerdict.WrongServerSignature)]
    public void Another_time_is_found(int after, EvidenceVerdict expected)
    {
        var json = JsonNode.Parse(File)!.AsObject();
        json["approved"] = TransactionVectors.Content.Created + after;

        Assert.True(TransactionEvidence.TryRead(Encoding.UTF8.GetBytes(json.ToJsonString()), out var evidence, out _));
        Assert.Equal(expected, evidence.Verify(TestInputs.Identity.Public));
    }

    [Theory]
    [InlineData("format", "nextauth evidence v2")]
    [InlineData("algorithm", "none")]
    [InlineData("account", 43)]
    [InlineData("transaction", "AAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("server", "AAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("signature", "AAAA")]
    [InlineData("serverKey", "AAAA")]
    [InlineData("content", "e30=")]
    [InlineData("extra", 1)]
    public void What_contradicts_the_content_or_the_format_is_not_read(string member, object value)
    {
        var json = JsonNode.Parse(File)!.AsObject();
        json[member] = value is int number ? number : (string)value;
        Assert.False(TransactionEvidence.TryRead(Encoding.UTF8.GetBytes(json.ToJsonString()), out _, out _));
    }

    [Fact]
    public void Every_altered_byte_is_refused() => Gen.Select(Gen.Int[0, File.Length - 1], Gen.Byte).Sample(
        (position, value) =>
        {
            var altered = (byte[])File.Clone();
            altered[position] = value;
            return value == File[position]
                || !TransactionEvidence.TryRead(altered, out var evidence, out _)
                || evidence.Verify(TestInputs.Identity.Public) is not EvidenceVerdict.Valid
                || evidence.Write().AsSpan().SequenceEqual(File);
        },
        iter: 10_000);
}
