using System.Globalization;
using System.Text;

namespace NextAuth.Server.Http;

/// <summary>What texts from outside must look like before anything is done with them.</summary>
internal static class TextRule
{
    /// <summary>Whether a text has so many characters, none of them a control character. Characters are Unicode's, not UTF-16's.</summary>
    public static bool IsPlain(string text, int minimum, int maximum) => Check(text, minimum, maximum, static rune => !Rune.IsControl(rune));

    /// <summary>
    /// The same for texts that a phone shows while a person decides: also without line separators and without what turns the direction of writing, which could make
    /// a line say something else. Joiners stay: emoji and Indic scripts need them.
    /// </summary>
    public static bool IsShowable(string text, int minimum, int maximum) => Check(text, minimum, maximum, static rune =>
        Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        && rune.Value is not ((>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x200E or 0x200F or 0x061C));

    private static bool Check(string text, int minimum, int maximum, Func<Rune, bool> isAllowed)
    {
        // A rune is one or two units: longer than that can't fit, and is not worth counting.
        if (text.Length > maximum * 2)
        {
            return false;
        }

        var count = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (!isAllowed(rune))
            {
                return false;
            }

            count++;
        }

        return count >= minimum && count <= maximum;
    }
}
