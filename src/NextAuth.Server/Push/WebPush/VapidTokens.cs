using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using NextAuth.Server.Servers;

namespace NextAuth.Server.Push.WebPush;

/// <summary>Says to a push service who sends (RFC 8292): a token for each service, good there alone, used again until half of its life is over.</summary>
internal sealed class VapidTokens(VapidKey key, IOptions<WebPushOptions> options, IOptions<ServerOptions> servers, TimeProvider time)
{
    // RFC 8292, section 2: at most 24 hours. Half of it leaves room for a push service whose clock is wrong.
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    // Phones name the services; without a limit they could fill the memory.
    private const int MaxKept = 1_000;

    private static readonly VapidHeader Header = new("JWT", "ES256");

    private readonly ConcurrentDictionary<string, Token> _tokens = new();

    /// <summary>The value of the header Authorization, for an endpoint's service.</summary>
    public string Authorization(Uri endpoint)
    {
        // RFC 8292, section 2: the origin, so that a service cannot show it to another one.
        var audience = endpoint.GetLeftPart(UriPartial.Authority);
        var now = time.GetUtcNow();
        if (_tokens.TryGetValue(audience, out var kept) && now < kept.RenewAt)
        {
            return kept.Value;
        }

        var claims = new VapidClaims(audience, (now + Lifetime).ToUnixTimeSeconds(), Subject());
        var token = Es256Token.Make(key.Key, Header, PushJson.Default.VapidHeader, claims, PushJson.Default.VapidClaims);
        var made = new Token($"vapid t={token}, k={key.PublicKey}", now + (Lifetime / 2));
        if (_tokens.Count >= MaxKept)
        {
            _tokens.Clear();
        }

        _tokens[audience] = made;
        return made.Value;
    }

    private string? Subject() => options.Value.Subject ?? (servers.Value.PublicUrl is { Scheme: "https" } url ? url.AbsoluteUri : null);

    private sealed record Token(string Value, DateTimeOffset RenewAt);
}

/// <summary>Header of a token (RFC 8292, section 2).</summary>
internal sealed record VapidHeader(string Typ, string Alg);

/// <summary>Claims of a token (RFC 8292, section 2).</summary>
/// <param name="Aud">The push service's origin.</param>
/// <param name="Exp">Unix seconds.</param>
/// <param name="Sub">Whom it may write to.</param>
internal sealed record VapidClaims(string Aud, long Exp, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Sub);
