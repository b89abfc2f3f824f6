using System.Globalization;
using System.Text;
using CsCheck;

namespace NextAuth.Authenticator.Tests;

public class DisplayTextTests
{
    // Any characters, with the dangerous ones far more often than chance would have them.
    private static readonly Gen<string> Texts =
        Gen.OneOf(Gen.Char, Gen.Char["\u001b\u009b\u202e\u2066\u200b\ufeff \na"]).Array[0, 80].Select(text => new string(text));

    [Theory]
    [InlineData("Läden & Co. 商店 🛒", "Läden & Co. 商店 🛒")]
    [InlineData(null, "")]
    [InlineData("\u001b]0;title\u0007Bank", "]0;titleBank")]
    [InlineData("a\u202eb\u2066c\u200bd\ufeffe", "abcde")]
    [InlineData(" a\r\n\t b\u2028c ", "a b c")]
    [InlineData("a\ud800b", "ab")]
    public void Only_what_can_be_seen_is_left(string? text, string expected) => Assert.Equal(expected, DisplayText.Clean(text));

    [Fact]
    public void Long_text_is_cut_visibly() => Assert.Equal("abcd…", DisplayText.Clean("abcdefgh", 5));

    [Fact]
    public void No_text_leaves_anything_that_moves_a_cursor() => Texts.Sample(text =>
    {
        var clean = DisplayText.Clean(text, 50);
        Assert.True(clean.Length <= 50);
        Assert.DoesNotContain(clean.EnumerateRunes(), rune => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format);
        Assert.Equal(clean, DisplayText.Clean(clean, 50));
    });
}
