using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Shop;

/// <summary>Finds the visitor behind a cookie. Kept in memory: a shop on several machines keeps this table where it keeps its carts.</summary>
/// <remarks>
/// Session fixation: somebody who can plant a cookie in a browser plants one that he knows and waits until its owner logs in. So the
/// cookie is not the session but a key to it, and the key is replaced whenever a login may follow (<see cref="Renew"/>), when the page with the
/// code is made. The planted key is dead before there is a code to scan. Over HTTPS the name <c>__Host-</c> also keeps other hosts of the domain
/// from planting one.
/// </remarks>
internal sealed class Visitors(TimeProvider time)
{
    private const int MaxVisitors = 100_000;
    private const int KeyBytes = 32;

    // As long as the server remembers a session's last phone.
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private readonly ConcurrentDictionary<string, Entry> _byKey = new(StringComparer.Ordinal);

    /// <summary>Finds the visitor of a request; <see langword="null"/>: nobody the shop has to remember.</summary>
    public Visitor? Find(HttpContext http) =>
        http.Request.Cookies.TryGetValue(CookieName(http), out var key) && _byKey.TryGetValue(key, out var entry) && entry.Expires > time.GetUtcNow()
            ? entry.Visitor
            : null;

    /// <summary>Gives the browser a new cookie for the same visitor, or for a new one; the old cookie is worth nothing any more.</summary>
    public Visitor Renew(HttpContext http)
    {
        Visitor? visitor = null;
        if (http.Request.Cookies.TryGetValue(CookieName(http), out var old) && _byKey.TryRemove(old, out var entry) && entry.Expires > time.GetUtcNow())
        {
            visitor = entry.Visitor;
        }

        return Remember(http, visitor ?? new(NewSecret()));
    }

    /// <summary>Gives the browser a new cookie for a new visitor with a session of its own: nothing that anybody began in this browser before leads into it.</summary>
    public Visitor Begin(HttpContext http)
    {
        if (http.Request.Cookies.TryGetValue(CookieName(http), out var old))
        {
            _byKey.TryRemove(old, out _);
        }

        return Remember(http, new(NewSecret()));
    }

    /// <summary>256 random bits.</summary>
    public static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes));

    private static string CookieName(HttpContext http) => http.Request.IsHttps ? "__Host-shop" : "shop";

    private Visitor Remember(HttpContext http, Visitor visitor)
    {
        var now = time.GetUtcNow();
        MakeRoom(now);
        var key = NewSecret();
        _byKey[key] = new(visitor, now + Lifetime);
        http.Response.Cookies.Append(
            CookieName(http),
            key,
            new() { HttpOnly = true, Secure = http.Request.IsHttps, SameSite = SameSiteMode.Lax, Path = "/", MaxAge = Lifetime });
        return visitor;
    }

    // A cookie costs nothing to ask for: the table must not grow with whoever asks.
    private void MakeRoom(DateTimeOffset now)
    {
        if (_byKey.Count < MaxVisitors)
        {
            return;
        }

        // Whoever has logged in stays longest, or a loop without a cookie could push all customers out.
        var oldest = _byKey.OrderBy(pair => pair.Value.Visitor.HasLoggedIn).ThenBy(pair => pair.Value.Expires).Take(MaxVisitors / 10).ToList();
        foreach (var pair in _byKey.Where(pair => pair.Value.Expires <= now).Concat(oldest))
        {
            _byKey.TryRemove(pair);
        }
    }

    private sealed record Entry(Visitor Visitor, DateTimeOffset Expires);
}
