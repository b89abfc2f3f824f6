using System.Security.Cryptography;
using System.Text;
using CsCheck;

namespace NextAuth.Protocol.Tests;

public class HsidTests
{
    private static readonly ServerId Server = ServerId.FromBytes([.. Enumerable.Range(1, ServerId.Size).Select(n => (byte)n)]);

    [Fact]
    public void It_is_the_hash_of_label_zero_server_and_nonce()
    {
        byte[] input = [.. "nextauth hsid v1"u8, 0, .. Server.AsSpan(), .. "a nonce!"u8[2..]];

        Assert.True(Hsid.Derive(Server, "nonce!").AsSpan().SequenceEqual(SHA256.HashData(input)));
    }

    [Fact]
    public void It_changes_with_the_server_and_with_the_nonce()
    {
        var id = Hsid.Derive(Server, "nonce");

        Assert.NotEqual(id, Hsid.Derive(Server, "nonc"));
        Assert.NotEqual(id, Hsid.Derive(Server, "Nonce"));
        Assert.NotEqual(id, Hsid.Derive(ServerId.New(), "nonce"));
    }

    [Fact]
    public void A_nonce_is_1_to_512_visible_ascii_characters() =>
        Gen.Char.Sample(
            character => Hsid.IsNonce([character]) == (character is > ' ' and < '\x7F'),
            iter: 10_000);

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(512, true)]
    [InlineData(513, false)]
    public void The_length_of_a_nonce_is_limited(int length, bool good)
    {
        var nonce = new string('x', length);

        Assert.Equal(good, Hsid.IsNonce(nonce));
        if (!good)
        {
            Assert.Throws<ArgumentException>(() => Hsid.Derive(Server, nonce));
        }
    }

    [Fact]
    public void Text_and_bytes_round_trip() =>
        Gen.Byte.Array[Hsid.Size].Sample(
            bytes => Hsid.TryParse(Hsid.FromBytes(bytes).ToString(), out var read) && read.AsSpan().SequenceEqual(bytes),
            iter: 10_000);

    [Fact]
    public void Only_the_canonical_text_is_read() =>
        Gen.Select(Gen.Byte.Array[Hsid.Size], Gen.Int[0, Hsid.TextLength - 1], Gen.Char["ABCXYZabcxyz0189-_+/=. \n"]).Sample(
            (bytes, position, character) =>
            {
                var text = Hsid.FromBytes(bytes).ToString().ToCharArray();
                text[position] = character;
                return Hsid.TryParse(text, out var read) ? read.ToString() == new string(text) : read == default;
            },
            iter: 10_000);

    [Theory]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAA AAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("")]
    public void Unused_bits_padding_and_the_other_alphabet_are_refused(string text)
    {
        Assert.False(Hsid.TryParse(text, out var id));
        Assert.Equal(default, id);
    }

    [Fact]
    public void Its_text_is_base64url_of_its_bytes()
    {
        var id = Hsid.Derive(Server, "n");

        Assert.Equal(Convert.ToBase64String(id.ToArray()).TrimEnd('=').Replace('+', '-').Replace('/', '_'), id.ToString());
        Assert.Equal(Hsid.TextLength, Encoding.ASCII.GetByteCount(id.ToString()));
    }
}
