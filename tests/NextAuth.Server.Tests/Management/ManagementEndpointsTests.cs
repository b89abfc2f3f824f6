using System.Text.Json.Nodes;
using NextAuth.Server.Tests.Fixture;

namespace NextAuth.Server.Tests.Management;

public sealed class ManagementEndpointsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string NoRole = "AAAAAAAAAAAAAAAAAAAAAAAA";

    private readonly TestServer _server = shared.Server;

    [Fact]
    public async Task CreateApiKey_answers_a_key_whose_new_role_may_do_nothing_yet()
    {
        var server = await _server.CreateServerAsync();

        var created = await _server.SendAsync(HttpMethod.Post, "/apikeys?description=my%20shop").JsonAsync();

        Assert.Equal(["apikey", "description", "role"], created.Select(member => member.Key));
        Assert.Equal("my shop", (string)created["description"]!);
        Assert.Matches("^[A-Za-z0-9]{24}$", (string)created["role"]!);
        await _server.SendAsync(HttpMethod.Get, server.Path, (string)created["apikey"]!).IsProblemAsync(403, "missing-right");
        Assert.DoesNotContain(_server.Logs.Entries, entry => entry.Text.Contains((string)created["apikey"]!, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/apikeys")]
    [InlineData("/apikeys/?description=")]
    [InlineData("/apikeys/?description=a&description=b")]
    [InlineData("/apikeys/?description=a%0Ab")]
    public async Task CreateApiKey_wants_one_description(string path)
    {
        var detail = await _server.SendAsync(HttpMethod.Post, path).IsProblemAsync(400, "invalid-parameter");

        Assert.Contains("description", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_grant_replaces_what_the_role_had_and_a_revocation_takes_all(bool globally)
    {
        var server = await _server.CreateServerAsync();
        var on = globally ? "global" : server.Id;
        var key = await _server.CreateKeyAsync(on, "users", "servers");
        var path = $"/servers/{on}/permissions/{key.Role}";

        await AssertAclAsync(path, key.Role, on, "users,servers");
        await _server.SendAsync(HttpMethod.Post, path + "/", body: new StringContent("""["sessions"]""")).IsEmptyAsync();
        await AssertAclAsync(path, key.Role, on, "sessions");
        await _server.SendAsync(HttpMethod.Get, server.Path, key.Key).IsProblemAsync(403, "missing-right");
        await _server.SendAsync(HttpMethod.Delete, path).IsEmptyAsync();

        await _server.SendAsync(HttpMethod.Get, $"{server.Path}/sessions", key.Key, "n").IsProblemAsync(403, "missing-right");
        Assert.Equal("""{"permissions":[]}""", (await _server.SendAsync(HttpMethod.Get, path).JsonAsync()).ToJsonString());
    }

    [Theory]
    [InlineData("""["sessions","unheard-of"]""")]
    [InlineData("""["Sessions"]""")]
    [InlineData("""["setrid"]""")]
    [InlineData("""[null]""")]
    [InlineData("""[1]""")]
    [InlineData("""{"rights":[]}""")]
    [InlineData("null")]
    [InlineData("")]
    public async Task A_wrong_grant_is_400_and_changes_nothing(string body)
    {
        var server = await _server.CreateServerAsync();
        var key = await _server.CreateKeyAsync(server.Id, "users");
        var path = $"{server.Path}/permissions/{key.Role}";

        await _server.SendAsync(HttpMethod.Post, path, body: new StringContent(body)).IsProblemAsync(400, "invalid-body");

        await AssertAclAsync(path, key.Role, server.Id, "users");
    }

    [Theory]
    [InlineData(NoRole)]
    [InlineData("short")]
    [InlineData("%2F")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAA!AA")]
    public async Task An_unknown_role_is_404(string role)
    {
        var server = await _server.CreateServerAsync();
        foreach (var on in (string[])[server.Id, "global"])
        {
            var path = $"/servers/{on}/permissions/{role}";
            await _server.SendAsync(HttpMethod.Get, path).IsProblemAsync(404, "unknown-role");
            await _server.SendAsync(HttpMethod.Delete, path).IsProblemAsync(404, "unknown-role");
            await _server.SendAsync(HttpMethod.Post, path, body: new StringContent("[]")).IsProblemAsync(404, "unknown-role");
        }
    }

    [Fact]
    public async Task Global_rights_are_for_global_root_alone()
    {
        var server = await _server.CreateServerAsync();
        var subject = await _server.CreateKeyAsync(server.Id);
        var local = await _server.CreateKeyAsync(server.Id, "root");
        var strong = await _server.CreateKeyAsync("global", "sessions", "users", "accounts", "servers", "createserver", "setrid");
        foreach (var key in (string[])[local.Key, strong.Key])
        {
            foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Post, HttpMethod.Delete])
            {
                await _server.SendAsync(method, $"/servers/global/permissions/{subject.Role}", key, body: new StringContent("""["root"]"""))
                    .IsProblemAsync(403, "missing-right");
            }
        }
    }

    private async Task AssertAclAsync(string path, string role, string on, string acl)
    {
        var read = await _server.SendAsync(HttpMethod.Get, path).JsonAsync();
        var permission = Assert.Single(read["permissions"]!.AsArray())!.AsObject();
        Assert.Equal(new JsonObject { ["acl"] = acl, ["role"] = role, ["server"] = on }.ToJsonString(), permission.ToJsonString());
    }
}
