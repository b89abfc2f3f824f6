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
    public static bool IsShowable(string text, int minimum, int maximum) => Check(text, minimum, maximum, MayBeShown);

    /// <summary>Makes a text showable: what may not be shown becomes a space, what is too long is cut off.</summary>
    public static string MakeShowable(string text, int maximum)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Take(maximum))
        {
            shown.Append(MayBeShown(rune) ? rune.ToString() : " ");
        }

        return shown.ToString();
    }

    // Embeddings, overrides and isolates. Marks (U+200E, U+200F, U+061C) are ordinary in Hebrew and Arabic, and turn nothing but themselves.
    private static bool MayBeShown(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        && rune.Value is not ((>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069));

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
