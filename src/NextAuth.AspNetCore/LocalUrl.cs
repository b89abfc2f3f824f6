using System.Diagnostics.CodeAnalysis;

namespace NextAuthApi.AspNetCore;

/// <summary>Addresses on this site, as they may stand in a Location header.</summary>
internal static class LocalUrl
{
    private const int MaxLength = 2000;

    /// <summary>Whether a browser that follows it stays on this site: a path from the root, in visible ASCII.</summary>
    /// <remarks>
    /// Browsers take <c>//host</c> and <c>/\host</c> for another site, read every backslash as a slash, and drop tabs and line ends before they look.
    /// Everything that is not ASCII is percent-encoded in an address that a browser or ASP.NET Core has written.
    /// </remarks>
    public static bool IsLocal([NotNullWhen(true)] string? url) =>
        url is ['/', ..] and not ['/', '/', ..] and { Length: <= MaxLength } && !url.AsSpan().ContainsAnyExceptInRange('!', '~') && !url.Contains('\\', StringComparison.Ordinal);
}
