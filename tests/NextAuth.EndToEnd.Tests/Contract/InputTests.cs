using System.Text;

namespace NextAuth.EndToEnd.Tests.Contract;

/// <summary>Wrong input, for every operation that takes such input (docs/api/README.md, sections 1 and 4). What is wrong is named, and nothing of the server's inside is told.</summary>
public sealed class InputTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const int LargestBody = 256 * 1024;

    private static readonly string[] NoPictures =
    [
        "AAAA", "R0lGODlhAQABAAAAACw=", "PGh0bWw+PC9odG1sPg==", "iVBORw0KGgo", "iVBORw0K Ggo=", "data:image/png;base64,iVBORw0KGgo=", "https://example.com/logo.png",
        Convert.ToBase64String([0x89, .. "PNG\r\n\u001a\n"u8, .. new byte[(128 * 1024) - 7]]),
    ];

    private static readonly Dictionary<string, string[]> BadValues = new()
    {
        ["limit"] = ["", "0", "-1", "1001", "1.5", "ten", "1%20", "99999999999999999999"],
        ["marker"] = ["", "-1", "0x1", "last", "9223372036854775808"],
        ["sort"] = ["", "unheard", "userid,", "userid:up", "userid:asc:desc", "USERID", "userid,userid"],
        ["filter"] = ["", "color", "=red", $"color={new string('v', 257)}", $"color=in:{string.Join(',', Enumerable.Range(0, 101))}", $"{new string('k', 129)}=red", "%0A=red"],
        ["search"] = [new string('s', 256), "a%00b", "a%0Ab"],
        ["userid"] = ["", ".", "..", "%2E%2E", new string('u', 256), "a%00b", "a%7Fb", "a%C2%85b"],
        ["name"] = ["", new string('n', 101), "a%0Ab"],
        ["description"] = ["", new string('d', 201), "a%0Ab"],
        ["lang"] = ["", "xx", "EN", "de-CH"],
        ["img"] = ["", "gif", "png%20", "PDF"],
        ["s"] = ["", "63", "2001", "-1", "big", "1e3"],
        ["blocked"] = ["", "1", "yes", "null"],
    };

    private static readonly Dictionary<string, string[]> BadBodies = new()
    {
        ["context"] =
        [
            "[]", "7", "\"text\"", "{\"announceinfo\":[]}", "{\"announceinfo\":\"text\"}", "{\"announceinfo\":{\"ip\":7}}", "{\"announceinfo\":{\"info\":[]}}", "{\"announceinfo\":{\"info\":{\"a\":1}}}",
            "{\"announceinfo\":{\"logo\":\"AAAA\"}}", "{\"sessioninfo\":{\"useragent\":{}}}", "{\"sessioninfo\":{\"ip\":\"1\",\"ip\":\"2\"}}", "{\"sessioninfo\":{\"info\":{\"a\":\"a\\u0000b\"}}}",
            .. NoPictures.Select(logo => $"{{\"announceinfo\":{{\"logo\":\"{logo}\"}}}}"), .. NoPictures.Select(logo => $"{{\"sessioninfo\":{{\"logo\":\"{logo}\"}}}}"),
            $"{{\"announceinfo\":{{\"info\":{{\"a\":\"{new string('v', 1001)}\"}}}}}}", $"{{\"announceinfo\":{{\"info\":{{\"{new string('n', 101)}\":\"v\"}}}}}}",
        ],
        ["footer"] =
        [
            "[]", "7", "\"text\"", "{\"sessions\":{}}", "{\"sessions\":\"n\"}", "{\"sessions\":[null]}", "{\"sessions\":[\"n\"]}", "{\"sessions\":[{}]}", "{\"sessions\":[],\"sessions\":[]}",
            $"{{\"sessions\":[{{\"serverid\":\"{Operation.UnknownId}\"}}]}}", "{\"sessions\":[{\"sessionid\":\"n\"}]}", "{\"sessions\":[{\"serverid\":\"short\",\"sessionid\":\"n\"}]}",
            $"{{\"sessions\":[{{\"serverid\":7,\"sessionid\":\"n\"}}]}}", Watched(""), Watched("a b"), Watched("é"), Watched("a\\u0000"), Watched(new string('n', 513)),
        ],
        ["transaction"] =
        [
            "null", "[]", "{}", "{\"amount\":7}", "{\"amount\":null}", "{\"amount\":\"\"}", "{\"description\":[]}", "{\"benificiary\":{}}", "{\"amount\":\"1\",\"amount\":\"2\"}",
            $"{{\"amount\":\"{new string('9', 101)}\"}}", $"{{\"benificiary\":\"{new string('b', 201)}\"}}", $"{{\"description\":\"{new string('d', 2001)}\"}}",
            "{\"amount\":\"1\\n2\"}", "{\"description\":\"a\\u202eb\"}", "{\"description\":\"a\\u200bb\"}",
        ],
        ["attributes"] =
        [
            "null", "[]", "7", "{\"a\":1,\"a\":2}", "{\"a\":{\"b\":1,\"b\":2}}", "{\"\":1}", $"{{\"{new string('k', 129)}\":1}}", "{\"a\\n\":1}", "{\"a\":\"\\ud800\"}", "{\"a\":01}", "{\"a\":NaN}",
            "{\"a\":1,}", "{\"a\":1}//", "{\"a\":" + new string('[', 32) + new string(']', 32) + "}", $"{{\"a\":\"{new string('v', 64 * 1024)}\"}}",
        ],
        ["rights"] = ["null", "{}", "7", "[1]", "[null]", "[\"unheard\"]", "[\"Users\"]", "[\"setrid\"]", "[\"users\",\"sessions \"]", "[[\"users\"]]"],
        ["server"] =
        [
            "[]", "7", "{\"serverName\":7}", "{\"serverName\":\"\"}", $"{{\"serverName\":\"{new string('n', 101)}\"}}", "{\"logo\":\"AAAA\"}", "{\"logo\":7}", "{\"pinTimeout\":-2}", "{\"pinTimeout\":525601}",
            "{\"pinTimeout\":\"5\"}", "{\"pinTimeout\":1.5}", "{\"pinTransTimeout\":-2}", "{\"pinTransTimeout\":525601}", "{\"pingTime\":-1}", "{\"pingTime\":86401}", "{\"serverFlags\":\"noVash\"}",
            "{\"serverFlags\":[1]}", "{\"siteurl\":\"shop\"}", "{\"siteurl\":\"http://example.com\"}", "{\"siteurl\":\"javascript:alert(1)\"}", "{\"wsurl\":\"ftp://example.com\"}", "{\"wsurl\":\"ws://example.com\"}",
            "{\"appandroid\":\"market:x\"}", "{\"appios\":\"/x\"}", "{\"appurl\":\"http://example.com\"}", "{\"appurl\":\"javascript:alert(1)\"}", "{\"logo\":\"\",\"logo\":\"\"}",
            .. NoPictures.Select(logo => $"{{\"logo\":\"{logo}\"}}"),
        ],
    };

    private readonly VirtualServer _server = fixture.Server;

    public static TheoryData<string> Names => Operations.Where(_ => true);

    public static TheoryData<string> NamesWithParameters => Operations.Where(operation => operation.Parameters.Count > 0);

    public static TheoryData<string> NamesOfLists => Operations.Where(operation => operation.Parameters.Contains("marker"));

    public static TheoryData<string> NamesOfSession => Operations.Where(operation => operation.OfSession);

    public static TheoryData<string> NamesWithBody => Operations.Where(operation => operation.Body.Length > 0);

    [Theory]
    [MemberData(nameof(NamesWithParameters))]
    public async Task A_wrong_parameter_is_refused_and_named(string name)
    {
        var operation = Operations.Get(name);
        foreach (var parameter in operation.Parameters)
        {
            // As published: what is no user's name is 403 in one operation.
            var (status, cause) = (name, parameter) is ("updateAccountUser", "userid") ? (403, "invalid-user-name") : (400, "invalid-parameter");
            foreach (var value in BadValues[parameter])
            {
                await RefusedAsync(operation, parameter, $"{parameter}={value}", status, cause);
            }

            await RefusedAsync(operation, parameter, $"{parameter}=a%zz", 400, "invalid-parameter");
            if (parameter != "filter")
            {
                await RefusedAsync(operation, parameter, $"{parameter}=1&{parameter}=1", 400, "invalid-parameter");
            }
        }

        foreach (var parameter in operation.Required)
        {
            await RefusedAsync(operation, parameter, null, 400, "invalid-parameter");
        }
    }

    [Theory]
    [MemberData(nameof(NamesOfLists))]
    public async Task A_marker_beyond_the_end_is_an_empty_part(string name)
    {
        var operation = Operations.Get(name);
        var (nonce, user) = (VirtualServer.Name("session"), VirtualServer.Name("user"));
        await using var phone = await _server.EnrolAsync(nonce, user);
        var path = operation.Path.Replace("{S}", _server.Path, StringComparison.Ordinal).Replace("{user}", user, StringComparison.Ordinal);
        var list = operation.Answers.ToLowerInvariant();
        Assert.NotEmpty((await fixture.Root.GetAsync(path)).Is(operation.Answers).GetProperty(list).EnumerateArray());

        foreach (var marker in (string[])["1000000", "2147483648", "9223372036854775807"])
        {
            var part = (await fixture.Root.GetAsync($"{path}?marker={marker}")).Is(operation.Answers);

            Assert.Empty(part.GetProperty(list).EnumerateArray());
            Assert.True(part.GetProperty("totalnumber").GetInt64() > 0);
        }
    }

    [Theory]
    [MemberData(nameof(NamesOfSession))]
    public async Task The_nonce_is_1_to_512_visible_ASCII_characters(string name)
    {
        var operation = Operations.Get(name);
        foreach (var nonce in (string?[])[null, "", "a b", "tab\there", new string('n', 513)])
        {
            var detail = (await SendAsync(operation, nonce)).IsProblem(400, "invalid-nonce");
            Assert.Contains("X-nonce", detail, StringComparison.Ordinal);
        }

        foreach (var nonce in (string[])["!", "%20", "a,b;c=\"d\"", "~/+=&?#", new string('n', 512)])
        {
            Assert.NotEqual("invalid-nonce", (await SendAsync(operation, nonce)).Cause);
        }
    }

    [Theory]
    [MemberData(nameof(NamesWithBody))]
    public async Task A_wrong_body_is_refused(string name)
    {
        var operation = Operations.Get(name);
        await using var guard = await Stage.GuardAsync(fixture, operation);
        string[] always =
        [
            "{", "[", "nul", "{}{}", "{\"a\":}", "\uFEFFx", "'a'", new string('[', 1_000),
            "{\"unheard\":1,\"unheard\":1}", "{\"unheard\":1,\"\\u0075nheard\":2}", "{\"unheard\":{\"of\":1,\"of\":2}}", "{\"unheard\":[[{\"of\":1,\"of\":{}}]]}", "{\"\\ud800\":1}",
        ];
        foreach (var body in always.Concat(BadBodies[operation.Body]))
        {
            var answer = await SendAsync(operation, "n", Encoding.UTF8.GetBytes(body));
            Assert.True(answer.Cause == "invalid-body", $"{name} with {body[..Math.Min(body.Length, 200)]}: {answer.Status} {answer.Text}");
            answer.IsProblem(400, "invalid-body");
        }

        // No UTF-8.
        (await SendAsync(operation, "n", [(byte)'{', (byte)'"', 0xff, (byte)'"', (byte)':', (byte)'1', (byte)'}'])).IsProblem(400, "invalid-body");
    }

    [Theory]
    [InlineData("setUserAttributes", "{\"good\":1,\"twice\":1,\"twice\":2}", "twice")]
    [InlineData("setUserAttributes", "{\"good\":1,\"outer\":{\"twice\":1,\"twice\":2}}", "outer")]
    [InlineData("updateServerAttributes", "{\"good\":1,\"number\":01}", "number")]
    [InlineData("updateGlobalAttributes", "{\"good\":1,\"li\\nne\":1}", "li\\nne")]
    [InlineData("grantPermissions", "[\"users\",\"unheard\"]", "unheard")]
    [InlineData("grantPermissions", "[\"users\",\"setrid\"]", "setrid")]
    [InlineData("updateServer", "{\"serverName\":\"x\",\"pinTimeout\":\"5\"}", "pinTimeout")]
    [InlineData("updateServer", "{\"siteurl\":\"ftp://example.com\"}", "siteurl")]
    [InlineData("provokeLogin", "{\"announceinfo\":{\"ip\":7}}", "announceinfo.ip")]
    [InlineData("createTransaction", "{\"amount\":\"1\",\"description\":[]}", "description")]
    [InlineData("updateServer", "{\"good\":1,\"twice\":1,\"twice\":1}", "twice")]
    [InlineData("getQrLogin", "{\"good\":1,\"outer\":{\"twice\":1,\"twice\":{}}}", "twice")]
    public async Task What_is_wrong_in_a_body_is_named(string name, string body, string wrong)
    {
        var detail = (await SendAsync(Operations.Get(name), "n", Encoding.UTF8.GetBytes(body))).IsProblem(400, "invalid-body");
        Assert.Contains(wrong, detail, StringComparison.Ordinal);
        Assert.DoesNotContain("good", detail, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_body_over_256_KiB_is_413_whether_it_is_wanted_or_not(string name)
    {
        var operation = Operations.Get(name);
        await using var guard = await Stage.GuardAsync(fixture, operation);
        (await fixture.Root.SendAsync(
            operation.Method, operation.PathOfNothing(guard.Server.Path) + Stage.QueryOf(operation, "ada"), operation.OfSession ? "n" : null, Spaces(LargestBody + 1))).IsProblem(413, "body-too-large");
        if (operation.Body.Length > 0)
        {
            (await SendAsync(operation, "n", Spaces(LargestBody + 1), chunked: true)).IsProblem(413, "body-too-large");
            Assert.NotEqual(413, (await SendAsync(operation, "n", Spaces(LargestBody), chunked: true)).Status);
        }
    }

    [Fact]
    public async Task The_largest_body_is_taken()
    {
        (await fixture.Root.SendAsync("POST", $"{_server.Path}/sessions/qr/login", "largest", [.. Spaces(LargestBody - 2), (byte)'{', (byte)'}'])).IsBytes("application/octet-stream");
        (await fixture.Root.SendAsync("GET", $"{_server.Path}/sessions/qr/login", "largest", [.. Spaces(LargestBody - 2), (byte)'{', (byte)'}'], chunked: true)).IsBytes("application/octet-stream");
    }

    private static string Watched(string nonce) => $"{{\"sessions\":[{{\"serverid\":\"{Operation.UnknownId}\",\"sessionid\":\"{nonce}\"}}]}}";

    private static byte[] Spaces(int count)
    {
        var spaces = new byte[count];
        Array.Fill(spaces, (byte)' ');
        return spaces;
    }

    private Task<Answer> SendAsync(Operation operation, string? nonce, byte[]? body = null, bool chunked = false) => fixture.Root.SendAsync(
        operation.Method, operation.PathOfNothing(_server.Path) + Stage.QueryOf(operation, "ada"), operation.OfSession ? nonce : null, body, chunked: chunked);

    private async Task RefusedAsync(Operation operation, string parameter, string? instead, int status, string cause)
    {
        var answer = await fixture.Root.SendAsync(
            operation.Method, operation.PathOfNothing(_server.Path) + Stage.QueryOf(operation, "ada", parameter, instead), operation.OfSession ? "n" : null);
        var detail = answer.IsProblem(status, cause);
        Assert.True(detail.Contains(parameter, StringComparison.Ordinal), $"{answer.Call}: {detail}");
    }
}
