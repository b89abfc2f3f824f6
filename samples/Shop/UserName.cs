using System.Text.RegularExpressions;

namespace Shop;

/// <summary>What a user may be called in this shop: narrower than the server's rule.</summary>
/// <remarks>
/// Lower-case ASCII, so that no two names look alike ("Anna", "anna", one with a Cyrillic a). It begins with a letter or digit: a user called ".."
/// would climb up in the path of a REST call, even percent-encoded.
/// </remarks>
internal static partial class UserName
{
    public const int MaxLength = 40;

    public static bool TryParse(string? text, out string name)
    {
        name = (text ?? "").Trim().ToLowerInvariant();
        return Pattern.IsMatch(name);
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._@+-]{0,39}\z")]
    private static partial Regex Pattern { get; }
}
