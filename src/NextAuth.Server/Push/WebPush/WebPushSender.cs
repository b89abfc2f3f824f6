using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using NextAuth.Protocol.Messages;

namespace NextAuth.Server.Push.WebPush;

/// <summary>Wakes phones by Web Push (RFC 8030).</summary>
internal sealed class WebPushSender(VapidTokens tokens, PushHttp http, IOptions<WebPushOptions> options, TimeProvider time) : IPushSender, IDisposable
{
    // All contents are shorter, so all look alike to the push service.
    private const int PaddedSize = 512;

    private readonly HttpClient _client = http.ForEndpoints();

    public PushEndpointKind Kind => PushEndpointKind.WebPush;

    public bool IsConfigured => options.Value.Enabled;

    // A push service of an attacker may answer as slowly as it likes.
    public string Lane(PushTarget target) => new Uri(target.Secret.Endpoint!).Authority;

    public async Task<SendResult> SendAsync(PushTarget target, WakeUpContent content, CancellationToken cancellationToken)
    {
        var endpoint = new Uri(target.Secret.Endpoint!);
        var wakeUp = new WakeUp { Server = target.Server.ToString(), Id = target.Account, Push = content.Push };
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = new ByteArrayContent(WebPushEncryption.Encrypt(target.Secret.P256dh, target.Secret.Auth, wakeUp.Write(), PaddedSize)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        request.Content.Headers.ContentEncoding.Add("aes128gcm");
        request.Headers.TryAddWithoutValidation("Authorization", tokens.Authorization(endpoint));

        // RFC 8030, sections 5.2 to 5.4: no longer than it is good; at once, for a person waits at a page; in place of an earlier copy.
        var left = Math.Max(0, (long)(content.Expires - time.GetUtcNow()).TotalSeconds);
        request.Headers.TryAddWithoutValidation("TTL", left.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("Urgency", "high");
        request.Headers.TryAddWithoutValidation("Topic", content.Topic);

        // The body is not read: nothing in it is of use, and its length is the push service's choice.
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return response.StatusCode switch
        {
            HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Accepted or HttpStatusCode.NoContent => new SendResult.Delivered(),
            HttpStatusCode.NotFound or HttpStatusCode.Gone => new SendResult.Gone(),
            HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError =>
                new SendResult.Again(RetryAfter.Cause(response), RetryAfter.Of(response, time)),
            _ => new SendResult.Failed(RetryAfter.Cause(response)),
        };
    }

    public void Dispose() => _client.Dispose();
}
