using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using NextAuth.Protocol.Messages;

namespace NextAuth.Server.Push.Apns;

/// <summary>Wakes iPhones by the Apple Push Notification service: HTTP/2, authentication by token. It carries a box that only the phone opens.</summary>
internal sealed class ApnsSender : IPushSender, IDisposable
{
    private const string Production = "https://api.push.apple.com/";
    private const string Development = "https://api.sandbox.push.apple.com/";

    // The app's extension replaces it. Nobody who looks at a locked phone learns anything from it.
    private const string Alert = "Open the app to see what this is about.";

    private readonly HttpClient _client;
    private readonly ApnsToken? _token;
    private readonly ApnsOptions _options;
    private readonly Uri _address;
    private readonly TimeProvider _time;

    public ApnsSender(IOptions<ApnsOptions> options, PushHttp http, TimeProvider time)
    {
        (_options, _client, _time) = (options.Value, http.ForServices(), time);
        _address = _options.Url ?? new Uri(_options.Sandbox ? Development : Production);
        _token = _options.KeyFile is { } file && ApnsKey.TryRead(file, out var key, out _) ? new(key, options, time) : null;
    }

    public PushEndpointKind Kind => PushEndpointKind.Apns;

    public bool IsConfigured => _token is not null;

    public string Lane(PushTarget target) => "";

    public async Task<SendResult> SendAsync(PushTarget target, WakeUpContent content, CancellationToken cancellationToken)
    {
        var token = _token!.Value;
        var box = PushBox.Seal(target.Secret.PushKey, target.Account, content.Push);
        var body = new ApnsRequest(new(new(Alert), "default", 1), target.Server.ToString(), target.Account, box);

        // The device token is hexadecimal, checked when it was set: it cannot lead to another path.
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_address, $"3/device/{target.Secret.Token}"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, PushJson.Default.ApnsRequest)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("authorization", $"bearer {token}");
        request.Headers.TryAddWithoutValidation("apns-topic", _options.Topic);
        request.Headers.TryAddWithoutValidation("apns-push-type", "alert");
        request.Headers.TryAddWithoutValidation("apns-priority", "10");
        request.Headers.TryAddWithoutValidation("apns-expiration", content.Expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("apns-collapse-id", content.Topic);
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return response.StatusCode is HttpStatusCode.OK ? new SendResult.Delivered() : await RefusalAsync(response, token, cancellationToken);
    }

    public void Dispose()
    {
        _client.Dispose();
        _token?.Dispose();
    }

    private async Task<SendResult> RefusalAsync(HttpResponseMessage response, string token, CancellationToken cancellationToken)
    {
        var reason = Reason.Of(Read(await PushHttp.ReadAsync(response, cancellationToken)));
        var cause = $"{RetryAfter.Cause(response)} {reason}".TrimEnd();
        switch (response.StatusCode, reason)
        {
            case (HttpStatusCode.Gone, _) or (HttpStatusCode.BadRequest, "BadDeviceToken"):
                return new SendResult.Gone();
            case (HttpStatusCode.Forbidden, "ExpiredProviderToken"):
                _token!.Renew(token);
                return new SendResult.Again(cause);
            case (HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError, _):
                return new SendResult.Again(cause, RetryAfter.Of(response, _time));
            default:
                return new SendResult.Failed(cause);
        }
    }

    private static string? Read(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, PushJson.Default.ApnsRefusal)?.Reason;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
