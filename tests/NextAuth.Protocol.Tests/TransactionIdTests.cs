using CsCheck;

namespace NextAuth.Protocol.Tests;

public class TransactionIdTests
{
    [Fact]
    public void New_ids_need_no_escaping_and_differ()
    {
        var texts = Enumerable.Range(0, 200).Select(_ => TransactionId.New().ToString()).ToList();

        Assert.All(texts, text => Assert.Matches("^[A-Za-z0-9]{24}$", text));
        Assert.Equal(texts.Count, texts.Distinct().Count());
    }

    [Fact]
    public void Text_and_bytes_round_trip() =>
        Gen.Byte.Array[TransactionId.Size].Sample(
            bytes => TransactionId.TryParse(Convert.ToBase64String(bytes), out var read)
                && read == TransactionId.FromBytes(bytes)
                && read.ToArray().AsSpan().SequenceEqual(bytes),
            iter: 10_000);

    [Theory]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA==")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAA ")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Other_texts_are_refused(string text)
    {
        Assert.False(TransactionId.TryParse(text, out var id));
        Assert.Equal(default, id);
    }

    [Fact]
    public void Ids_that_differ_in_any_byte_differ() =>
        Assert.All(
            Enumerable.Range(0, TransactionId.Size),
            position =>
            {
                var bytes = new byte[TransactionId.Size];
                bytes[position] = 1;
                Assert.True(TransactionId.FromBytes(bytes) != TransactionId.FromBytes(new byte[TransactionId.Size]));
            });
}
