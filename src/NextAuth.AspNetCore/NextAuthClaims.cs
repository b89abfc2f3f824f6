namespace NextAuthApi.AspNetCore;

/// <summary>
/// Types of the claims that only this handler makes. The user's name is in <see cref="System.Security.Claims.ClaimTypes.NameIdentifier"/> and
/// <see cref="System.Security.Claims.ClaimTypes.Name"/>.
/// </summary>
public static class NextAuthClaims
{
    /// <summary>The number of the account, that is of the phone, that logged in.</summary>
    public const string AccountId = "nextauth:accountid";

    /// <summary>The session's public name, for a page that watches it on the server's WebSocket. It lets nobody in.</summary>
    public const string Hsid = "nextauth:hsid";
}
