using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shop.Api;

/// <summary>The REST calls a web application needs to log people in, each one HTTP request. Safe to use from many requests at once.</summary>
/// <remarks>A status that no caller expects is an <see cref="HttpRequestException"/>, and becomes the shop's error page.</remarks>
internal sealed class NextAuthClient(HttpClient http, ShopIdentity identity)
{
    public string ServerId => identity.ServerId;

    /// <summary>Who is logged in in this session? A nonce the server has never seen is a session nobody is logged in to.</summary>
    public async Task<LoginStatus> GetSessionAsync(string nonce, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Get, "sessions/", nonce, null, cancellationToken);
        return await ReadAsync<LoginStatus>(answer, cancellationToken);
    }

    /// <summary>Gets the link of a login code, good for two minutes, and tells the server what the phone shall show.</summary>
    public async Task<string> GetQrLoginAsync(string nonce, UserContext context, CancellationToken cancellationToken)
    {
        // The same call as GET; a body on GET is more than many proxies can carry.
        using var answer = await SendAsync(HttpMethod.Post, "sessions/qr/login", nonce, context, cancellationToken);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken);
    }

    /// <summary>Gets the link of a new enrol code, good once and for ten minutes.</summary>
    /// <param name="nonce">The session that will be logged in by the new phone.</param>
    /// <param name="label">The account's name in the app.</param>
    /// <param name="userId">The user the new phone will belong to; <see langword="null"/>: registerUser says it later.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<string> GetQrEnrolAsync(string nonce, string label, string? userId, CancellationToken cancellationToken)
    {
        var query = $"name={Escape(label)}" + (userId is null ? "" : $"&userid={Escape(userId)}");
        using var answer = await SendAsync(HttpMethod.Get, $"sessions/qr/enrol?{query}", nonce, null, cancellationToken);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken);
    }

    /// <summary>Ties the account now logged in to a user, making the user when new.</summary>
    /// <returns><see langword="false"/> when nobody is logged in any more.</returns>
    public async Task<bool> RegisterUserAsync(string nonce, string userId, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Post, $"sessions/registeruser?userid={Escape(userId)}", nonce, null, cancellationToken);
        return answer.StatusCode is not HttpStatusCode.Forbidden && answer.EnsureSuccessStatusCode().IsSuccessStatusCode;
    }

    /// <summary>Asks the phone that logged in last in this session.</summary>
    public async Task<Push> ProvokeLoginAsync(string nonce, UserContext context, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Post, "sessions/provokelogin", nonce, context, cancellationToken);
        switch (answer.StatusCode)
        {
            case HttpStatusCode.Forbidden:
                return new(PushOutcome.NoPhone);
            case HttpStatusCode.TooManyRequests:
                return new(PushOutcome.TooMany, RetryAfter: answer.Headers.RetryAfter?.Delta);
            default:
                var body = await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken);
                return new(PushOutcome.Sent, body.Length == 0 ? null : JsonSerializer.Deserialize<PushAnswer>(body)?.Code);
        }
    }

    /// <summary>Logs the session out, here and on the phone. Repeating it is no error.</summary>
    public async Task LogOutAsync(string nonce, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Post, "sessions/logout", nonce, null, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The phones of a user; an unknown user has none.</summary>
    public async Task<IReadOnlyList<Account>> GetUserAsync(string userId, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Get, $"users/{Escape(userId)}/accounts", null, null, cancellationToken);
        return (await ReadAsync<Accounts>(answer, cancellationToken)).Items;
    }

    private static string Escape(string value) => Uri.EscapeDataString(value);

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<T>(cancellationToken)
            ?? throw new HttpRequestException("The server answered null.");

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? nonce, UserContext? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, $"servers/{Escape(identity.ServerId)}/{path}");
        request.Headers.Add("X-apikey", identity.ApiKey);
        if (nonce is not null)
        {
            request.Headers.Add("X-nonce", nonce);
        }

        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        return await http.SendAsync(request, cancellationToken);
    }

    private sealed record PushAnswer([property: JsonPropertyName("code")] string? Code);
}
