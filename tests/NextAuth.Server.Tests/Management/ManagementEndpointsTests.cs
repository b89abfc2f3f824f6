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

    [Fact]
    public async Task GetApiKeys_shows_the_first_characters_of_what_the_role_itself_has_made()
    {
        var maker = await _server.CreateKeyAsync("global", "servers");
        var made = await _server.SendAsync(HttpMethod.Post, "/apikeys?description=my%20shop", maker.Key).JsonAsync();
        await _server.SendAsync(HttpMethod.Post, "/apikeys?description=another").JsonAsync();

        var listed = Assert.Single((await _server.SendAsync(HttpMethod.Get, "/apikeys", maker.Key).JsonAsync())["apikeys"]!.AsArray())!;

        var key = (string)made["apikey"]!;
        Assert.Equal((key[..6] + "…", "my shop", (string)made["role"]!), ((string)listed["apikey"]!, (string)listed["description"]!, (string)listed["role"]!));
    }

    [Fact]
    public async Task A_revoked_key_is_none_at_once_and_its_role_has_no_rights()
    {
        var server = await _server.CreateServerAsync();
        var key = await _server.CreateKeyAsync(server.Id, "sessions");
        await _server.SendAsync(HttpMethod.Get, $"{server.Path}/sessions", key.Key, "n").JsonAsync();

        await _server.SendAsync(HttpMethod.Delete, $"/apikeys/{key.Role}").IsEmptyAsync();

        await _server.SendAsync(HttpMethod.Get, $"{server.Path}/sessions", key.Key, "n").IsProblemAsync(401, "unknown-api-key");
        await _server.SendAsync(HttpMethod.Delete, $"/apikeys/{key.Role}/").IsProblemAsync(404, "unknown-role");
        Assert.Equal("""{"permissions":[]}""", (await _server.SendAsync(HttpMethod.Get, $"{server.Path}/permissions/{key.Role}").JsonAsync()).ToJsonString());
    }

    [Fact]
    public async Task A_role_without_root_revokes_what_it_has_made_and_nothing_else()
    {
        var maker = await _server.CreateKeyAsync("global", "servers");
        var made = await _server.SendAsync(HttpMethod.Post, "/apikeys?description=x", maker.Key).JsonAsync();
        var root = await _server.CreateKeyAsync("global", "root");

        await _server.SendAsync(HttpMethod.Delete, $"/apikeys/{root.Role}", maker.Key).IsProblemAsync(404, "unknown-role");
        await _server.SendAsync(HttpMethod.Delete, $"/apikeys/{(string)made["role"]!}", maker.Key).IsEmptyAsync();

        await _server.SendAsync(HttpMethod.Get, "/apikeys", root.Key).JsonAsync();
    }

    [Fact]
    public async Task GetAllPermissions_lists_all_roles_with_rights_there()
    {
        var server = await _server.CreateServerAsync();
        var key = await _server.CreateKeyAsync(server.Id, "users", "servers");

        var all = (await _server.SendAsync(HttpMethod.Get, $"{server.Path}/permissions", key.Key).JsonAsync())["permissions"]!.AsArray();
        var global = (await _server.SendAsync(HttpMethod.Get, "/servers/global/permissions/").JsonAsync())["permissions"]!.AsArray();

        Assert.Equal(["root", "users,servers"], all.Select(permission => (string)permission!["acl"]!));
        Assert.Equal(key.Role, (string)all[1]!["role"]!);
        Assert.Contains(global, permission => (string)permission!["server"]! == "global" && (string)permission["acl"]! == "root");
        await _server.SendAsync(HttpMethod.Get, "/servers/global/permissions/", key.Key).IsProblemAsync(403, "missing-right");
    }

    [Fact]
    public async Task The_last_role_with_global_root_keeps_it()
    {
        await using var server = await TestServer.StartAsync();
        var shop = await server.CreateServerAsync();
        var root = (string)(await server.SendAsync(HttpMethod.Get, "/servers/global/permissions").JsonAsync())["permissions"]![0]!["role"]!;

        foreach (var body in (string[])["[]", """["servers","createserver"]"""])
        {
            await server.SendAsync(HttpMethod.Post, $"/servers/global/permissions/{root}", body: new StringContent(body)).IsProblemAsync(409, "last-root");
        }

        await server.SendAsync(HttpMethod.Delete, $"/servers/global/permissions/{root}").IsProblemAsync(409, "last-root");
        await server.SendAsync(HttpMethod.Delete, $"/apikeys/{root}").IsProblemAsync(409, "last-root");

        // A role that nobody can call with is no way out: a user's role has no key.
        await server.EnrolAsync(shop, "n1", userId: "ada");
        var userRole = (string)(await server.SendAsync(HttpMethod.Post, $"{shop.Path}/users/ada/role").JsonAsync())["role"]!;
        await server.SendAsync(HttpMethod.Post, $"/servers/global/permissions/{userRole}", body: new StringContent("""["root"]""")).IsEmptyAsync();
        await server.SendAsync(HttpMethod.Delete, $"/apikeys/{root}").IsProblemAsync(409, "last-root");

        var second = await server.CreateKeyAsync("global", "root");
        await server.SendAsync(HttpMethod.Delete, $"/apikeys/{root}").IsEmptyAsync();
        await server.SendAsync(HttpMethod.Delete, $"/servers/global/permissions/{second.Role}", second.Key).IsProblemAsync(409, "last-root");
    }

    [Fact]
    public async Task Only_who_may_grant_grants_oneself()
    {
        var server = await _server.CreateServerAsync();
        var weak = await _server.CreateKeyAsync(server.Id, "users", "servers", "createserver");
        var strong = await _server.CreateKeyAsync(server.Id, "root");

        await _server.SendAsync(HttpMethod.Post, $"{server.Path}/permissions/{weak.Role}", weak.Key, body: new StringContent("""["root"]""")).IsProblemAsync(403, "missing-right");
        await _server.SendAsync(HttpMethod.Post, $"{server.Path}/permissions/{strong.Role}", strong.Key, body: new StringContent("""["root","sessions"]""")).IsEmptyAsync();
    }

    [Fact]
    public async Task A_users_role_is_made_once_acts_by_X_su_and_ends_with_the_user()
    {
        var server = await _server.CreateServerAsync();
        await _server.EnrolAsync(server, "n1", userId: "ada");
        var path = $"{server.Path}/users/ada/role";

        await _server.SendAsync(HttpMethod.Get, path).IsProblemAsync(404, "unknown-role");
        await _server.SendAsync(HttpMethod.Get, $"{server.Path}/users/bob/role").IsProblemAsync(404, "unknown-user");
        await _server.SendAsync(HttpMethod.Post, $"{server.Path}/users/bob/role").IsProblemAsync(404, "unknown-user");

        var roles = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _server.SendAsync(HttpMethod.Post, path).JsonAsync()));
        var role = (string)Assert.Single(roles.Select(answer => (string)answer["role"]!).Distinct());
        Assert.Equal(role, (string)(await _server.SendAsync(HttpMethod.Get, path + "/").JsonAsync())["role"]!);

        await _server.SendAsync(HttpMethod.Post, $"{server.Path}/permissions/{role}", body: new StringContent("""["sessions"]""")).IsEmptyAsync();
        Assert.Equal(200, await ActAsync(server, role));
        await _server.SendAsync(HttpMethod.Delete, $"{server.Path}/users/ada").IsEmptyAsync();
        Assert.Equal(403, await ActAsync(server, role));
    }

    private async Task<int> ActAsync(TestVirtualServer server, string role)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{server.Path}/sessions/");
        request.Headers.Add("X-apikey", TestServer.RootKey);
        request.Headers.Add("X-nonce", "n1");
        request.Headers.Add("X-su", role);
        using var answer = await _server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }
}
