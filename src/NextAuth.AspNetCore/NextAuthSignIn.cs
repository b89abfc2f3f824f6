using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NextAuthApi.AspNetCore.Pages;

namespace NextAuthApi.AspNetCore;

/// <summary>What an application does with sessions itself.</summary>
public static class NextAuthSignIn
{
    /// <summary>Logs this browser in by a session that the application itself had a phone log in to, e.g. by an enrol code at a sign-up.</summary>
    /// <remarks>
    /// The nonce must be 256 random bits that this browser alone led to: one that somebody else can know, or plant, is his login, too.
    /// </remarks>
    /// <param name="context">The request; its answer must not have begun.</param>
    /// <param name="nonce">The session's nonce.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>What the server says of the session. Only at <see cref="NextAuthSignInResult.SignedIn"/> is the browser logged in, from its next request on.</returns>
    /// <exception cref="NextAuthApiException">The server refused.</exception>
    /// <exception cref="HttpRequestException">The server could not be reached; safe to call again.</exception>
    public static async Task<NextAuthSignInResult> SignInNextAuthAsync(this HttpContext context, string nonce, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentException.ThrowIfNullOrEmpty(nonce);
        var handler = await FindHandlerAsync(context).ConfigureAwait(false);
        return await handler.SignInAsync(nonce, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gets the nonce of the session that this browser is logged in by, for calls of the API in it, e.g. createTransaction. It must not reach the browser.</summary>
    /// <param name="context">The request.</param>
    /// <returns>The nonce; <see langword="null"/>: nobody is logged in.</returns>
    public static async Task<string?> FindNextAuthNonceAsync(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var result = await context.AuthenticateAsync(context.RequestServices.GetRequiredService<NextAuthScheme>().Name).ConfigureAwait(false);
        return result.Properties?.GetParameter<string>(NextAuthHandler.NonceParameter);
    }

    /// <summary>
    /// Gets the addresses of the files that the login page loads, for <c>&lt;link rel="prefetch" href="…"&gt;</c> on a page from which people go to log in: the code is there sooner.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <returns>Paths, with the application's own in front. Browsers keep the files for good: a file that changes has another address.</returns>
    public static async Task<IReadOnlyList<string>> GetNextAuthLoginFilesAsync(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var handler = await FindHandlerAsync(context).ConfigureAwait(false);
        return [.. PageAssets.All.Select(asset => handler.Root.Add(asset.Path).ToUriComponent())];
    }

    private static async Task<NextAuthHandler> FindHandlerAsync(HttpContext context)
    {
        var scheme = context.RequestServices.GetRequiredService<NextAuthScheme>().Name;
        return (NextAuthHandler)(await context.RequestServices.GetRequiredService<IAuthenticationHandlerProvider>().GetHandlerAsync(context, scheme).ConfigureAwait(false))!;
    }
}

/// <summary>What came of <see cref="NextAuthSignIn.SignInNextAuthAsync"/>.</summary>
public enum NextAuthSignInResult
{
    /// <summary>The browser is logged in.</summary>
    SignedIn,

    /// <summary>Nobody is logged in in the session.</summary>
    NotLoggedIn,

    /// <summary>A phone is, but it belongs to no user, see <see cref="NextAuthOptions.RequireUser"/>.</summary>
    NoUser,
}
