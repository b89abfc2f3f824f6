using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

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
        var handler = await NextAuthHandler.OfAsync(context).ConfigureAwait(false);
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
