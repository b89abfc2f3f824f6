using System.Text;

namespace NextAuth.Server.Http;

/// <summary>What texts from outside must look like before anything is done with them.</summary>
internal static class TextRule
{
    /// <summary>Whether a text has so many characters, none of them a control character. Characters are Unicode's, not UTF-16's.</summary>
    public static bool IsPlain(string text, int minimum, int maximum)
    {
        // A rune is one or two units: longer than that can't fit, and is not worth counting.
        if (text.Length > maximum * 2)
        {
            return false;
        }

        var count = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune))
            {
                return false;
            }

            count++;
        }

        return count >= minimum && count <= maximum;
    }
}
