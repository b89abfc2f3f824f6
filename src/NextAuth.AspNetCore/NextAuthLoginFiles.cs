using Microsoft.AspNetCore.Http;
using NextAuthApi.AspNetCore.Pages;

namespace NextAuthApi.AspNetCore;

/// <summary>What the login page loads.</summary>
public static class NextAuthLoginFiles
{
    /// <summary>
    /// Gets the addresses of the login page's style and script, for <c>&lt;link rel="prefetch" href="…"&gt;</c> on a page from which people go to log in: the code is there sooner.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <returns>Paths, with the application's own in front. Browsers keep the files for good: a file that changes has another address.</returns>
    public static async Task<IReadOnlyList<string>> GetNextAuthLoginFilesAsync(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var handler = await NextAuthHandler.OfAsync(context).ConfigureAwait(false);
        return [.. PageAssets.All.Select(asset => handler.Root.Add(asset.Path).ToUriComponent())];
    }
}
