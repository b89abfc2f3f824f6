using NextAuth.Host.Settings;

namespace NextAuth.EndToEnd.Tests.Settings;

public class OneLineTests
{
    [Theory]
    [InlineData("plain Ünïcode 日本", "plain Ünïcode 日本")]
    [InlineData("a\nb\tc\u001b[2Jd\u009be\u007f", "a?b?c?[2Jd?e?")]
    [InlineData("a\u202eb\u2066c\u200ed\u061ce", "a?b?c?d?e")]
    [InlineData("a\u2028b\u2029c\u200bd\ufeffe\u00adf", "a?b?c?d?e?f")]
    [InlineData("\U000E0041", "?")]
    [InlineData("👩\u200d👧", "👩\u200d👧")]
    public void What_acts_on_a_terminal_is_replaced_and_nothing_else(string text, string shown) => Assert.Equal(shown, OneLine.Of(text));

    // Built at run time: metadata holds no half character.
    [Fact]
    public void Half_a_character_is_none() => Assert.Equal("a\ufffdb", OneLine.Of(string.Concat("a", new string((char)0xD800, 1), "b")));

    [Fact]
    public void What_is_long_is_cut_between_characters()
    {
        Assert.Equal(new string('x', 80), OneLine.Of(new string('x', 80)));
        Assert.Equal(new string('x', 80) + "…", OneLine.Of(new string('x', 81)));
        Assert.Equal("x…", OneLine.Of("x👩", maxLength: 2));
    }
}
