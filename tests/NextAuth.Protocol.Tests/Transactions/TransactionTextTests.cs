using System.Globalization;
using System.Text;
using NextAuth.Protocol.Transactions;

namespace NextAuth.Protocol.Tests.Transactions;

public class TransactionTextTests
{
    [Theory]
    [InlineData("1 000,00 €")]
    [InlineData("1\u00A0000,00\u202F€")]
    [InlineData("Überweisung an Зоя, 佐藤, שרה, سارة")]
    [InlineData("\"quoted\" \\ {}[],:")]
    [InlineData("e\u0301 👍🏽 🇩🇪")]
    [InlineData(" x ")]
    public void Ordinary_texts_of_any_script_are_allowed(string text) => Assert.True(TransactionText.IsAllowed(text, 100));

    [Theory]
    [InlineData(0x0000, 0x001F)]
    [InlineData(0x007F, 0x009F)]
    [InlineData(0x00AD, 0x00AD)]
    [InlineData(0x034F, 0x034F)]
    [InlineData(0x061C, 0x061C)]
    [InlineData(0x115F, 0x1160)]
    [InlineData(0x17B4, 0x17B5)]
    [InlineData(0x180B, 0x180F)]
    [InlineData(0x200B, 0x200F)]
    [InlineData(0x2028, 0x202E)]
    [InlineData(0x2060, 0x206F)]
    [InlineData(0x2800, 0x2800)]
    [InlineData(0x3164, 0x3164)]
    [InlineData(0xE000, 0xF8FF)]
    [InlineData(0xFE00, 0xFE0F)]
    [InlineData(0xFEFF, 0xFEFF)]
    [InlineData(0xFFA0, 0xFFA0)]
    [InlineData(0xFFF0, 0xFFFB)]
    [InlineData(0xFFFD, 0xFFFF)]
    [InlineData(0x1FFFE, 0x1FFFF)]
    [InlineData(0x1BCA0, 0x1BCA3)]
    [InlineData(0x1D173, 0x1D17A)]
    [InlineData(0xE0000, 0x10FFFF)]
    public void What_is_not_shown_or_turns_the_direction_is_refused(int first, int last)
    {
        for (var c = first; c <= last; c++)
        {
            Assert.False(TransactionText.IsAllowed($"10 {new Rune(c)}€", 100), $"U+{c:X4}");
        }
    }

    // The list is ours so that two languages agree; it must miss nothing that the platform knows to be a control, a format or a separator character, but for the
    // signs that are drawn around numbers in Arabic, Syriac and Kaithi.
    [Fact]
    public void The_list_covers_all_that_the_platform_calls_control_or_format()
    {
        int[] drawn = [0x600, 0x601, 0x602, 0x603, 0x604, 0x605, 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD];
        for (var c = 0; c <= 0x10FFFF; c++)
        {
            if (Rune.IsValid(c)
                && Rune.GetUnicodeCategory(new Rune(c)) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse
                && !drawn.Contains(c) && c is not (>= 0x13430 and <= 0x1345F))
            {
                Assert.False(TransactionText.IsAllowed($"x{new Rune(c)}", 10), $"U+{c:X4}");
            }
        }
    }

    [Theory]
    [InlineData("", false)]
    [InlineData(" \u00A0\u3000", false)]
    [InlineData("1234567890", true)]
    [InlineData("12345678901", false)]
    [InlineData("💶💶💶💶💶💶💶💶💶💶", true)]
    [InlineData("💶💶💶💶💶💶💶💶💶💶1", false)]
    [InlineData("\uD83D", false)]
    public void Characters_are_counted_and_one_must_be_visible(string text, bool allowed) => Assert.Equal(allowed, TransactionText.IsAllowed(text, 10));
}
