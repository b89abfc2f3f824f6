using Microsoft.Extensions.Options;
using NextAuth.Protocol.Crypto;

namespace NextAuth.Server.Push.Apns;

/// <summary>Says to APNs who sends: a token that is used again for a while. Apple refuses one that is older than an hour, and new ones that come too often.</summary>
internal sealed class ApnsToken(P256SigningKey key, IOptions<ApnsOptions> options, TimeProvider time) : IDisposable
{
    // Between the 20 minutes and the hour of Apple's rules.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(40);
    private static readonly TimeSpan MinLifetime = TimeSpan.FromMinutes(20);

    private readonly Lock _making = new();
    private string? _token;
    private DateTimeOffset _made;

    public string Value
    {
        get
        {
            lock (_making)
            {
                var now = time.GetUtcNow();
                if (_token is null || now - _made >= Lifetime || now < _made)
                {
                    var (id, team) = (options.Value.KeyId!, options.Value.TeamId!);
                    _token = Es256Token.Make(key, new("ES256", id), PushJson.Default.ApnsHeader, new(team, now.ToUnixTimeSeconds()), PushJson.Default.ApnsClaims);
                    _made = now;
                }

                return _token;
            }
        }
    }

    /// <summary>APNs finds a token too old, because its clock is another: the next is new, unless this one is.</summary>
    public void Renew(string token)
    {
        lock (_making)
        {
            if (_token == token && time.GetUtcNow() - _made >= MinLifetime)
            {
                _token = null;
            }
        }
    }

    public void Dispose() => key.Dispose();
}

/// <summary>Header of a token.</summary>
internal sealed record ApnsHeader(string Alg, string Kid);

/// <summary>Claims of a token.</summary>
/// <param name="Iss">The team.</param>
/// <param name="Iat">Unix seconds.</param>
internal sealed record ApnsClaims(string Iss, long Iat);
