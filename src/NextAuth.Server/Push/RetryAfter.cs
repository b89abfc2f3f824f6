using System.Globalization;

namespace NextAuth.Server.Push;

/// <summary>What an answer says about the next attempt.</summary>
internal static class RetryAfter
{
    /// <summary>How long to wait (RFC 9110, section 10.2.3); <see langword="null"/>: it does not say.</summary>
    public static TimeSpan? Of(HttpResponseMessage response, TimeProvider time) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow(),
        _ => null,
    };

    /// <summary>The status, for logs: words of the other side are not repeated.</summary>
    public static string Cause(HttpResponseMessage response) => ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
}
