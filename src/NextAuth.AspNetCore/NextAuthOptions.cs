using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace NextAuthApi.AspNetCore;

/// <summary>Where the server is, how long its answers count, and what the login page looks like. Checked when the application starts.</summary>
public sealed class NextAuthOptions : AuthenticationSchemeOptions
{
    private readonly Dictionary<string, string> _attributes = new(StringComparer.Ordinal);

    /// <summary>Gets or sets the server's address as the application reaches it, http or https.</summary>
    public Uri? BaseUrl { get; set; }

    /// <summary>Gets or sets the API key. It needs the right <c>sessions</c> on the server, no other. A secret: take it from the environment or a secret store.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Gets or sets the id of the virtual server: 24 characters of base64 or base64url.</summary>
    public string? ServerId { get; set; }

    /// <summary>
    /// Gets or sets where browsers find the server's WebSocket, ws or wss; <see langword="null"/>: <c>/ns/websocket</c> below <see cref="BaseUrl"/>.
    /// Needed where the application reaches the server by another name than browsers do.
    /// </summary>
    public Uri? WebSocketUrl { get; set; }

    /// <summary>Gets or sets the path below which the handler answers. Default: <c>/nextauth</c>; the page is then <c>/nextauth/login</c>.</summary>
    public PathString Path { get; set; } = "/nextauth";

    /// <summary>Gets or sets the beginning of the cookies' names, letters, digits and <c>-</c>. Default: <c>nextauth</c>. Over https <c>__Host-</c> stands before it.</summary>
    public string CookieName { get; set; } = "nextauth";

    /// <summary>
    /// Gets or sets whether cookies may do without https when the site is called as localhost; <see langword="null"/>: only in the Development environment.
    /// Behind a proxy that ends https and hands on no host name every request seems to be for localhost: there it must stay off.
    /// </summary>
    public bool? AllowHttpOnThisMachine { get; set; }

    /// <summary>
    /// Gets or sets how many login codes the handler makes for one address (or IPv6 network of 64 bits) a minute: 1 to 1,000,000, 600 by default. Each costs the server a write.
    /// Behind a proxy the application must know the browsers' addresses (<c>UseForwardedHeaders</c>), or all of them count as one.
    /// </summary>
    public int MaxCodesPerMinute { get; set; } = 600;

    /// <summary>
    /// Gets or sets how long an answer of the server counts: 1 s to 1 h, 30 s by default. So long may a login go on in this application after the phone ended it.
    /// A page that hears of a logout on the server's WebSocket goes to <c>check?returnUrl=…</c> below <see cref="Path"/>: there the server is asked at once.
    /// </summary>
    public TimeSpan RevalidationInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Gets or sets how long the last answer counts while the server can't be reached: from <see cref="RevalidationInterval"/> to 24 h, 5 min by default.
    /// After that nobody is logged in until it can.
    /// </summary>
    public TimeSpan MaxStale { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Gets or sets whether a phone must belong to a user. Default: <see langword="true"/>; one that doesn't is told so and let in nowhere.
    /// With <see langword="false"/> it is let in with <see cref="NextAuthClaims.AccountId"/> alone and has no name.
    /// </summary>
    public bool RequireUser { get; set; } = true;

    /// <summary>Gets or sets how long a browser remembers which phone to ask: 0 (never) to 400 days, 30 days by default.</summary>
    public TimeSpan RememberPhone { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// Gets or sets how long the login page waits for the phone until it says that nobody confirmed: 10 s to 15 min, 2 min by default. As long as a push and a question on the phone are good:
    /// the longer of the server's settings <c>NextAuth:Push:Lifetime</c> and <c>NextAuth:Phone:HandshakeTimeout</c>, which its API does not tell. Who confirms later is logged in all the same.
    /// </summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Gets or sets what the phone shows before the person confirms, and keeps after; <see langword="null"/>: <see cref="SiteName"/> and the browser's address and name.</summary>
    public Func<HttpContext, UserContext>? DescribeLogin { get; set; }

    /// <summary>Gets or sets the site's name, up to 100 characters, on the login page and on the phone; <see langword="null"/>: the page has no heading.</summary>
    public string? SiteName { get; set; }

    /// <summary>Gets or sets the title of the login page. Default: <c>Log in</c>.</summary>
    public string Title { get; set; } = "Log in";

    /// <summary>Gets or sets a stylesheet of the site that comes after the handler's own: a path on this site, e.g. <c>/site.css</c>.</summary>
    public string? Stylesheet { get; set; }

    /// <summary>Gets or sets a picture of the site beside <see cref="SiteName"/>: a path on this site.</summary>
    public string? Icon { get; set; }

    /// <summary>Gets or sets where a person without an account goes, a path on this site; <see langword="null"/>: the page does not say.</summary>
    public string? SignUpPath { get; set; }

    /// <summary>Gets or sets a text to copy that stands beside the code. <c>{link}</c> in it becomes the code's link.</summary>
    public string? Hint { get; set; }

    /// <summary>Gets or sets the heading above <see cref="Hint"/>.</summary>
    public string? HintTitle { get; set; }

    /// <summary>Gets or sets a line below the button that asks the phone. What stands between backticks is shown as code.</summary>
    public string? PushHint { get; set; }

    /// <summary>Gets or sets a line at the foot of the page.</summary>
    public string? Footer { get; set; }

    internal IReadOnlyDictionary<string, string> Attributes => _attributes;

    /// <summary>Makes a claim of a user's attribute. A text is taken as it is, a list gives one claim for each value, everything else its JSON; <c>null</c> gives none.</summary>
    /// <param name="attribute">The attribute's name.</param>
    /// <param name="claimType">The claim's type, e.g. <see cref="ClaimTypes.Email"/>.</param>
    /// <exception cref="ArgumentException">The claim type is one by which the handler says who somebody is.</exception>
    public void MapAttribute(string attribute, string claimType)
    {
        ArgumentException.ThrowIfNullOrEmpty(attribute);
        ArgumentException.ThrowIfNullOrEmpty(claimType);
        if (claimType is ClaimTypes.NameIdentifier or ClaimTypes.Name or NextAuthClaims.AccountId or NextAuthClaims.Hsid)
        {
            throw new ArgumentException($"'{claimType}' says who somebody is. It comes from the login, not from an attribute.", nameof(claimType));
        }

        _attributes[attribute] = claimType;
    }

    // Base64url: so the WebSocket writes it, and the page compares.
    internal string WebServerId => ServerId!.Replace('+', '-').Replace('/', '_');

    internal Uri Socket()
    {
        if (WebSocketUrl is not null)
        {
            return WebSocketUrl;
        }

        var url = new UriBuilder(BaseUrl!) { Scheme = BaseUrl!.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs };
        url.Path = url.Path.TrimEnd('/') + "/ns/websocket";
        return url.Uri;
    }
}
