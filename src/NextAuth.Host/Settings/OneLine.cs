namespace NextAuth.Host.Settings;

/// <summary>What somebody typed, fit to stand in a one-line message: no control characters, not too long.</summary>
internal static class OneLine
{
    private const int MaxLength = 80;

    public static string Of(string text)
    {
        var shown = string.Concat(text.Select(static c => char.IsControl(c) || c is '\u2028' or '\u2029' ? '?' : c));
        return shown.Length <= MaxLength ? shown : shown[..MaxLength] + "…";
    }
}
