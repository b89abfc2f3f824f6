using CsCheck;

namespace NextAuth.Protocol.Tests;

public class ServerIdTests
{
    private static readonly byte[] EscapedBytes = [.. Enumerable.Repeat((byte)0xFB, ServerId.Size)];

    [Fact]
    public void New_ids_need_no_escaping_and_differ()
    {
        var texts = Enumerable.Range(0, 500).Select(_ => ServerId.New().ToString()).ToList();

        Assert.All(texts, text => Assert.Matches("^[A-Za-z0-9]{24}$", text));
        Assert.Equal(texts.Count, texts.Distinct().Count());
    }

    [Fact]
    public void Text_and_bytes_round_trip() =>
        Gen.Byte.Array[ServerId.Size].Sample(
            bytes =>
            {
                var id = ServerId.FromBytes(bytes);
                return ServerId.TryParse(id.ToString(), out var read)
                    && read == id
                    && read.GetHashCode() == id.GetHashCode()
                    && read.AsSpan().SequenceEqual(bytes);
            },
            iter: 10_000);

    [Fact]
    public void Base64_and_base64url_name_the_same_id()
    {
        var text = Convert.ToBase64String(EscapedBytes);

        Assert.Contains('+', text);
        Assert.True(ServerId.TryParse(text, out var plain));
        Assert.True(ServerId.TryParse(text.Replace('+', '-').Replace('/', '_'), out var url));
        Assert.Equal(plain, url);
        Assert.Equal(text.Replace('+', '-').Replace('/', '_'), plain.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA==")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData(" AAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAA\n")]
    [InlineData("AAAAAAAAAAAA\r\nAAAAAAAAAA")]
    [InlineData("AAAA AAAA AAAA AAAA AAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA..")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAA%2F")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAé")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAA\0")]
    [InlineData("+AAAAAAAAAAAAAAAAAAAAAA-")]
    [InlineData("/AAAAAAAAAAAAAAAAAAAAAA_")]
    public void Other_texts_are_refused(string text)
    {
        Assert.False(ServerId.TryParse(text, out var id));
        Assert.Equal(default, id);
    }

    [Fact]
    public void Any_text_is_read_or_refused_and_never_throws() =>
        Gen.String[Gen.Char, 0, 30].Sample(text => { _ = ServerId.TryParse(text, out _); }, iter: 10_000);

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(19)]
    public void Bytes_of_another_length_are_misuse(int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ServerId.FromBytes(new byte[length]));
}
