using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Shop;

/// <summary>A phone that is being enrolled, as the browser keeps it for the shop.</summary>
/// <param name="Nonce">The session that the new phone will log in to. It never leaves the shop but sealed.</param>
/// <param name="Name">The user it will belong to.</param>
internal sealed record Enrolment(string Nonce, string Name);

/// <summary>
/// Keeps an enrolment in a sealed cookie, so that the shop has no table of visitors. Each has a session that nobody has touched: a code that somebody photographed
/// here before, or a cookie that he planted, leads nowhere.
/// </summary>
internal sealed class Enrolments(IDataProtectionProvider keys)
{
    private const int NonceBytes = 32;

    // An enrol code lives ten minutes and is made anew as long as the page is open.
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly ITimeLimitedDataProtector _seal = keys.CreateProtector("Shop", "enrolment").ToTimeLimitedDataProtector();

    public Enrolment Begin(HttpContext http, EnrolmentKind kind, string name)
    {
        var enrolment = new Enrolment(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(NonceBytes)), name);
        http.Response.Cookies.Append(CookieName(http, kind), SealOf(kind).Protect($"{enrolment.Nonce} {name}", Lifetime), Rules(http));
        return enrolment;
    }

    public Enrolment? Find(HttpContext http, EnrolmentKind kind)
    {
        if (http.Request.Cookies[CookieName(http, kind)] is not { } text)
        {
            return null;
        }

        try
        {
            return SealOf(kind).Unprotect(text).Split(' ', 2) is [var nonce, var name] ? new(nonce, name) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public static void End(HttpContext http, EnrolmentKind kind) => http.Response.Cookies.Delete(CookieName(http, kind), Rules(http));

    private static CookieOptions Rules(HttpContext http) => new() { HttpOnly = true, Secure = http.Request.IsHttps, SameSite = SameSiteMode.Lax, Path = "/" };

    private static string CookieName(HttpContext http, EnrolmentKind kind) => (http.Request.IsHttps ? "__Host-" : "") + (kind is EnrolmentKind.SignUp ? "shop-signup" : "shop-device");

    private ITimeLimitedDataProtector SealOf(EnrolmentKind kind) => _seal.CreateProtector(kind.ToString());
}

internal enum EnrolmentKind
{
    /// <summary>The first phone of somebody new.</summary>
    SignUp,

    /// <summary>A further phone of somebody who is logged in.</summary>
    Device,
}
