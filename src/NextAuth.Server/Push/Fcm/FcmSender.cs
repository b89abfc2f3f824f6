using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Responses;
using Microsoft.Extensions.Options;
using NextAuth.Protocol.Messages;

namespace NextAuth.Server.Push.Fcm;

/// <summary>Wakes Android phones by Firebase Cloud Messaging, HTTP v1. It carries a box that only the phone opens.</summary>
internal sealed class FcmSender : IPushSender, IDisposable
{
    // FCM keeps a message for four weeks at most.
    private static readonly TimeSpan MaxTimeToLive = TimeSpan.FromDays(28);

    private readonly HttpClient _client;
    private readonly ServiceAccountCredential? _credential;
    private readonly Uri _address;
    private readonly TimeProvider _time;

    public FcmSender(IOptions<FcmOptions> options, PushHttp http, TimeProvider time)
    {
        (_client, _time) = (http.ForServices(), time);
        var credentials = options.Value.CredentialsFile is { } file && FcmCredentials.TryRead(file, out var read, out _) ? read : null;
        _credential = credentials?.ToCredential(http);
        _address = new Uri(options.Value.Url, $"v1/projects/{credentials?.ProjectId}/messages:send");
    }

    public PushEndpointKind Kind => PushEndpointKind.Fcm;

    public bool IsConfigured => _credential is not null;

    public string Lane(PushTarget target) => "";

    public async Task<SendResult> SendAsync(PushTarget target, WakeUpContent content, CancellationToken cancellationToken)
    {
        try
        {
            var token = await _credential!.GetAccessTokenForRequestAsync(cancellationToken: cancellationToken);
            return await SendAsync(target, content, token, cancellationToken);
        }
        catch (TokenResponseException refused)
        {
            return new SendResult.Again($"no token: {Reason.Of(refused.Error?.Error) ?? "refused"}");
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<SendResult> SendAsync(PushTarget target, WakeUpContent content, string token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address)
        {
            Version = HttpVersion.Version20,
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(Message(target, content), PushJson.Default.FcmRequest)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return response.IsSuccessStatusCode ? new SendResult.Delivered() : await RefusalAsync(response, cancellationToken);
    }

    private FcmRequest Message(PushTarget target, WakeUpContent content)
    {
        var left = content.Expires - _time.GetUtcNow();
        var seconds = (long)Math.Clamp(left.TotalSeconds, 0, MaxTimeToLive.TotalSeconds);
        var box = PushBox.Seal(target.Secret.PushKey, target.Account, content.Push);
        return new(new(
            target.Secret.Token!,
            new(target.Server.ToString(), target.Account.ToString(CultureInfo.InvariantCulture), box),
            new("HIGH", string.Create(CultureInfo.InvariantCulture, $"{seconds}s"), content.Topic)));
    }

    private async Task<SendResult> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var error = Read(await PushHttp.ReadAsync(response, cancellationToken));
        var reason = error?.Details?.Select(static detail => Reason.Of(detail.ErrorCode)).FirstOrDefault(static code => code is not null);
        var cause = $"{RetryAfter.Cause(response)} {reason ?? Reason.Of(error?.Status)}".TrimEnd();
        switch (response.StatusCode)
        {
            // Only this reason: a 404 alone may mean that the project is named wrong, which would remove all endpoints.
            case HttpStatusCode.NotFound when reason == "UNREGISTERED":
                return new SendResult.Gone();
            case HttpStatusCode.Unauthorized:
                // Revoked before its time: the next attempt gets a new one.
                await _credential!.RequestAccessTokenAsync(cancellationToken);
                return new SendResult.Again(cause);
            case HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError:
                return new SendResult.Again(cause, RetryAfter.Of(response, _time));
            default:
                return new SendResult.Failed(cause);
        }
    }

    private static FcmError? Read(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, PushJson.Default.FcmRefusal)?.Error;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
