using System.Security.Cryptography;

namespace NextAuth.Authenticator.Flows;

/// <summary>Pauses between attempts: doubling, with a random part, so that the phones of a server that was down do not all return at once.</summary>
internal sealed class RetryDelays(PhoneClientOptions options)
{
    private TimeSpan _next = options.MinRetryDelay;

    public void Reset() => _next = options.MinRetryDelay;

    public TimeSpan Next()
    {
        var full = _next;
        _next = full * 2 < options.MaxRetryDelay ? full * 2 : options.MaxRetryDelay;
        return full * (RandomNumberGenerator.GetInt32(50, 101) / 100.0);
    }
}
