namespace NextAuth.Server.Tests.Fixture;

/// <summary>What the contract says of one operation, for tests that hold for all of them.</summary>
/// <param name="Name">The published name.</param>
/// <param name="Method">The method.</param>
/// <param name="Path">The path with <c>{S}</c>, <c>{account}</c> and <c>{role}</c>.</param>
/// <param name="Rights">The rights of which one is enough, separated by spaces.</param>
public sealed record Operation(string Name, string Method, string Path, string Rights)
{
    /// <summary>Whether it needs <c>X-nonce</c>.</summary>
    public bool OfSession => Path.Contains("/sessions", StringComparison.Ordinal) || Path.Contains("/provokelogin", StringComparison.Ordinal);

    public bool OnServer => Path.Contains("{S}", StringComparison.Ordinal);

    /// <summary>Whether it takes a JSON body.</summary>
    public bool TakesBody => Name is "getQrLogin" or "postQrLogin" or "provokeLogin" or "provokeLoginOnUser" or "provokeLoginOnAccount" or "createServer" or "grantPermissions" or "createTransaction";

    /// <summary>Section 3 of the contract, as far as it is served.</summary>
    public static IReadOnlyList<Operation> All { get; } =
    [
        new("getSession", "GET", "{S}/sessions/", "sessions"),
        new("getQrLogin", "GET", "{S}/sessions/qr/login", "sessions"),
        new("postQrLogin", "POST", "{S}/sessions/qr/login", "sessions"),
        new("provokeLogin", "POST", "{S}/sessions/provokelogin", "sessions"),
        new("provokeLoginOnUser", "POST", "{S}/users/ada/provokelogin", "sessions users"),
        new("provokeLoginOnAccount", "POST", "{S}/accounts/{account}/provokelogin", "sessions accounts"),
        new("logout", "POST", "{S}/sessions/logout", "sessions"),
        new("getQrEnrol", "GET", "{S}/sessions/qr/enrol?name=Ada", "sessions"),
        new("registerUser", "POST", "{S}/sessions/registeruser?userid=ada", "users"),
        new("getUser", "GET", "{S}/users/ada/accounts", "sessions users"),
        new("getAccount", "GET", "{S}/accounts/{account}/", "sessions accounts"),
        new("updateAccount", "PUT", "{S}/accounts/{account}/?blocked=false", "accounts"),
        new("createTransaction", "POST", "{S}/sessions/transactions", "sessions"),
        new("getTransactionResult", "GET", "{S}/transactions/AAAAAAAAAAAAAAAAAAAAAAAA", "sessions"),
        new("getTransactionEvidence", "GET", "{S}/transactions/AAAAAAAAAAAAAAAAAAAAAAAA/evidence", "sessions"),
        new("getServer", "GET", "{S}/", "servers createserver"),
        new("getServerVash", "GET", "{S}/vash", "sessions servers"),
        new("createServer", "POST", "/servers/", "createserver"),
        new("createApiKey", "POST", "/apikeys/?description=test", "servers"),
        new("getPermissions", "GET", "{S}/permissions/{role}", "servers"),
        new("grantPermissions", "POST", "{S}/permissions/{role}", ""),
        new("revokePermissions", "DELETE", "{S}/permissions/{role}", ""),
    ];

    public static TheoryData<string> Names => [.. All.Select(operation => operation.Name)];

    public static TheoryData<string> NamesOnServer => [.. All.Where(operation => operation.OnServer).Select(operation => operation.Name)];

    public static TheoryData<string> NamesOfSession => [.. All.Where(operation => operation.OfSession).Select(operation => operation.Name)];

    public static TheoryData<string> NamesWithBody => [.. All.Where(operation => operation.TakesBody).Select(operation => operation.Name)];

    public static Operation Get(string name) => All.Single(operation => operation.Name == name);

    public string PathOn(string serverPath, long account, string role) => Path
        .Replace("{S}", serverPath, StringComparison.Ordinal)
        .Replace("{account}", $"{account}", StringComparison.Ordinal)
        .Replace("{role}", role, StringComparison.Ordinal);

    /// <summary>Sends it with everything it needs, but for what is given.</summary>
    public Task<HttpResponseMessage> SendAsync(
        TestServer server, string serverPath, long account, string role, string? key, string? nonce = "n1", HttpContent? body = null, string? su = null) =>
        server.SendAsync(
            new(Method),
            PathOn(serverPath, account, role),
            key,
            OfSession ? nonce : null,
            body ?? Name switch
            {
                "grantPermissions" => new StringContent("[]"),
                "createTransaction" => new StringContent("""{"amount":"10 €"}"""),
                _ => null,
            },
            su);
}
