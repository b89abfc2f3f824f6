namespace NextAuth.Protocol.Transactions;

/// <summary>
/// What a text of a transaction may hold (docs/protocol/transactions.md, section 2). A person signs what the screen shows, so nothing may be in a text that a screen does
/// not show, or that makes it show something else: controls, characters that turn the direction of writing, and characters without a width.
/// </summary>
/// <remarks>A list of code points and not of Unicode categories: these change from version to version, and server and phone must agree on every text.</remarks>
public static class TransactionText
{
    /// <summary>Whether a text is allowed.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxLength">The most characters; Unicode's, not UTF-16's.</param>
    /// <returns><see langword="false"/> when it is empty, too long, only white space, or holds a refused character.</returns>
    public static bool IsAllowed(string text, int maxLength)
    {
        ArgumentNullException.ThrowIfNull(text);

        // A character is one or two units: longer than that can't fit, and is not worth counting.
        if (text.Length > (long)maxLength * 2)
        {
            return false;
        }

        var (count, isVisible) = (0, false);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsRefused(rune.Value))
            {
                return false;
            }

            count++;
            isVisible |= !IsSpace(rune.Value);
        }

        return isVisible && count <= maxLength;
    }

    private static bool IsSpace(int c) => c is 0x20 or 0xA0 or 0x1680 or (>= 0x2000 and <= 0x200A) or 0x202F or 0x205F or 0x3000;

    // In the order of Unicode. What is not shown: controls, default-ignorable characters, fillers, tags, non-characters. What turns the direction: 061C, 200E, 200F,
    // 202A to 202E, 2066 to 2069. What nobody knows the look of: private use. FFFD stands for text that was broken before.
    private static bool IsRefused(int c) => c is <= 0x1F or (>= 0x7F and <= 0x9F) or 0xAD or 0x34F or 0x61C
        or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F)
        or (>= 0x200B and <= 0x200F) or (>= 0x2028 and <= 0x202E) or (>= 0x2060 and <= 0x206F) or 0x2800 or 0x3164
        or (>= 0xE000 and <= 0xF8FF) or (>= 0xFDD0 and <= 0xFDEF) or (>= 0xFE00 and <= 0xFE0F) or 0xFEFF or 0xFFA0 or (>= 0xFFF0 and <= 0xFFFB) or 0xFFFD
        or (>= 0x1BCA0 and <= 0x1BCA3) or (>= 0x1D173 and <= 0x1D17A) or (>= 0xE0000)
        || (c & 0xFFFE) == 0xFFFE;
}
