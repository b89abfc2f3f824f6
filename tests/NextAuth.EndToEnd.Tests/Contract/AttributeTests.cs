using System.Text.Json;

namespace NextAuth.EndToEnd.Tests.Contract;

/// <summary>The four sets of attributes: of a user, of a server, privileged of a server, of the installation.</summary>
public sealed class AttributeTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const int LargestSet = 64 * 1024;

    public static TheoryData<string> Sets => ["getUserAttributes", "getServerAttributes", "getServerPrivilegedAttributes", "getGlobalAttributes"];

    [Theory]
    [MemberData(nameof(Sets))]
    public Task POST_replaces_PUT_merges_and_DELETE_deletes(string get) => WithSetAsync(get, async path =>
    {
        (await fixture.Root.PostAsync(path, """{"a":1,"b":"two"}""")).IsEmpty();
        await ExpectAsync(path, """{"a":1,"b":"two"}""");
        (await fixture.Root.PutAsync(path, """{"b":{"c":[null,true]},"d":""}""")).IsEmpty();
        await ExpectAsync(path, """{"a":1,"b":{"c":[null,true]},"d":""}""");
        (await fixture.Root.DeleteAsync(path + "b")).IsEmpty();
        (await fixture.Root.DeleteAsync(path + "b/")).IsProblem(404, "unknown-attribute");
        await ExpectAsync(path, """{"a":1,"d":""}""");
        (await fixture.Root.PostAsync(path, """{"e":5}""")).IsEmpty();
        await ExpectAsync(path, """{"e":5}""");
        (await fixture.Root.DeleteAsync(path)).IsEmpty();
        await ExpectAsync(path, "{}");
        (await fixture.Root.DeleteAsync(path)).IsEmpty();
    });

    [Theory]
    [MemberData(nameof(Sets))]
    public Task Names_and_values_keep_every_character(string get) => WithSetAsync(get, async path =>
    {
        var sent = """{" ":" ","%2F":"%","a/b":"\u0000\u001f\"\\","🔑":"🔑 Zoë","n":[1.50,1e3,-0,9007199254740993,{"x":null}]}""";
        (await fixture.Root.PostAsync(path, sent)).IsEmpty();
        await ExpectAsync(path, sent);

        foreach (var key in (string[])[" ", "%2F", "a/b", "🔑", "n"])
        {
            (await fixture.Root.DeleteAsync(path + Uri.EscapeDataString(key))).IsEmpty();
        }

        await ExpectAsync(path, "{}");
    });

    [Theory]
    [MemberData(nameof(Sets))]
    public Task A_set_has_at_most_64_KiB_however_it_grows(string get) => WithSetAsync(get, async path =>
    {
        var half = new string('v', (LargestSet / 2) - 10);
        (await fixture.Root.PostAsync(path, new { a = half })).IsEmpty();
        (await fixture.Root.PutAsync(path, new { b = half })).IsEmpty();

        (await fixture.Root.PutAsync(path, new { c = half })).IsProblem(400, "invalid-body");
        (await fixture.Root.PostAsync(path, new { c = half + half + half })).IsProblem(400, "invalid-body");

        await ExpectAsync(path, JsonSerializer.Serialize(new { a = half, b = half }));
    });

    [Theory]
    [MemberData(nameof(Sets))]
    public Task What_is_no_attributes_name_is_400(string get) => WithSetAsync(get, async path =>
    {
        foreach (var key in (string[])[new string('k', 129), "a%0Ab", "%FF", "a%zz"])
        {
            Assert.Contains("attributekey", (await fixture.Root.DeleteAsync(path + key)).IsProblem(400, "invalid-parameter"), StringComparison.Ordinal);
        }
    });

    [Theory]
    [InlineData(null, false)]
    [InlineData("*/*", false)]
    [InlineData("text/plain, application/json", false)]
    [InlineData("application/json;q=0.5, text/plain", false)]
    [InlineData("application/json", true)]
    [InlineData("application/json, text/plain", true)]
    [InlineData("text/plain;q=0.5, application/json", true)]
    public Task They_are_text_unless_JSON_is_accepted_first(string? accept, bool json) => WithSetAsync("getServerAttributes", async path =>
        (await fixture.Root.GetAsync(path, accept: accept)).IsAttributes(json ? "application/json" : "text/plain; charset=utf-8"));

    [Fact]
    public async Task A_user_is_made_by_POST_and_by_nothing_else()
    {
        var path = $"{fixture.Server.Path}/users/{VirtualServer.Name("user")}/attributes/";
        (await fixture.Root.PutAsync(path, "{}")).IsProblem(404, "unknown-user");
        (await fixture.Root.GetAsync(path)).IsProblem(404, "unknown-user");
        (await fixture.Root.PostAsync(path, "{}")).IsEmpty();
        await ExpectAsync(path, "{}");
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public Task Updates_at_once_all_stay(string get) => WithSetAsync(get, async path =>
    {
        (await fixture.Root.PostAsync(path, "{}")).IsEmpty();
        var updates = Enumerable.Range(0, 12).ToDictionary(i => $"k{i}", i => i);

        var answers = await Task.WhenAll(updates.Select(update => fixture.Root.PutAsync(path, new Dictionary<string, int> { [update.Key] = update.Value })));

        Assert.All(answers, answer => answer.IsEmpty());
        await ExpectAsync(path, JsonSerializer.Serialize(updates));
    });

    private async Task ExpectAsync(string path, string json)
    {
        using var expected = JsonDocument.Parse(json);
        var found = (await fixture.Root.GetAsync(path)).IsAttributes();
        Assert.True(JsonElement.DeepEquals(expected.RootElement, found), $"{json} expected, not {found.GetRawText()}");
    }

    private async Task WithSetAsync(string get, Func<string, Task> test)
    {
        await using var stage = await Stage.PrepareAsync(fixture, Operations.Get(get));
        await test(stage.Path(Uri.EscapeDataString));
    }
}
