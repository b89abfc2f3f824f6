namespace NextAuth.Server.Tests.Fixture;

/// <summary>What the contract says of one operation, for tests that hold for all of them: a new operation gets all of them by its line.</summary>
/// <param name="Name">The published name.</param>
/// <param name="Method">The method.</param>
/// <param name="Path">The path with <c>{S}</c>, <c>{user}</c>, <c>{account}</c>, <c>{role}</c>, <c>{key}</c> and <c>{transaction}</c>.</param>
/// <param name="Rights">The rights of which one is enough, separated by spaces; <c>*</c>: every role may call it.</param>
/// <param name="Takes">Its parameters of the query, separated by spaces, with <c>!</c> behind those that must be there.</param>
/// <param name="Body">What kind of body it takes.</param>
public sealed record Operation(string Name, string Method, string Path, string Rights, string Takes = "", string Body = "")
{
    /// <summary>Whether it needs <c>X-nonce</c>.</summary>
    public bool OfSession => Path.Contains("/sessions", StringComparison.Ordinal) || Path.Contains("/provokelogin", StringComparison.Ordinal);

    public bool OnServer => Path.Contains("{S}", StringComparison.Ordinal);

    /// <summary>Whether only a global right is enough although the path names a server.</summary>
    public bool GloballyOnly => Path.Contains("/privilegedattributes", StringComparison.Ordinal);

    /// <summary>Whether it takes a JSON body.</summary>
    public bool TakesBody => Body.Length > 0;

    /// <summary>Whether the server is gone afterwards.</summary>
    public bool EndsServer => Name == "deleteServer";

    /// <summary>Section 3 of the contract, as far as it is served.</summary>
    public static IReadOnlyList<Operation> All { get; } =
    [
        new("getSession", "GET", "{S}/sessions/", "sessions"),
        new("getQrLogin", "GET", "{S}/sessions/qr/login", "sessions", "img s", "context"),
        new("postQrLogin", "POST", "{S}/sessions/qr/login", "sessions", "img s", "context"),
        new("getHtmlLogin", "GET", "{S}/sessions/html/login", "sessions", "lang", "context"),
        new("postHtmlLogin", "POST", "{S}/sessions/html/login", "sessions", "lang", "context"),
        new("getHtmlEnrol", "GET", "{S}/sessions/html/enrol", "sessions", "name userid lang"),
        new("getHtmlFooter", "GET", "{S}/sessions/html/footer", "sessions", "", "footer"),
        new("postHtmlFooter", "POST", "{S}/sessions/html/footer", "sessions", "", "footer"),
        new("provokeLogin", "POST", "{S}/sessions/provokelogin", "sessions", "", "context"),
        new("provokeLoginOnUser", "POST", "{S}/users/{user}/provokelogin", "sessions users", "", "context"),
        new("provokeLoginOnAccount", "POST", "{S}/accounts/{account}/provokelogin", "sessions accounts", "", "context"),
        new("logout", "POST", "{S}/sessions/logout", "sessions"),
        new("getQrEnrol", "GET", "{S}/sessions/qr/enrol", "sessions", "name! userid img s"),
        new("registerUser", "POST", "{S}/sessions/registeruser", "users", "userid!"),
        new("updateAccountUser", "PUT", "{S}/accounts/{account}/user", "accounts", "userid!"),
        new("getUsers", "GET", "{S}/users/", "users", "filter search limit marker sort"),
        new("deleteUser", "DELETE", "{S}/users/{user}/", "users"),
        new("getUser", "GET", "{S}/users/{user}/accounts", "sessions users", "limit marker sort"),
        new("deleteUserAccounts", "DELETE", "{S}/users/{user}/accounts", "accounts users"),
        new("getUserAttributes", "GET", "{S}/users/{user}/attributes/", "sessions users"),
        new("setUserAttributes", "POST", "{S}/users/{user}/attributes/", "users", "", "attributes"),
        new("updateUserAttributes", "PUT", "{S}/users/{user}/attributes/", "users", "", "attributes"),
        new("deleteUserAttributes", "DELETE", "{S}/users/{user}/attributes/", "users"),
        new("deleteUserAttribute", "DELETE", "{S}/users/{user}/attributes/{key}", "users"),
        new("getAllAccounts", "GET", "{S}/accounts/", "accounts", "filter limit marker sort"),
        new("getAccount", "GET", "{S}/accounts/{account}/", "sessions accounts"),
        new("updateAccount", "PUT", "{S}/accounts/{account}/", "accounts", "blocked!"),
        new("deleteAccount", "DELETE", "{S}/accounts/{account}/", "accounts"),
        new("createTransaction", "POST", "{S}/sessions/transactions", "sessions", "", "transaction"),
        new("getTransactionResult", "GET", "{S}/transactions/{transaction}", "sessions"),
        new("getTransactionEvidence", "GET", "{S}/transactions/{transaction}/evidence", "sessions"),
        new("getServers", "GET", "/servers/", "*", "limit marker"),
        new("createServer", "POST", "/servers/", "createserver", "", "server"),
        new("getServer", "GET", "{S}/", "servers createserver"),
        new("getServerVash", "GET", "{S}/vash", "sessions servers"),
        new("updateServer", "PUT", "{S}/", "createserver", "", "server"),
        new("deleteServer", "DELETE", "{S}/", "createserver"),
        new("getServerAttributes", "GET", "{S}/attributes/", "servers"),
        new("setServerAttributes", "POST", "{S}/attributes/", "servers", "", "attributes"),
        new("updateServerAttributes", "PUT", "{S}/attributes/", "servers", "", "attributes"),
        new("deleteServerAttributes", "DELETE", "{S}/attributes/", "servers"),
        new("deleteServerAttribute", "DELETE", "{S}/attributes/{key}", "servers"),
        new("getApiKeys", "GET", "/apikeys/", "servers"),
        new("createApiKey", "POST", "/apikeys/", "servers", "description!"),
        new("revokeApiKey", "DELETE", "/apikeys/{role}", "servers"),
        new("getAllPermissions", "GET", "{S}/permissions/", "servers"),
        new("getPermissions", "GET", "{S}/permissions/{role}", "servers"),
        new("grantPermissions", "POST", "{S}/permissions/{role}", "", "", "rights"),
        new("revokePermissions", "DELETE", "{S}/permissions/{role}", ""),
        new("getUserRole", "GET", "{S}/users/{user}/role/", "users"),
        new("getOrCreateUserRole", "POST", "{S}/users/{user}/role/", "users"),
        new("getGlobalAttributes", "GET", "/attributes/", "servers"),
        new("setGlobalAttributes", "POST", "/attributes/", "servers", "", "attributes"),
        new("updateGlobalAttributes", "PUT", "/attributes/", "servers", "", "attributes"),
        new("deleteGlobalAttributes", "DELETE", "/attributes/", "servers"),
        new("deleteGlobalAttribute", "DELETE", "/attributes/{key}", "servers"),
        new("getServerPrivilegedAttributes", "GET", "{S}/privilegedattributes/", "servers"),
        new("setServerPrivilegedAttributes", "POST", "{S}/privilegedattributes/", "servers", "", "attributes"),
        new("updateServerPrivilegedAttributes", "PUT", "{S}/privilegedattributes/", "servers", "", "attributes"),
        new("deleteServerPrivilegedAttributes", "DELETE", "{S}/privilegedattributes/", "servers"),
        new("deleteServerPrivilegedAttribute", "DELETE", "{S}/privilegedattributes/{key}", "servers"),
    ];

