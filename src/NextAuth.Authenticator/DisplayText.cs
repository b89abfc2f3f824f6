using System.Globalization;
using System.Text;

namespace NextAuth.Authenticator;

/// <summary>Makes text from outside fit to be shown to a person who decides by it.</summary>
/// <remarks>
/// A hostile server could otherwise clear the screen or rewrite the question (terminal escape sequences), swap the order of what is read (bidirectional
/// controls), or hide characters in a name (zero-width ones).
/// </remarks>
public static class DisplayText
{
    /// <summary>The longest text a prompt carries, in characters.</summary>
    public const int MaxLength = 300;

    /// <summary>
    /// Drops control, format (bidirectional, zero-width), private-use, unassigned and surrogate characters; makes any run of white space, line ends included, one
    /// space; cuts what is longer with an ellipsis.
    /// </summary>
    /// <param name="text">The text; <see langword="null"/> gives the empty text.</param>
    /// <param name="maxLength">The longest result, in characters.</param>
    public static string Clean(string? text, int maxLength = MaxLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 1);
        var clean = new StringBuilder();
        var space = false;
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                space = clean.Length > 0;
                continue;
            }

            if (!IsShown(rune))
            {
                continue;
            }

            if (clean.Length + rune.Utf16SequenceLength + (space ? 1 : 0) > maxLength)
            {
                clean.Length = Math.Min(clean.Length, maxLength - 1);
                return clean.Append('…').ToString();
            }

            clean.Append(space ? " " : "").Append(rune.ToString());
            space = false;
        }

        return clean.ToString();
    }

    private static bool IsShown(Rune rune) =>
        // U+FFFD stands for a lone surrogate; U+115F, U+1160, U+3164 and U+FFA0 are letters without a shape (Hangul fillers).
        rune.Value is not (0xFFFD or 0x115F or 0x1160 or 0x3164 or 0xFFA0)
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
            or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
