namespace NextAuth.Server.Tests.OpenApi;

/// <summary>What the published API says of one operation: clients that others generated from it know these names, paths and types.</summary>
/// <param name="Id">The operationId.</param>
/// <param name="Method">The method.</param>
/// <param name="Path">The path; <c>S</c> in front stands for <c>/servers/{serverid}</c>.</param>
/// <param name="Takes">Parameters beside those of the path, separated by spaces; <c>!</c>: required. <c>nonce</c> is the header; a name with a capital letter is the body's schema.</param>
/// <param name="Answers">The schema; <c>file</c>, <c>object</c>, or nothing.</param>
public sealed record PublishedOperation(string Id, string Method, string Path, string Takes, string Answers)
{
    private const string List = "limit marker sort";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<PublishedOperation> All { get; } =
    [
        new("getSession", "get", "S/sessions/", "nonce!", "LoginStatus"),
        new("getQrLogin", "get", "S/sessions/qr/login", "nonce! img s UserContext", "file"),
        new("provokeLogin", "post", "S/sessions/provokelogin", "nonce! UserContext", ""),
        new("provokeLoginOnUser", "post", "S/users/{userid}/provokelogin", "nonce! UserContext", ""),
        new("provokeLoginOnAccount", "post", "S/accounts/{accountid}/provokelogin", "nonce! UserContext", ""),
        new("logout", "post", "S/sessions/logout", "nonce!", ""),
        new("getHtmlLogin", "get", "S/sessions/html/login", "nonce! UserContext", "string"),
        new("getHtmlEnrol", "get", "S/sessions/html/enrol", "nonce! name userid", "string"),
        new("getHtmlFooter", "get", "S/sessions/html/footer", "nonce! HtmlFooterBody", "string"),
        new("getQrEnrol", "get", "S/sessions/qr/enrol", "nonce! name! userid img s", "file"),
        new("registerUser", "post", "S/sessions/registeruser", "nonce! userid!", ""),
        new("updateAccountUser", "put", "S/accounts/{accountid}/user", "userid!", "Account"),
        new("getServerVash", "get", "S/vash", "", "file"),
        new("getUsers", "get", "S/users/", $"filter search {List}", "Users"),
        new("deleteUser", "delete", "S/users/{userid}/", "", ""),
        new("getUser", "get", "S/users/{userid}/accounts", List, "Accounts"),
        new("deleteUserAccounts", "delete", "S/users/{userid}/accounts", "", ""),
        .. Attributes("User", "S/users/{userid}/attributes/"),
        new("getAllAccounts", "get", "S/accounts/", $"filter {List}", "Accounts"),
        new("getAccount", "get", "S/accounts/{accountid}/", "", "Account"),
        new("updateAccount", "put", "S/accounts/{accountid}/", "blocked!", "Account"),
        new("deleteAccount", "delete", "S/accounts/{accountid}/", "", ""),
        new("createTransaction", "post", "S/sessions/transactions", "nonce! Transaction!", "TransactionId"),
        new("getTransactionResult", "get", "S/transactions/{transactionid}", "", "TransactionResult"),
        new("getServers", "get", "/servers/", "limit marker", "Servers"),
        new("createServer", "post", "/servers/", "Server", "Server"),
        new("getServer", "get", "S/", "", "Server"),
        new("updateServer", "put", "S/", "Server", "Server"),
        .. Attributes("Server", "S/attributes/"),
        new("getApiKeys", "get", "/apikeys/", "", "ApiKeys"),
        new("createApiKey", "post", "/apikeys/", "description!", "ApiKey"),
        new("getAllPermissions", "get", "S/permissions/", "", "Permissions"),
        new("getPermissions", "get", "S/permissions/{roleid}", "", "Permissions"),
        new("grantPermissions", "post", "S/permissions/{roleid}", "Strings!", ""),
        new("revokePermissions", "delete", "S/permissions/{roleid}", "", ""),
        new("getUserRole", "get", "S/users/{userid}/role/", "", "Role"),
        new("getOrCreateUserRole", "post", "S/users/{userid}/role/", "", "Role"),
        .. Attributes("Global", "/attributes/"),
        .. Attributes("ServerPrivileged", "S/privilegedattributes/"),
    ];

    /// <summary>Ours, marked <c>x-extension</c>.</summary>
    public static IReadOnlyList<string> Extensions { get; } = ["postQrLogin", "postHtmlLogin", "postHtmlFooter", "getTransactionEvidence", "deleteServer", "revokeApiKey"];

    /// <summary>
    /// The members of the published schemas with their types, and <c>!</c> behind those that are always there. <c>int</c>: 32 bits, <c>long</c>: 64; <c>base64</c>: text of
    /// bytes; <c>{string}</c>: an object of them, <c>[Account]</c>: an array of them.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Schemas { get; } = new Dictionary<string, string>
    {
        ["LoginStatus"] = "loggedin:bool! canprovoke:bool! hsid:string! loginqrdata:base64! userid:string accountid:long pk:base64",
        ["UserContext"] = "announceinfo:SessionInfo sessioninfo:SessionInfo",
        ["SessionInfo"] = "info:{string} ip:string logo:string useragent:string",
        ["HtmlFooterBody"] = "sessions:[HtmlFooterSession]",
        ["HtmlFooterSession"] = "serverid:string! sessionid:string!",
        ["Account"] = "id:long! description:string! blocked:bool clientVersion:string created:long lastlogin:long lastprovoke:long userid:string",
        ["Accounts"] = "accounts:[Account]! totalnumber:long",
        ["User"] = "userid:string! lastlogin:long numberaccounts:long",
        ["Users"] = "users:[User]! totalnumber:long",
        ["Server"] =
            "serverName:string! logo:string! pinTimeout:int! pinTransTimeout:int! pingTime:int! serverFlags:[string]! serverid:string! serverpk:base64! owner:long " +
            "siteurl:string wsurl:string appname:string appurl:string appandroid:string appios:string accountCount:long lastLogin:long",
        ["Servers"] = "servers:[Server]! totalnumber:long",
        ["Transaction"] = "amount:string benificiary:string description:string",
        ["TransactionId"] = "tid:string",
        ["TransactionResult"] = "tstatus:string",
        ["ApiKey"] = "apikey:string description:string role:string",
        ["ApiKeys"] = "apikeys:[ApiKey]!",
        ["Permission"] = "acl:string role:string server:string",
        ["Permissions"] = "permissions:[Permission]!",
        ["Role"] = "role:string",
    };

    private static IEnumerable<PublishedOperation> Attributes(string whose, string path) =>
    [
        new($"get{whose}Attributes", "get", path, "", "object"),
        new($"set{whose}Attributes", "post", path, "Object!", ""),
        new($"update{whose}Attributes", "put", path, "Object!", ""),
        new($"delete{whose}Attributes", "delete", path, "", ""),
        new($"delete{whose}Attribute", "delete", path + "{attributekey}", "", ""),
    ];
}
