namespace NextAuthApi.AspNetCore.Pages;

/// <summary>A code to scan.</summary>
/// <param name="Link">What it holds.</param>
/// <param name="Picture">The picture as a data URL: it is there with the page, and no address with a code in it can be cached or logged.</param>
/// <param name="Hsid">The session's public name.</param>
internal sealed record LoginCode(string Link, string Picture, string Hsid)
{
    public const int Pixels = 272;
}
