using System.Globalization;
using System.Text;
using System.Text.Json;
using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests.SessionsApi;

/// <summary>
/// SessionsApi as clients generated from the published description send it, down to the headers: path parameters escaped, an empty optional left out, and the
/// Content-Type of the operation sent whether there is a body or not.
/// </summary>
internal sealed class GeneratedClient(Uri server, string apiKey)
{
    /// <summary>Who the call is made as: the published authorization <c>role_id</c>; <see langword="null"/>: not set.</summary>
    public string? RoleId { get; init; }

    /// <summary>What replaces the Accept header the operation publishes; empty: none is sent.</summary>
    public string? Accept { get; init; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Task<PlainAnswer> GetQrLoginAsync(string serverid, string xNonce, string? img = null, int? s = null, object? userContext = null)
    {
        string[] query = [.. img is null ? [] : (string[])[$"img={Uri.EscapeDataString(img)}"], .. s is null ? [] : (string[])[string.Create(CultureInfo.InvariantCulture, $"s={s}")]];
        var target = $"/servers/{Uri.EscapeDataString(serverid)}/sessions/qr/login" + (query.Length > 0 ? "?" + string.Join('&', query) : "");
        return SendAsync("GET", target, xNonce, "application/json", "application/octet-stream", userContext);
    }

    public Task<PlainAnswer> GetSessionAsync(string serverid, string xNonce) =>
        SendAsync("GET", $"/servers/{Uri.EscapeDataString(serverid)}/sessions/", xNonce, null, "application/json", null);

    public Task<PlainAnswer> LogoutAsync(string serverid, string xNonce) =>
        SendAsync("POST", $"/servers/{Uri.EscapeDataString(serverid)}/sessions/logout", xNonce, null, null, null);

    public Task<PlainAnswer> ProvokeLoginAsync(string serverid, string xNonce, object? userContext = null) =>
        SendAsync("POST", $"/servers/{Uri.EscapeDataString(serverid)}/sessions/provokelogin", xNonce, "application/json", null, userContext);

    // Its Content-Type is published as "not defined": a body is sent as JSON all the same.
    public Task<PlainAnswer> ProvokeLoginOnAccountAsync(string serverid, string xNonce, long accountid, object? userContext = null) =>
        SendAsync(
            "POST", string.Create(CultureInfo.InvariantCulture, $"/servers/{Uri.EscapeDataString(serverid)}/accounts/{accountid}/provokelogin"), xNonce,
            userContext is null ? null : "application/json", null, userContext);

    public Task<PlainAnswer> ProvokeLoginOnUserAsync(string serverid, string xNonce, string userid, object? userContext = null) =>
        SendAsync(
            "POST", $"/servers/{Uri.EscapeDataString(serverid)}/users/{Uri.EscapeDataString(userid)}/provokelogin", xNonce, "application/json", null, userContext);

    /// <summary>Sends anything with the client's key.</summary>
    public Task<PlainAnswer> SendAsync(string method, string target, string? xNonce, string? contentType, string? accept, object? body)
    {
        var content = body is null ? [] : Encoding.UTF8.GetBytes(JsonSerializer.Serialize(body));
        List<(string, string)> headers = [("X-apikey", apiKey)];
        if (RoleId is not null)
        {
            headers.Add(("X-su", RoleId));
        }

        if (xNonce is not null)
        {
            headers.Add(("X-nonce", xNonce));
        }

        if (contentType is not null)
        {
            headers.Add(("Content-Type", contentType));
        }

        if ((Accept ?? accept) is { Length: > 0 } accepted)
        {
            headers.Add(("Accept", accepted));
        }

        // A GET without a body has no length; a POST without one says so.
        if (content.Length > 0 || method != "GET")
        {
            headers.Add(("Content-Length", content.Length.ToString(CultureInfo.InvariantCulture)));
        }

        return PlainHttp.SendAsync(server, method, target, headers, content, Cancellation);
    }
}
