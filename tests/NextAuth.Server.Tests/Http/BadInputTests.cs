using System.Net;
using System.Text;
using NextAuth.Server.Tests.Fixture;

namespace NextAuth.Server.Tests.Http;

/// <summary>Input that is wrong, for every operation that takes such input. What an operation takes is in its line of <see cref="Operation.All"/>.</summary>
public sealed class BadInputTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static readonly Dictionary<string, string[]> BadValues = new()
    {
        ["limit"] = ["", "0", "-1", "1001", "1.5", "ten", "%31%30%20", "99999999999999999999"],
        ["marker"] = ["", "-1", "0x1", "last", "9223372036854775808"],
        ["sort"] = ["", "unheard", "userid,", "id:up", "id:asc:desc", "USERID", "userid;", "userid,userid", "auth_key"],
        ["filter"] = ["", "color", "=red", $"{new string('k', 129)}=red", $"color={new string('v', 257)}", $"color=in:red,{new string('v', 257)}", "%0A=red", "color=%zz",
            "a=1&filter=b=1&filter=c=1&filter=d=1&filter=e=1&filter=f=1&filter=g=1&filter=h=1&filter=i=1", $"color=in:{new string(',', 100)}",
            $"color=in:{new string(',', 49)}&filter=size=in:{new string(',', 50)}"],
        ["search"] = [new string('s', 256), "a%00b", "a%0Ab"],
        ["userid"] = ["", new string('u', 256), "a%00b", "a%7Fb", "a%0Ab"],
        ["name"] = ["", new string('n', 101), "a%0Ab", "a%E2%80%AEb"],
        ["description"] = ["", new string('d', 201), "a%0Ab"],
        ["lang"] = ["", "xx", "EN", "en-GB", "de%00"],
        ["img"] = ["", "gif", "PNG%20"],
        ["s"] = ["", "63", "2001", "-1", "big", "1e3"],
        ["blocked"] = ["", "1", "yes", "null", "truefalse"],
    };

    private static readonly string[] BadUsers = [new string('u', 256), "a%01b", "a%0Ab", "a%C2%85b", "%FF", "a%", "a%2", "a%zz"];

    private static readonly string[] GoodUsers =
        ["a%2Fb", "a%25b", "a+b", "a%2Bb", "a%20b", "%F0%9F%94%91", "..%2F..", new string('u', 255), string.Concat(Enumerable.Repeat("%F0%9F%94%91", 255))];

    private readonly TestServer _server = shared.Server;

    public static TheoryData<string> Names => Operation.Names;

    public static TheoryData<string> NamesOfUser => Operation.NamesWith("{user}");

    public static TheoryData<string> NamesOfAccount => Operation.NamesWith("{account}");

    public static TheoryData<string> NamesOfRole => Operation.NamesWith("{role}");

    public static TheoryData<string> NamesOfKey => Operation.NamesWith("{key}");

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_wrong_parameter_is_refused_and_named(string name)
    {
        var operation = Operation.Get(name);
        var (server, account) = await PrepareAsync();
        foreach (var parameter in operation.Parameters)
        {
            Assert.True(BadValues.TryGetValue(parameter, out var values), $"There are no wrong values of {parameter} in the table.");
            foreach (var value in values)
            {
                // As published, a user's name that is none is 403 in one operation.
                var (status, cause) = (name, parameter) is ("updateAccountUser", "userid") ? (403, "invalid-user-name") : (400, "invalid-parameter");
                await RefusedAsync(operation, server, account, operation.Query(parameter, $"{parameter}={value}"), status, cause, parameter);
            }

            if (parameter != "filter")
            {
                var one = operation.Required.Contains(parameter) ? "ada" : "1";
                await RefusedAsync(operation, server, account, operation.Query(parameter, $"{parameter}={one}&{parameter}={one}"), 400, "invalid-parameter", parameter);
            }
        }

        foreach (var parameter in operation.Required)
        {
            await RefusedAsync(operation, server, account, operation.Query(parameter), 400, "invalid-parameter", parameter);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_list_ends_and_an_offset_beyond_its_end_is_an_empty_part(string name)
    {
        var operation = Operation.Get(name);
        var (server, account) = await PrepareAsync();
        if (operation.Parameters.Contains("marker"))
        {
            foreach (var marker in (string[])["1000000", "9223372036854775807"])
            {
                var answer = await operation.SendAsync(_server, operation.PathOn(server.Path, account, "none") + $"?limit=1000&marker={marker}").JsonAsync();
                Assert.Empty(answer.First().Value!.AsArray());
                Assert.True((long)answer["totalnumber"]! >= 1);
            }
        }
    }

    [Theory]
    [MemberData(nameof(NamesOfUser))]
    public async Task What_is_no_users_name_is_400(string name)
    {
        var operation = Operation.Get(name);
        var (server, account) = await PrepareAsync();
        foreach (var user in BadUsers)
        {
            var detail = await operation.SendAsync(_server, operation.PathOn(server.Path, account, "none", user)).IsProblemAsync(400, "invalid-parameter");
            Assert.Contains("userid", detail, StringComparison.Ordinal);
        }

        foreach (var user in GoodUsers)
        {
            using var answer = await operation.SendAsync(_server, operation.PathOn(server.Path, account, "none", user));
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound or HttpStatusCode.Forbidden, $"{user}: {(int)answer.StatusCode}");
        }
    }

    [Theory]
    [MemberData(nameof(NamesOfAccount))]
    public async Task What_names_no_account_here_is_404(string name)
    {
        var operation = Operation.Get(name);
        var (server, _) = await PrepareAsync();
        var foreign = await PrepareAsync();
        foreach (var account in (string[])["0", "-1", "+1", "abc", "1%2F2", "%2B1", "1%20", "%zz", "%FF", "999999999", "9223372036854775808", $"{foreign.Account}"])
        {
            var path = operation.Path.Replace("{S}", server.Path, StringComparison.Ordinal).Replace("{account}", account, StringComparison.Ordinal);
            await operation.SendAsync(_server, path + operation.Query()).IsProblemAsync(404, "unknown-account");
        }

        await _server.SendAsync(HttpMethod.Get, $"{foreign.Server.Path}/accounts/{foreign.Account}").JsonAsync();
    }

    [Theory]
    [MemberData(nameof(NamesOfRole))]
    public async Task What_names_no_role_is_404(string name)
    {
        var operation = Operation.Get(name);
        var (server, account) = await PrepareAsync();
        foreach (var role in (string[])["AAAAAAAAAAAAAAAAAAAAAAAA", "short", "%2F", "%FF", "AAAAAAAAAAAAAAAAAAAAA!AA", new string('A', 300)])
        {
            await operation.SendAsync(_server, operation.PathOn(server.Path, account, role)).IsProblemAsync(404, "unknown-role");
        }
    }

    [Theory]
    [MemberData(nameof(NamesOfKey))]
    public async Task What_is_no_attributes_name_is_400_and_what_is_none_yet_404(string name)
    {
        var operation = Operation.Get(name);
        var (server, account) = await PrepareAsync();
        foreach (var key in (string[])[new string('k', 129), "a%0Ab", "%FF", "a%zz"])
        {
            await operation.SendAsync(_server, operation.PathOn(server.Path, account, "none", key: key)).IsProblemAsync(400, "invalid-parameter");
        }

        foreach (var key in (string[])["unheard", "a%2Fb", "%25", "%F0%9F%94%91", new string('k', 128)])
        {
            await operation.SendAsync(_server, operation.PathOn(server.Path, account, "none", key: key)).IsProblemAsync(404, "unknown-attribute");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_wrong_body_is_400_and_changes_nothing(string name)
    {
        var operation = Operation.Get(name);
        var (server, account) = await PrepareAsync();
        var role = (await _server.CreateKeyAsync(server.Id, "users")).Role;
        string[] bodies = operation.Body switch
        {
            "attributes" =>
            [
                "null", "[]", "{\"a\":1,\"a\":2}", "{\"a\":{\"b\":1,\"b\":2}}", "{\"a\":[{\"b\":1,\"b\":2}]}", "{\"\":1}", $"{{\"{new string('k', 129)}\":1}}", "{\"a\\n\":1}",
                "{\"\\ud800\":1}", "{\"a\":\"\\ud800\"}", "{\"a\":\"\\ud83d\\ud83d\"}", "{\"a\":01}", "{\"a\":NaN}", "{\"a\":1,}", "{\"a\":1}//", "{\"a\":" + Deep(32) + "}",
                $"{{\"a\":\"{new string('v', (64 * 1024) - 7)}\"}}", $"{{\"a\":\"{string.Concat(Enumerable.Repeat("\\u00e9", 32768))}\"}}",
            ],
            "rights" => ["null", "{}", "[1]", "[null]", "[\"unheard\"]", "[\"Users\"]", "[\"setrid\"]", "[\"users\",\"sessions \"]", "[[\"users\"]]"],
            "server" => ["[]", "{\"logo\":\"R0lGODlhAQABAAAAACw=\"}", "{\"logo\":\"AAAA\"}", "{\"logo\":7}", "{\"serverName\":\"\"}", "{\"pingTime\":-1}", "{\"serverFlags\":[1]}", "{\"logo\":\"\",\"logo\":\"\"}"],
            "transaction" =>
            [
                "null", "[]", "{}", "{\"amount\":\"\"}", "{\"amount\":7}", "{\"amount\":\"1\",\"amount\":\"2\"}", $"{{\"amount\":\"{new string('9', 101)}\"}}",
                $"{{\"benificiary\":\"{new string('b', 201)}\"}}", $"{{\"description\":\"{new string('d', 2001)}\"}}", "{\"amount\":\"1\\n2\"}", "{\"description\":\"a\\u202eb\"}",
                "{\"description\":\"a\\u200bb\"}", "{\"amount\":\" \"}",
            ],
            "footer" =>
            [
                "[]", "7", "{\"sessions\":{}}", "{\"sessions\":[null]}", "{\"sessions\":[7]}", "{\"sessions\":[{}]}",
                "{\"sessions\":[{\"serverid\":\"AAAAAAAAAAAAAAAAAAAAAAAA\"}]}", "{\"sessions\":[{\"sessionid\":\"n\"}]}",
                "{\"sessions\":[{\"serverid\":\"short\",\"sessionid\":\"n\"}]}", "{\"sessions\":[{\"serverid\":null,\"sessionid\":\"n\"}]}",
                Watching(""), Watching("a b"), Watching("é"), Watching(new string('n', 513)), $"{{\"sessions\":[{string.Join(',', Enumerable.Repeat(Session("n"), 64))}]}}",
                "{\"sessions\":[],\"sessions\":[]}",
            ],
            "context" => ["[]", "{\"announceinfo\":[]}", "{\"announceinfo\":{\"logo\":\"AAAA\"}}", "{\"sessioninfo\":{\"ip\":\"1\",\"ip\":\"2\"}}"],
            _ => [],
        };
        foreach (var body in bodies)
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            var detail = await operation.SendAsync(_server, operation.PathOn(server.Path, account, role) + operation.Query(), body: content).IsProblemAsync(400, "invalid-body");
            Assert.DoesNotContain("System.", detail, StringComparison.Ordinal);
        }

        var granted = await _server.SendAsync(HttpMethod.Get, $"{server.Path}/permissions/{role}").JsonAsync();
        Assert.Equal("users", (string)granted["permissions"]![0]!["acl"]!);
        Assert.Equal("nextAuth", (string)(await _server.SendAsync(HttpMethod.Get, server.Path).JsonAsync())["serverName"]!);
    }

    private static string Watching(string nonce) => $"{{\"sessions\":[{Session(nonce)}]}}";

    private static string Session(string nonce) => $"{{\"serverid\":\"AAAAAAAAAAAAAAAAAAAAAAAA\",\"sessionid\":\"{nonce}\"}}";

    private static string Deep(int levels) => new string('[', levels) + new string(']', levels);

    private async Task RefusedAsync(Operation operation, TestVirtualServer server, long account, string query, int status, string cause, string parameter)
    {
        var detail = await operation.SendAsync(_server, operation.PathOn(server.Path, account, "none") + query).IsProblemAsync(status, cause);
        Assert.True(detail.Contains(parameter, StringComparison.Ordinal), $"{query}: {detail}");
    }

    // The account of a user, logged in in the session that operations are sent with.
    private async Task<(TestVirtualServer Server, long Account)> PrepareAsync()
    {
        var server = await _server.CreateServerAsync();
        return (server, (await _server.EnrolAsync(server, "n1", userId: "ada")).Id);
    }
}
