namespace NextAuthApi.AspNetCore.Cookies;

/// <summary>What a login page carries in its forms, sealed. Good only together with the cookie of the browser it was made for.</summary>
/// <param name="Nonce">The session, new for this page.</param>
/// <param name="Browser">The cookie's value.</param>
/// <param name="ReturnUrl">Where to go after the login; checked before it was sealed.</param>
/// <param name="Created">When.</param>
internal sealed record LoginTicket(string Nonce, string Browser, string ReturnUrl, DateTimeOffset Created);

/// <summary>What the cookie of somebody logged in holds, sealed.</summary>
/// <param name="Nonce">The session.</param>
/// <param name="Account">Who logged in. Should another ever be logged in in the session, the cookie is worth nothing.</param>
/// <param name="Created">When.</param>
internal sealed record SessionTicket(string Nonce, long Account, DateTimeOffset Created);

/// <summary>Which account logged in last in a browser, sealed. It lets nobody in.</summary>
/// <param name="Account">The account.</param>
/// <param name="Created">When.</param>
internal sealed record PhoneTicket(long Account, DateTimeOffset Created);
