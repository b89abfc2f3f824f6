using System.Globalization;
using System.Text;

namespace NextAuth.Host.Settings;

/// <summary>
/// What somebody typed or stored, fit to stand in one line on a terminal: nothing that moves the cursor or ends the line, turns the direction of writing or has no width,
/// and not too long.
/// </summary>
internal static class OneLine
{
    private const int MaxLength = 80;

    public static string Of(string text, int maxLength = MaxLength)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length + rune.Utf16SequenceLength > maxLength)
            {
                return shown.Append('…').ToString();
            }

            shown.Append(IsShown(rune) ? rune.ToString() : "?");
        }

        return shown.ToString();
    }

    // Joiners stay: emoji and Indic scripts need them.
    private static bool IsShown(Rune rune) =>
        rune.Value is 0x200C or 0x200D
        || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
