namespace NextAuth.EndToEnd.Tests.Contract;

/// <summary>The table of docs/api/README.md, section 3. A new operation gets all generic tests by one line.</summary>
internal static class Operations
{
    public static IReadOnlyList<Operation> All { get; } =
    [
        new("getSession", "GET", "{S}/sessions/", "sessions", "LoginStatus"),
        new("getQrLogin", "GET", "{S}/sessions/qr/login", "sessions", "application/octet-stream", "img s", "context"),
        new("postQrLogin", "POST", "{S}/sessions/qr/login", "sessions", "application/octet-stream", "img s", "context"),
        new("provokeLogin", "POST", "{S}/sessions/provokelogin", "sessions", "nothing", "", "context", "login"),
        new("provokeLoginOnUser", "POST", "{S}/users/{user}/provokelogin", "sessions users", "nothing", "", "context", "login"),
        new("provokeLoginOnAccount", "POST", "{S}/accounts/{account}/provokelogin", "sessions accounts", "nothing", "", "context"),
        new("logout", "POST", "{S}/sessions/logout", "sessions", "nothing"),
        new("getQrEnrol", "GET", "{S}/sessions/qr/enrol", "sessions", "application/octet-stream", "name! userid img s"),
        new("registerUser", "POST", "{S}/sessions/registeruser", "users", "nothing", "userid!", "", "login"),
        new("updateAccountUser", "PUT", "{S}/accounts/{account}/user", "accounts", "Account", "userid!"),
        new("getUsers", "GET", "{S}/users/", "users", "Users", "filter search limit marker sort"),
        new("deleteUser", "DELETE", "{S}/users/{user}/", "users", "nothing"),
        new("getUser", "GET", "{S}/users/{user}/accounts", "sessions users", "Accounts", "limit marker sort"),
        new("deleteUserAccounts", "DELETE", "{S}/users/{user}/accounts", "accounts users", "nothing"),
        new("getUserAttributes", "GET", "{S}/users/{user}/attributes/", "sessions users", "attributes"),
        new("setUserAttributes", "POST", "{S}/users/{user}/attributes/", "users", "nothing", "", "attributes"),
        new("updateUserAttributes", "PUT", "{S}/users/{user}/attributes/", "users", "nothing", "", "attributes"),
        new("deleteUserAttributes", "DELETE", "{S}/users/{user}/attributes/", "users", "nothing"),
        new("deleteUserAttribute", "DELETE", "{S}/users/{user}/attributes/{key}", "users", "nothing"),
        new("getAllAccounts", "GET", "{S}/accounts/", "accounts", "Accounts", "filter limit marker sort"),
        new("getAccount", "GET", "{S}/accounts/{account}/", "sessions accounts", "Account"),
        new("updateAccount", "PUT", "{S}/accounts/{account}/", "accounts", "Account", "blocked!"),
        new("deleteAccount", "DELETE", "{S}/accounts/{account}/", "accounts", "nothing"),
        new("createTransaction", "POST", "{S}/sessions/transactions", "sessions", "TransactionId", "", "transaction", "login"),
        new("getTransactionResult", "GET", "{S}/transactions/{transaction}", "sessions", "TransactionResult"),
        new("getTransactionEvidence", "GET", "{S}/transactions/{transaction}/evidence", "sessions", "Evidence", "", "", "approved"),
        new("getServerVash", "GET", "{S}/vash", "sessions servers", "image/png"),
        new("getServers", "GET", "/servers/", "*", "Servers", "limit marker"),
        new("createServer", "POST", "/servers/", "createserver", "Server", "", "server"),
        new("getServer", "GET", "{S}/", "servers createserver", "Server"),
        new("updateServer", "PUT", "{S}/", "createserver", "Server", "", "server"),
        new("deleteServer", "DELETE", "{S}/", "createserver", "nothing"),
        new("getServerAttributes", "GET", "{S}/attributes/", "servers", "attributes"),
        new("setServerAttributes", "POST", "{S}/attributes/", "servers", "nothing", "", "attributes"),
        new("updateServerAttributes", "PUT", "{S}/attributes/", "servers", "nothing", "", "attributes"),
        new("deleteServerAttributes", "DELETE", "{S}/attributes/", "servers", "nothing"),
        new("deleteServerAttribute", "DELETE", "{S}/attributes/{key}", "servers", "nothing"),
        new("getApiKeys", "GET", "/apikeys/", "servers", "ApiKeys"),
        new("createApiKey", "POST", "/apikeys/", "servers", "ApiKey", "description!"),
        new("revokeApiKey", "DELETE", "/apikeys/{role}", "servers", "nothing"),
        new("getAllPermissions", "GET", "{S}/permissions/", "servers", "Permissions"),
        new("getPermissions", "GET", "{S}/permissions/{role}", "servers", "Permissions"),
        new("grantPermissions", "POST", "{S}/permissions/{role}", "root", "nothing", "", "rights"),
        new("revokePermissions", "DELETE", "{S}/permissions/{role}", "root", "nothing"),
        new("getUserRole", "GET", "{S}/users/{user}/role/", "users", "Role", "", "", "role"),
        new("getOrCreateUserRole", "POST", "{S}/users/{user}/role/", "users", "Role"),
        new("getGlobalAttributes", "GET", "/attributes/", "servers", "attributes"),
        new("setGlobalAttributes", "POST", "/attributes/", "servers", "nothing", "", "attributes"),
        new("updateGlobalAttributes", "PUT", "/attributes/", "servers", "nothing", "", "attributes"),
        new("deleteGlobalAttributes", "DELETE", "/attributes/", "servers", "nothing"),
        new("deleteGlobalAttribute", "DELETE", "/attributes/{key}", "servers", "nothing"),
        new("getServerPrivilegedAttributes", "GET", "{S}/privilegedattributes/", "global servers", "attributes"),
        new("setServerPrivilegedAttributes", "POST", "{S}/privilegedattributes/", "global servers", "nothing", "", "attributes"),
        new("updateServerPrivilegedAttributes", "PUT", "{S}/privilegedattributes/", "global servers", "nothing", "", "attributes"),
        new("deleteServerPrivilegedAttributes", "DELETE", "{S}/privilegedattributes/", "global servers", "nothing"),
        new("deleteServerPrivilegedAttribute", "DELETE", "{S}/privilegedattributes/{key}", "global servers", "nothing"),
    ];

    public static Operation Get(string name) => All.Single(operation => operation.Name == name);

    /// <summary>The names of the operations that fit, as rows of a theory.</summary>
    public static TheoryData<string> Where(Func<Operation, bool> condition) => [.. All.Where(condition).Select(operation => operation.Name)];
}
