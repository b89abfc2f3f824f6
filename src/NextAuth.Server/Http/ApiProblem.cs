using Microsoft.AspNetCore.Http;

namespace NextAuth.Server.Http;

/// <summary>
/// Every way the REST API can fail, one URN each (RFC 9457, docs/api/README.md). The only place with status codes. URNs are never reused.
/// </summary>
/// <param name="Cause">The last part of the URN.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">What happened, the same for every occurrence.</param>
internal sealed record ApiProblem(string Cause, int Status, string Title)
{
    public static readonly ApiProblem Malformed = new("malformed-request", StatusCodes.Status400BadRequest, "The request is malformed.");
    public static readonly ApiProblem InvalidNonce = new("invalid-nonce", StatusCodes.Status400BadRequest, "The session nonce is missing or invalid.");
    public static readonly ApiProblem InvalidParameter = new("invalid-parameter", StatusCodes.Status400BadRequest, "A parameter is missing or invalid.");
    public static readonly ApiProblem InvalidBody = new("invalid-body", StatusCodes.Status400BadRequest, "The request body is missing or invalid.");
    public static readonly ApiProblem UnknownKey = new("unknown-api-key", StatusCodes.Status401Unauthorized, "The API key is missing or unknown.");
    public static readonly ApiProblem MayNotImpersonate = new("impersonation-forbidden", StatusCodes.Status403Forbidden, "The role may not act as another.");
    public static readonly ApiProblem UnknownImpersonated = new("unknown-impersonated-role", StatusCodes.Status403Forbidden, "The role to act as does not exist.");
    public static readonly ApiProblem MissingRight = new("missing-right", StatusCodes.Status403Forbidden, "The role lacks a right.");
    public static readonly ApiProblem NoAccount = new("no-account", StatusCodes.Status403Forbidden, "There is no account to push to.");
    public static readonly ApiProblem AccountBlocked = new("account-blocked", StatusCodes.Status403Forbidden, "The account is blocked.");
    public static readonly ApiProblem NotLoggedIn = new("not-logged-in", StatusCodes.Status403Forbidden, "Nobody is logged in in this session.");
    public static readonly ApiProblem InvalidUserName = new("invalid-user-name", StatusCodes.Status403Forbidden, "The user name is invalid.");
    public static readonly ApiProblem UnknownPath = new("unknown-path", StatusCodes.Status404NotFound, "There is nothing at this path.");
    public static readonly ApiProblem UnknownServer = new("unknown-server", StatusCodes.Status404NotFound, "There is no such server.");
    public static readonly ApiProblem UnknownUser = new("unknown-user", StatusCodes.Status404NotFound, "There is no such user.");
    public static readonly ApiProblem UnknownAccount = new("unknown-account", StatusCodes.Status404NotFound, "There is no such account.");
    public static readonly ApiProblem UnknownRole = new("unknown-role", StatusCodes.Status404NotFound, "There is no such role.");
    public static readonly ApiProblem UnknownTransaction = new("unknown-transaction", StatusCodes.Status404NotFound, "There is no such transaction.");
    public static readonly ApiProblem NoEvidence = new("no-evidence", StatusCodes.Status404NotFound, "The transaction is not approved.");
    public static readonly ApiProblem UnknownAttribute = new("unknown-attribute", StatusCodes.Status404NotFound, "There is no such attribute.");
    public static readonly ApiProblem WrongMethod = new("wrong-method", StatusCodes.Status405MethodNotAllowed, "The path does not answer this method.");
    public static readonly ApiProblem NameTaken = new("name-taken", StatusCodes.Status409Conflict, "The name belongs to another account.");
    public static readonly ApiProblem LastRoot = new("last-root", StatusCodes.Status409Conflict, "No role with global root would be left.");
    public static readonly ApiProblem BodyTooLarge = new("body-too-large", StatusCodes.Status413PayloadTooLarge, "The request body is too large.");
    public static readonly ApiProblem TooManyPushes = new("too-many-pushes", StatusCodes.Status429TooManyRequests, "The account gets no more pushes for now.");
    public static readonly ApiProblem TooManyFailures = new("too-many-failures", StatusCodes.Status429TooManyRequests, "Too many unknown API keys came from this address.");
    public static readonly ApiProblem Failure = new("internal-failure", StatusCodes.Status500InternalServerError, "The server failed.");
    public static readonly ApiProblem NoWebSocket = new("no-websocket", StatusCodes.Status400BadRequest, "The request is no WebSocket of the right kind.");
    public static readonly ApiProblem NoRoom = new("no-room", StatusCodes.Status503ServiceUnavailable, "The server takes no more connections now.");
    public static readonly ApiProblem StorageUnavailable = new("storage-unavailable", StatusCodes.Status503ServiceUnavailable, "The storage is not available.");

    private static readonly TimeSpan SocketRetry = TimeSpan.FromSeconds(5);

    public string Urn => "urn:nextauth:problem:" + Cause;

    /// <summary>Finds the problem for a status that the platform chose.</summary>
    public static ApiProblem FromStatus(int status) => status switch
    {
        StatusCodes.Status404NotFound => UnknownPath,
        StatusCodes.Status405MethodNotAllowed => WrongMethod,
        StatusCodes.Status413PayloadTooLarge => BodyTooLarge,
        _ => Malformed,
    };

    /// <summary>Refuses a WebSocket that is stopping or full.</summary>
    public static Task RefuseSocketAsync(HttpContext context) =>
        NoRoom.ToResult("Connect again after the time that Retry-After says.", SocketRetry).ExecuteAsync(context);

    /// <summary>Makes the answer.</summary>
    /// <param name="detail">For a person: names the member and says what would be right. Never a secret.</param>
    /// <param name="retryAfter">When a repeat may succeed.</param>
    public ProblemAnswer ToResult(string detail, TimeSpan? retryAfter = null) => new(this, detail, retryAfter);
}
