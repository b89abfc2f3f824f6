using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace NextAuthApi.AspNetCore.Cookies;

/// <summary>The handler's three cookies in one browser.</summary>
/// <remarks>
/// Over https their names begin with <c>__Host-</c>: no other host of the domain can plant one. Only http on this machine, for development, has them without
/// (<see cref="NextAuthOptions.AllowHttpOnThisMachine"/>).
/// </remarks>
internal sealed class BrowserCookies(HttpContext http, NextAuthOptions options, IHostEnvironment environment)
{
    private const int SecretBytes = 32;
    private const int SecretLength = 43;

    private readonly bool _isSecure = http.Request.IsHttps || !(options.AllowHttpOnThisMachine ?? environment.IsDevelopment()) || !IsThisMachine(http.Request.Host.Host);

    /// <summary>Gets the browser's secret, which ties the forms of its login pages to it; <see langword="null"/>: it has none.</summary>
    public string? Browser => http.Request.Cookies[BrowserName] is { Length: SecretLength } secret ? secret : null;

    public string? Session => http.Request.Cookies[SessionName];

    public string? Phone => http.Request.Cookies[PhoneName];

    /// <summary>Gets a value indicating whether the cookies ask for an https that the request did not have.</summary>
    public bool IsHttpsMissing => _isSecure && !http.Request.IsHttps;

    private string BrowserName => Name("-login");

    private string SessionName => Name("");

    private string PhoneName => Name("-phone");

    /// <summary>256 random bits.</summary>
    public static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    public void SetBrowser(string secret) => Set(BrowserName, secret, null);

    public void SetSession(string sealedTicket) => Set(SessionName, sealedTicket, null);

    public void SetPhone(string sealedTicket) => Set(PhoneName, sealedTicket, options.RememberPhone);

    public void DeleteBrowser() => Delete(BrowserName);

    public void DeleteSession() => Delete(SessionName);

    public void DeletePhone() => Delete(PhoneName);

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private string Name(string kind) => $"{(_isSecure ? "__Host-" : "")}{options.CookieName}{kind}";

    private CookieOptions Rules(TimeSpan? maxAge) =>
        new() { HttpOnly = true, Secure = _isSecure, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true, MaxAge = maxAge };

    private void Set(string name, string value, TimeSpan? maxAge)
    {
        DoNotStore();
        http.Response.Cookies.Append(name, value, Rules(maxAge));
    }

    private void Delete(string name)
    {
        if (http.Request.Cookies.ContainsKey(name))
        {
            DoNotStore();
            http.Response.Cookies.Delete(name, Rules(null));
        }
    }

    // A cache that keeps cookies must not hand one browser's login to another.
    private void DoNotStore() => http.Response.Headers.CacheControl = "no-store";
}
