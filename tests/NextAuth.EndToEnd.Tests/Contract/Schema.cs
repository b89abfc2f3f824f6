using System.Text.Json;
using System.Text.RegularExpressions;

namespace NextAuth.EndToEnd.Tests.Contract;

/// <summary>The schemas of what is answered (docs/api/README.md, section 4): member, type, and <c>*</c> when it is always there.</summary>
internal static partial class Schema
{
    private static readonly Dictionary<string, string> All = new()
    {
        ["LoginStatus"] = "loggedin:bool* canprovoke:bool* hsid:hsid* loginqrdata:base64* userid:string accountid:int pk:base64",
        ["Account"] = "id:int* description:string* blocked:bool* created:int* clientVersion:string lastlogin:int lastprovoke:int userid:string",
        ["Accounts"] = "accounts:[Account]* totalnumber:int*",
        ["User"] = "userid:string* numberaccounts:int* lastlogin:int",
        ["Users"] = "users:[User]* totalnumber:int*",
        ["Server"] =
            "serverName:string* logo:string* pinTimeout:int* pinTransTimeout:int* pingTime:int* serverFlags:[string]* serverid:id* serverpk:base64* owner:int* " +
            "siteurl:string wsurl:string appname:string appurl:string appandroid:string appios:string accountCount:int* lastLogin:int",
        ["Servers"] = "servers:[Server]* totalnumber:int*",
        ["TransactionId"] = "tid:id* qrdata:base64*",
        ["TransactionResult"] = "tstatus:status*",
        ["Evidence"] =
            "format:string* server:id* transaction:id* account:int* approved:int* algorithm:string* content:base64* signature:base64* transactionKey:base64* " +
            "accountKey:base64* serverKey:base64* serverSignature:base64*",
        ["ApiKey"] = "apikey:string* description:string* role:id*",
        ["ApiKeys"] = "apikeys:[ApiKey]*",
        ["Permission"] = "acl:string* role:id* server:string*",
        ["Permissions"] = "permissions:[Permission]*",
        ["Role"] = "role:id*",
        ["Code"] = "code:code*",
    };

    /// <summary>The members of a schema.</summary>
    public static IEnumerable<string> Members(string schema) => All[schema].Split(' ').Select(member => member.Split(':')[0]);

    /// <summary>Checks names and types of all members, that none is null, unknown, given twice or missing.</summary>
    public static void Check(JsonElement json, string type, string where)
    {
        var right = type switch
        {
            ['[', .. var item, ']'] => IsArray(json, item, where),
            "bool" => json.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "int" => json.ValueKind is JsonValueKind.Number && WholeNumber().IsMatch(json.GetRawText()) && json.TryGetInt64(out _),
            "string" => json.ValueKind is JsonValueKind.String,
            "base64" => json.ValueKind is JsonValueKind.String && json.TryGetBytesFromBase64(out var bytes) && bytes.Length > 0,
            "id" => json.ValueKind is JsonValueKind.String && Id().IsMatch(json.GetString()!),
            "hsid" => json.ValueKind is JsonValueKind.String && Hsid().IsMatch(json.GetString()!),
            "status" => json.ValueKind is JsonValueKind.String && json.GetString() is "0" or "1" or "2" or "3",
            "code" => json.ValueKind is JsonValueKind.String && SixDigits().IsMatch(json.GetString()!),
            _ => IsObject(json, type, where),
        };
        Assert.True(right, $"{where} is no {type}: {json.GetRawText()}");
    }

    private static bool IsArray(JsonElement json, string item, string where)
    {
        if (json.ValueKind is not JsonValueKind.Array)
        {
            return false;
        }

        Assert.All(json.EnumerateArray(), (one, i) => Check(one, item, $"{where}[{i}]"));
        return true;
    }

    private static bool IsObject(JsonElement json, string schema, string where)
    {
        if (json.ValueKind is not JsonValueKind.Object)
        {
            return false;
        }

        var members = All[schema].Split(' ').Select(member => member.Split(':')).ToDictionary(pair => pair[0], pair => pair[1]);
        var given = json.EnumerateObject().ToList();
        Assert.Distinct(given.Select(member => member.Name));
        Assert.All(given, member => Assert.True(members.ContainsKey(member.Name), $"{where}: {schema} has no member {member.Name}."));
        foreach (var (name, type) in members)
        {
            if (json.TryGetProperty(name, out var value))
            {
                Check(value, type.TrimEnd('*'), $"{where}, {name}");
            }
            else
            {
                Assert.False(type.EndsWith('*'), $"{where}: {schema} without {name}.");
            }
        }

        return true;
    }

    [GeneratedRegex("^-?(0|[1-9][0-9]*)$")]
    private static partial Regex WholeNumber();

    // 18 bytes: base64 and base64url at once.
    [GeneratedRegex("^[A-Za-z0-9]{24}$")]
    private static partial Regex Id();

    [GeneratedRegex("^[A-Za-z0-9_-]{43}$")]
    private static partial Regex Hsid();

    [GeneratedRegex("^[0-9]{6}$")]
    private static partial Regex SixDigits();
}
