using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using NextAuth.Server.Tests.Fixture;

namespace NextAuth.Server.Tests.Attributes;

public sealed class AttributeEndpointsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly TestServer _server = shared.Server;

    public static TheoryData<string> Sets => ["{S}/users/ada/attributes", "{S}/attributes", "{S}/privilegedattributes", "/attributes"];

    [Theory]
    [MemberData(nameof(Sets))]
    public async Task POST_replaces_PUT_merges_and_DELETE_deletes(string set)
    {
        var path = set.Replace("{S}", (await _server.CreateServerAsync()).Path, StringComparison.Ordinal);

        await SendAsync(HttpMethod.Post, path, """{"old":1}""").IsEmptyAsync();
        await SendAsync(HttpMethod.Post, path, """{ "color": "red", "size": {"x": [1, 2.50, 1e400]}, "none": null }""").IsEmptyAsync();
        Assert.Equal("""{"color":"red","none":null,"size":{"x":[1,2.50,1e400]}}""", await ReadAsync(path));

        await SendAsync(HttpMethod.Put, path + "/", """{"color":null,"more":true}""").IsEmptyAsync();
        Assert.Equal("""{"color":null,"more":true,"none":null,"size":{"x":[1,2.50,1e400]}}""", await ReadAsync(path));

        await _server.SendAsync(HttpMethod.Delete, path + "/more").IsEmptyAsync();
        await _server.SendAsync(HttpMethod.Delete, path + "/more").IsProblemAsync(404, "unknown-attribute");
        Assert.Equal("""{"color":null,"none":null,"size":{"x":[1,2.50,1e400]}}""", await ReadAsync(path));

        await _server.SendAsync(HttpMethod.Delete, path).IsEmptyAsync();
        await _server.SendAsync(HttpMethod.Delete, path).IsEmptyAsync();
        Assert.Equal("{}", await ReadAsync(path));
    }

    [Fact]
    public async Task POST_makes_the_user_when_missing_and_all_others_want_one()
    {
        var server = await _server.CreateServerAsync();
        var path = $"{server.Path}/users/bob/attributes";

        await _server.SendAsync(HttpMethod.Get, path).IsProblemAsync(404, "unknown-user");
        await SendAsync(HttpMethod.Put, path, """{"a":1}""").IsProblemAsync(404, "unknown-user");
        await _server.SendAsync(HttpMethod.Delete, path).IsProblemAsync(404, "unknown-user");
        await _server.SendAsync(HttpMethod.Delete, path + "/a").IsProblemAsync(404, "unknown-user");
        await SendAsync(HttpMethod.Post, path, "{}").IsEmptyAsync();

        Assert.Equal("{}", await ReadAsync(path));
        var users = await _server.SendAsync(HttpMethod.Get, $"{server.Path}/users").JsonAsync();
        Assert.Equal("""{"users":[{"userid":"bob","numberaccounts":0}],"totalnumber":1}""", users.ToJsonString());
    }

    [Theory]
    [InlineData(null, "text/plain")]
    [InlineData("*/*", "text/plain")]
    [InlineData("text/plain, application/json", "text/plain")]
    [InlineData("application/json;q=0.5, text/plain", "text/plain")]
    [InlineData("nonsense,,", "text/plain")]
    [InlineData("application/json", "application/json")]
    [InlineData("application/json, text/plain", "application/json")]
    [InlineData("text/plain;q=0.5, application/json", "application/json")]
    public async Task Attributes_are_text_unless_JSON_is_accepted_first(string? accept, string type)
    {
        var server = await _server.CreateServerAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{server.Path}/attributes");
        request.Headers.Add("X-apikey", TestServer.RootKey);
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        using var answer = await _server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("{}", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_set_has_64_KiB_however_it_grew()
    {
        var path = $"{(await _server.CreateServerAsync()).Path}/users/ada/attributes";
        const int Frame = 8; // {"a":""}
        var whole = "{\"a\":\"" + new string('v', (64 * 1024) - Frame) + "\"}";

        await SendAsync(HttpMethod.Post, path, whole).IsEmptyAsync();
        await SendAsync(HttpMethod.Put, path, """{"b":1}""").IsProblemAsync(400, "invalid-body");
        Assert.Equal(whole, await ReadAsync(path));

        await SendAsync(HttpMethod.Put, path, """{"a":2,"b":1}""").IsEmptyAsync();
        Assert.Equal("""{"a":2,"b":1}""", await ReadAsync(path));
    }

    // A user's are written whenever the number of the user's accounts changes: nine thousand fit into 64 KiB.
    [Theory]
    [MemberData(nameof(Sets))]
    public async Task A_set_has_256_attributes_however_it_grew(string set)
    {
        var path = set.Replace("{S}", (await _server.CreateServerAsync()).Path, StringComparison.Ordinal);
        var whole = "{" + string.Join(',', Enumerable.Range(0, 256).Select(i => $"\"a{i:D3}\":{i}")) + "}";

        await SendAsync(HttpMethod.Post, path, whole).IsEmptyAsync();
        var detail = await SendAsync(HttpMethod.Put, path, """{"b":1}""").IsProblemAsync(400, "invalid-body");
        Assert.Contains("256 attributes", detail, StringComparison.Ordinal);
        Assert.Equal(detail, await SendAsync(HttpMethod.Post, path, whole[..^1] + ",\"b\":1}").IsProblemAsync(400, "invalid-body"));
        await SendAsync(HttpMethod.Put, path, """{"a255":255}""").IsEmptyAsync();
        Assert.Equal(whole, await ReadAsync(path));
        await _server.SendAsync(HttpMethod.Delete, path).IsEmptyAsync();
    }

    [Fact]
    public async Task Names_and_values_keep_every_character()
    {
        var path = $"{(await _server.CreateServerAsync()).Path}/users/ada/attributes";
        var set = new JsonObject { ["a/b %+"] = "é 🔑 <\"\\\u0001>", [new string('k', 128)] = new JsonObject { ["ключ"] = "\u2028" } };

        await SendAsync(HttpMethod.Post, path, set.ToJsonString()).IsEmptyAsync();

        Assert.True(JsonNode.DeepEquals(set, JsonNode.Parse(await ReadAsync(path))));
        await _server.SendAsync(HttpMethod.Delete, path + "/a%2Fb%20%25+").IsEmptyAsync();
        Assert.Single(JsonNode.Parse(await ReadAsync(path))!.AsObject());
    }

    [Fact]
    public async Task Two_updates_at_once_both_stay()
    {
        var path = $"{(await _server.CreateServerAsync()).Path}/users/ada/attributes";
        await SendAsync(HttpMethod.Post, path, "{}").IsEmptyAsync();

        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => SendAsync(HttpMethod.Put, path, $$"""{"a{{i}}":{{i}}}""").IsEmptyAsync()));

        Assert.Equal(30, JsonNode.Parse(await ReadAsync(path))!.AsObject().Count);
    }

    [Fact]
    public async Task A_session_right_reads_and_does_not_write()
    {
        var server = await _server.CreateServerAsync();
        var key = await _server.CreateKeyAsync(server.Id, "sessions");
        var path = $"{server.Path}/users/ada/attributes";
        await SendAsync(HttpMethod.Post, path, """{"a":1}""").IsEmptyAsync();

        using var read = await _server.SendAsync(HttpMethod.Get, path, key.Key);
        Assert.True(read.IsSuccessStatusCode);
        foreach (var method in (HttpMethod[])[HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete])
        {
            await _server.SendAsync(method, path, key.Key, body: new StringContent("{}")).IsProblemAsync(403, "missing-right");
        }
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string body)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return _server.SendAsync(method, path, body: content);
    }

    private async Task<string> ReadAsync(string path) =>
        Encoding.UTF8.GetString(await _server.SendAsync(HttpMethod.Get, path).BytesAsync("text/plain; charset=utf-8"));
}
