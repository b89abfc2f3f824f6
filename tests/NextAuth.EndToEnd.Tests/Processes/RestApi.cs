using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace NextAuth.EndToEnd.Tests.Processes;

/// <summary>The REST API over plain HTTP, as a web application in any language would call it.</summary>
internal sealed class RestApi : IDisposable
{
    private readonly HttpClient _http;

    public RestApi(Uri url, string key)
    {
        _http = new() { BaseAddress = url };
        _http.DefaultRequestHeaders.Add("X-apikey", key);
    }

    /// <summary>The virtual server that all other calls are about.</summary>
    public string Server { get; set; } = "";

    public async Task<JsonElement> CreateServerAsync(object server, CancellationToken cancellationToken)
    {
        var created = await JsonAsync(HttpMethod.Post, "/servers/", null, server, cancellationToken);
        Server = created.GetProperty("serverid").GetString()!;
        return created;
    }

    public Task<JsonElement> SessionAsync(string nonce, CancellationToken cancellationToken) => JsonAsync(HttpMethod.Get, $"/servers/{Server}/sessions/", nonce, null, cancellationToken);

    public async Task<bool> IsLoggedInAsync(string nonce, CancellationToken cancellationToken) =>
        (await SessionAsync(nonce, cancellationToken)).GetProperty("loggedin").GetBoolean();

    public Task<string> LoginLinkAsync(string nonce, CancellationToken cancellationToken) => TextAsync(HttpMethod.Get, $"/servers/{Server}/sessions/qr/login", nonce, cancellationToken);

    public Task<string> EnrolLinkAsync(string nonce, string name, CancellationToken cancellationToken) =>
        TextAsync(HttpMethod.Get, $"/servers/{Server}/sessions/qr/enrol?name={Uri.EscapeDataString(name)}", nonce, cancellationToken);

    public Task RegisterUserAsync(string nonce, string user, CancellationToken cancellationToken) =>
        TextAsync(HttpMethod.Post, $"/servers/{Server}/sessions/registeruser?userid={Uri.EscapeDataString(user)}", nonce, cancellationToken);

    public Task LogoutAsync(string nonce, CancellationToken cancellationToken) => TextAsync(HttpMethod.Post, $"/servers/{Server}/sessions/logout", nonce, cancellationToken);

    public Task ProvokeAsync(string nonce, CancellationToken cancellationToken) => TextAsync(HttpMethod.Post, $"/servers/{Server}/sessions/provokelogin", nonce, cancellationToken);

    /// <summary>Asks for the session's signature.</summary>
    public async Task<(string Tid, string Link)> CreateTransactionAsync(string nonce, object transaction, CancellationToken cancellationToken)
    {
        var created = await JsonAsync(HttpMethod.Post, $"/servers/{Server}/sessions/transactions", nonce, transaction, cancellationToken);
        return (created.GetProperty("tid").GetString()!, Encoding.ASCII.GetString(created.GetProperty("qrdata").GetBytesFromBase64()));
    }

    public async Task<string> TransactionStatusAsync(string tid, CancellationToken cancellationToken) =>
        (await JsonAsync(HttpMethod.Get, $"/servers/{Server}/transactions/{tid}", null, null, cancellationToken)).GetProperty("tstatus").GetString()!;

    public async Task<byte[]> EvidenceAsync(string tid, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Get, $"/servers/{Server}/transactions/{tid}/evidence", null, null, cancellationToken);
        await SucceededAsync(answer, cancellationToken);
        return await answer.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    public async Task<JsonElement> JsonAsync(HttpMethod method, string path, string? nonce, object? body, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(method, path, nonce, body, cancellationToken);
        await SucceededAsync(answer, cancellationToken);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    public async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, string? nonce, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(method, path, nonce, null, cancellationToken);
        return answer.StatusCode;
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? nonce, object? body, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
        if (nonce is not null)
        {
            request.Headers.Add("X-nonce", nonce);
        }

        return _http.SendAsync(request, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task<string> TextAsync(HttpMethod method, string path, string nonce, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(method, path, nonce, null, cancellationToken);
        await SucceededAsync(answer, cancellationToken);
        return Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
    }

    private static async Task SucceededAsync(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        Assert.True(answer.IsSuccessStatusCode, $"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri!.AbsolutePath}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellationToken)}");
}
