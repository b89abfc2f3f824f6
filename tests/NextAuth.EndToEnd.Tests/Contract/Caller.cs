using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace NextAuth.EndToEnd.Tests.Contract;

/// <summary>Calls the REST API with one key, or with none. Paths go over the wire as they are given.</summary>
internal sealed record Caller(Uri Url, string? Key)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Who the call is made as: <c>X-su</c>.</summary>
    public string? ActingAs { get; init; }

    /// <summary>The client; another one comes from another address.</summary>
    public HttpClient Client { get; init; } = Http;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Task<Answer> GetAsync(string target, string? nonce = null, string? accept = null) => SendAsync("GET", target, nonce, accept: accept);

    public Task<Answer> PostAsync(string target, object? body = null, string? nonce = null) => SendAsync("POST", target, nonce, Json(body));

    public Task<Answer> PutAsync(string target, object? body = null, string? nonce = null) => SendAsync("PUT", target, nonce, Json(body));

    public Task<Answer> DeleteAsync(string target) => SendAsync("DELETE", target);

    /// <summary>Sends a request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="target">Path and query, escaped as they shall be sent.</param>
    /// <param name="nonce">The session.</param>
    /// <param name="body">The body; <see langword="null"/>: none.</param>
    /// <param name="accept">The Accept header.</param>
    /// <param name="chunked">Whether the body's length is not said before.</param>
    /// <param name="type">The Content-Type of the body.</param>
    public async Task<Answer> SendAsync(string method, string target, string? nonce = null, byte[]? body = null, string? accept = null, bool chunked = false, string type = "application/json")
    {
        var uri = new Uri(Url.AbsoluteUri.TrimEnd('/') + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(new(method), uri);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            request.Headers.TransferEncodingChunked = chunked;
        }

        foreach (var (name, value) in ((string, string?)[])[("X-apikey", Key), ("X-nonce", nonce), ("X-su", ActingAs), ("Accept", accept)])
        {
            if (value is not null)
            {
                Assert.True(request.Headers.TryAddWithoutValidation(name, value), name);
            }
        }

        using var response = await Client.SendAsync(request, Cancellation);
        return new()
        {
            Call = $"{method} {target}",
            Status = (int)response.StatusCode,
            Headers = response.Headers.Concat(response.Content.Headers).ToDictionary(pair => pair.Key, pair => string.Join(", ", pair.Value), StringComparer.OrdinalIgnoreCase),
            Body = await response.Content.ReadAsByteArrayAsync(Cancellation),
            Secrets = [.. ((string?[])[Key, nonce]).OfType<string>().Where(secret => secret.Length > 6)],
        };
    }

    private static byte[]? Json(object? body) => body switch
    {
        null => null,
        string text => Encoding.UTF8.GetBytes(text),
        _ => JsonSerializer.SerializeToUtf8Bytes(body),
    };
}
