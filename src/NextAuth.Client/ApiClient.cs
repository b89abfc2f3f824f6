using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using NextAuthApi.Transport;
using Polly.Timeout;

namespace NextAuthApi;

/// <summary>Sends the calls of all areas. Safe to use from many threads at once.</summary>
/// <remarks>
/// <see cref="NextAuthApiSetup.AddNextAuthApi"/> makes one with retries. Made by hand, with an <see cref="HttpClient"/> of one's own, it sends each call once.
/// That client must not follow redirects: it would send the API key along.
/// </remarks>
public sealed class ApiClient
{
    private readonly HttpClient _http;
    private readonly IOptions<NextAuthApiOptions> _options;

    /// <summary>Makes a client.</summary>
    /// <param name="http">What sends. The caller disposes of it.</param>
    /// <param name="options">Where to, and who calls.</param>
    public ApiClient(HttpClient http, IOptions<NextAuthApiOptions> options)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(options);
        (_http, _options) = (http, options);
    }

    internal async Task SendAsync(ApiRequest request, CancellationToken cancellationToken) =>
        (await SendCheckedAsync(request, cancellationToken).ConfigureAwait(false)).Dispose();

    internal async Task<byte[]> ReadBytesAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var answer = await SendCheckedAsync(request, cancellationToken).ConfigureAwait(false);
        return await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a text, which is UTF-8 as the answer's type says.</summary>
    internal async Task<string> ReadTextAsync(ApiRequest request, CancellationToken cancellationToken) =>
        Encoding.UTF8.GetString(await ReadBytesAsync(request, cancellationToken).ConfigureAwait(false));

    /// <summary>Reads the code that a pushed login may answer; the answer is empty where none is asked for.</summary>
    internal async Task<string?> ReadCodeAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var body = await ReadBytesAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            return body.Length == 0 ? null : (string?)JsonNode.Parse(body)?["code"];
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            throw NotAsDescribed(unreadable);
        }
    }

    internal async Task<T> ReadAsync<T>(ApiRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var answer = await SendCheckedAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false), type)
                ?? throw new JsonException("The answer is null.");
        }
        catch (JsonException unreadable)
        {
            throw NotAsDescribed(unreadable);
        }
    }

    private static NextAuthApiException NotAsDescribed(Exception unreadable) => new("The answer is not what the API describes: is BaseUrl the server's?", unreadable);

    private static Problem? ReadProblem(HttpContentHeaders headers, byte[] body)
    {
        if (headers.ContentType?.MediaType is not "application/problem+json")
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(body, ApiJson.Default.Problem);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static TimeSpan? Wait(RetryConditionHeaderValue? header) => header?.Delta;

    private async Task<HttpResponseMessage> SendCheckedAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var message = request.ToMessage(_options.Value);
        var answer = await SendInTimeAsync(message, cancellationToken).ConfigureAwait(false);
        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            throw new NextAuthApiException(answer.StatusCode, ReadProblem(answer.Content.Headers, body), Wait(answer.Headers.RetryAfter));
        }
    }

    // Callers know one exception for a server that cannot be had, whichever clock ran out: that of the retries or that of an HttpClient of their own.
    private async Task<HttpResponseMessage> SendInTimeAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.SendAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception late) when (late is TimeoutRejectedException or OperationCanceledException { InnerException: TimeoutException } && !cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException("The server did not answer in time.", late);
        }
    }
}
