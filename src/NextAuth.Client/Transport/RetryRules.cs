using System.Net;
using Polly;
using Polly.Timeout;

namespace NextAuthApi.Transport;

/// <summary>When a call may be sent again without doing something twice.</summary>
internal static class RetryRules
{
    public static readonly HttpRequestOptionsKey<bool> IsRepeatable = new("nextauth.repeatable");

    public static bool MayRepeat(HttpRequestMessage? request, Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        // The server says with 503 that nothing was changed (docs/api/README.md, section 5), so even a push may be asked for again.
        { Result: { StatusCode: HttpStatusCode.ServiceUnavailable } answer } => answer.Content.Headers.ContentType?.MediaType is "application/problem+json" || Says(request),
        { Result.StatusCode: HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout } => Says(request),

        // It may have arrived, and only the answer was lost.
        { Exception: HttpRequestException or TimeoutRejectedException } => Says(request),
        _ => false,
    };

    private static bool Says(HttpRequestMessage? request) => request?.Options.TryGetValue(IsRepeatable, out var repeatable) is true && repeatable;
}
