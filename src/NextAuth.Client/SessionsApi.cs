using NextAuthApi.Transport;

namespace NextAuthApi;

public sealed partial class SessionsApi
{
    /// <summary>As <see cref="ProvokeLoginOnAccountAsync"/>, for pages that show six digits: on a server with the flag <c>typedCode</c> the person types them on the phone.</summary>
    /// <param name="serverid">Base64 encoded server id.</param>
    /// <param name="xNonce">Nonce to identify the browser/webserver session.</param>
    /// <param name="accountid">The number of the account.</param>
    /// <param name="userContext">What the phone shows of the session.</param>
    /// <param name="cancellationToken">Stops waiting; a push that has left goes on.</param>
    /// <returns>Six digits to show; <see langword="null"/>: the server asks for none.</returns>
    /// <exception cref="NextAuthApiException">The server refused, see <see cref="ProvokeLoginOnAccountAsync"/>.</exception>
    /// <exception cref="HttpRequestException">The server could not be reached, or did not answer in time.</exception>
    public Task<string?> ProvokeLoginOnAccountForCodeAsync(
        string serverid, string xNonce, long accountid, UserContext? userContext = null, CancellationToken cancellationToken = default) =>
        _client.ReadCodeAsync(
            new ApiRequest(HttpMethod.Post, $"servers/{ApiRequest.Segment(serverid, nameof(serverid))}/accounts/{ApiRequest.Segment(accountid)}/provokelogin")
                .OfSession(xNonce, nameof(xNonce))
                .WithBody(userContext, ApiJson.Default.UserContext),
            cancellationToken);

    /// <summary>As <see cref="ProvokeLoginAsync"/>, for pages that show six digits: on a server with the flag <c>typedCode</c> the person types them on the phone.</summary>
    /// <param name="serverid">Base64 encoded server id.</param>
    /// <param name="xNonce">Nonce to identify the browser/webserver session.</param>
    /// <param name="userContext">What the phone shows of the session.</param>
    /// <param name="cancellationToken">Stops waiting; a push that has left goes on.</param>
    /// <returns>Six digits to show; <see langword="null"/>: the server asks for none.</returns>
    /// <exception cref="NextAuthApiException">The server refused, see <see cref="ProvokeLoginAsync"/>.</exception>
    /// <exception cref="HttpRequestException">The server could not be reached, or did not answer in time.</exception>
    public Task<string?> ProvokeLoginForCodeAsync(string serverid, string xNonce, UserContext? userContext = null, CancellationToken cancellationToken = default) =>
        _client.ReadCodeAsync(
            new ApiRequest(HttpMethod.Post, $"servers/{ApiRequest.Segment(serverid, nameof(serverid))}/sessions/provokelogin")
                .OfSession(xNonce, nameof(xNonce))
                .WithBody(userContext, ApiJson.Default.UserContext),
            cancellationToken);

    /// <summary>As <see cref="ProvokeLoginOnUserAsync"/>, for pages that show six digits: on a server with the flag <c>typedCode</c> the person types them on the phone.</summary>
    /// <param name="serverid">Base64 encoded server id.</param>
    /// <param name="xNonce">Nonce to identify the browser/webserver session.</param>
    /// <param name="userid">The user, 1 to 255 characters.</param>
    /// <param name="userContext">What the phones show of the session.</param>
    /// <param name="cancellationToken">Stops waiting; a push that has left goes on.</param>
    /// <returns>Six digits to show, the same for all phones of the user; <see langword="null"/>: the server asks for none.</returns>
    /// <exception cref="NextAuthApiException">The server refused, see <see cref="ProvokeLoginOnUserAsync"/>.</exception>
    /// <exception cref="HttpRequestException">The server could not be reached, or did not answer in time.</exception>
    public Task<string?> ProvokeLoginOnUserForCodeAsync(
        string serverid, string xNonce, string userid, UserContext? userContext = null, CancellationToken cancellationToken = default) =>
        _client.ReadCodeAsync(
            new ApiRequest(HttpMethod.Post, $"servers/{ApiRequest.Segment(serverid, nameof(serverid))}/users/{ApiRequest.Segment(userid, nameof(userid))}/provokelogin")
                .OfSession(xNonce, nameof(xNonce))
                .WithBody(userContext, ApiJson.Default.UserContext),
            cancellationToken);
}