    public static TheoryData<string> Names => [.. All.Select(operation => operation.Name)];

    public static TheoryData<string> NamesOnServer => [.. All.Where(operation => operation.OnServer).Select(operation => operation.Name)];

    public static TheoryData<string> NamesOfSession => [.. All.Where(operation => operation.OfSession).Select(operation => operation.Name)];

    public static TheoryData<string> NamesWithBody => [.. All.Where(operation => operation.TakesBody).Select(operation => operation.Name)];

    public static TheoryData<string> NamesWith(string part) => [.. All.Where(operation => operation.Path.Contains(part, StringComparison.Ordinal)).Select(operation => operation.Name)];

    public static Operation Get(string name) => All.Single(operation => operation.Name == name);

    /// <summary>The parameters of the query.</summary>
    public IReadOnlyList<string> Parameters => [.. Takes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => name.TrimEnd('!'))];

    /// <summary>Those that must be there.</summary>
    public IReadOnlyList<string> Required => [.. Takes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(name => name.EndsWith('!')).Select(name => name.TrimEnd('!'))];

    /// <summary>A query with all that must be there, but for one that is given.</summary>
    public string Query(string? except = null, string? instead = null)
    {
        var parts = Required.Where(name => name != except).Select(name => name + "=" + (name == "blocked" ? "false" : "ada")).ToList();
        if (instead is not null)
        {
            parts.Add(instead);
        }

        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
    }

    public string PathOn(string serverPath, long account, string role, string user = "ada", string key = "color") => Path
        .Replace("{S}", serverPath, StringComparison.Ordinal)
        .Replace("{user}", user, StringComparison.Ordinal)
        .Replace("{key}", key, StringComparison.Ordinal)
        .Replace("{transaction}", "AAAAAAAAAAAAAAAAAAAAAAAA", StringComparison.Ordinal)
        .Replace("{account}", $"{account}", StringComparison.Ordinal)
        .Replace("{role}", role, StringComparison.Ordinal);

    /// <summary>A body that is right.</summary>
    public HttpContent? GoodBody() => Body switch
    {
        "rights" => new StringContent("[]"),
        "transaction" => new StringContent("""{"amount":"10 €"}"""),
        "attributes" => new StringContent("""{"color":"red"}"""),
        _ => null,
    };

    /// <summary>Sends it with everything it needs, but for what is given.</summary>
    public Task<HttpResponseMessage> SendAsync(
        TestServer server, string serverPath, long account, string role, string? key, string? nonce = "n1", HttpContent? body = null, string? su = null) =>
        SendAsync(server, PathOn(serverPath, account, role) + Query(), key, nonce, body, su);

    /// <summary>Sends it to a path of one's own.</summary>
    public Task<HttpResponseMessage> SendAsync(
        TestServer server, string pathAndQuery, string? key = TestServer.RootKey, string? nonce = "n1", HttpContent? body = null, string? su = null) =>
        server.SendAsync(new(Method), pathAndQuery, key, OfSession ? nonce : null, body ?? GoodBody(), su);
}
