using System.Text.Json;

namespace NextAuth.EndToEnd.Tests.Contract;

/// <summary>API keys, roles and rights.</summary>
public sealed class ManagementTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly VirtualServer _server = fixture.Server;

    public static TheoryData<string> NamesOfRole => Operations.Where(operation => operation.Path.Contains("{role}", StringComparison.Ordinal));

    [Fact]
    public async Task A_key_is_shown_once_and_listed_to_who_made_it()
    {
        var (maker, _) = await _server.CreateKeyAsync("global", "servers");
        var (other, _) = await _server.CreateKeyAsync("global", "servers");
        var made = (await maker.PostAsync("/apikeys/?description=Shop%20%F0%9F%94%91+1")).Is("ApiKey");
        var (key, role) = (made.GetProperty("apikey").GetString()!, made.GetProperty("role").GetString()!);
        _server.DeleteLater($"/apikeys/{role}");

        var listed = Assert.Single((await maker.GetAsync("/apikeys/")).Is("ApiKeys").GetProperty("apikeys").EnumerateArray());

        Assert.Equal(("Shop 🔑 1", role), (listed.GetProperty("description").GetString()!, listed.GetProperty("role").GetString()!));
        var shown = listed.GetProperty("apikey").GetString()!;
        Assert.EndsWith("…", shown, StringComparison.Ordinal);
        Assert.StartsWith(shown[..^1], key, StringComparison.Ordinal);
        Assert.True(shown.Length < key.Length / 2);
        Assert.Empty((await other.GetAsync("/apikeys/")).Is("ApiKeys").GetProperty("apikeys").EnumerateArray());
        Assert.Empty((await (fixture.Root with { Key = key }).GetAsync("/servers/")).Is("Servers").GetProperty("servers").EnumerateArray());
    }

    [Fact]
    public async Task A_revoked_key_is_none_and_its_role_has_no_rights()
    {
        var (maker, _) = await _server.CreateKeyAsync("global", "servers");
        var (other, _) = await _server.CreateKeyAsync("global", "servers");
        var (caller, role) = await _server.CreateKeyAsync(maker);
        (await fixture.Root.PostAsync($"{_server.Path}/permissions/{role}", (string[])["sessions"])).IsEmpty();
        (await caller.GetAsync($"{_server.Path}/sessions/", "n")).Is("LoginStatus");

        (await other.DeleteAsync($"/apikeys/{role}")).IsProblem(404, "unknown-role");
        (await maker.DeleteAsync($"/apikeys/{role}")).IsEmpty();

        (await caller.GetAsync($"{_server.Path}/sessions/", "n")).IsProblem(401, "unknown-api-key");
        Assert.NotEqual(200, (await (fixture.Root with { ActingAs = role }).GetAsync($"{_server.Path}/sessions/", "n")).Status);
        Assert.Empty((await maker.GetAsync("/apikeys/")).Is("ApiKeys").GetProperty("apikeys").EnumerateArray());
    }

    [Fact]
    public async Task Rights_are_granted_replaced_read_and_revoked()
    {
        var (caller, role) = await _server.CreateKeyAsync(fixture.Root);
        var path = $"{_server.Path}/permissions/{role}";
        await HasAsync(role);

        (await fixture.Root.PostAsync(path, (string[])["users", "sessions", "users"])).IsEmpty();
        await HasAsync(role, "sessions", "users");
        (await fixture.Root.PostAsync(path, (string[])["accounts"])).IsEmpty();
        await HasAsync(role, "accounts");
        (await caller.GetAsync($"{_server.Path}/users/")).IsProblem(403, "missing-right");
        (await caller.GetAsync($"{_server.Path}/accounts/")).Is("Accounts");

        (await fixture.Root.PostAsync(path, (string[])["users", "unheard"])).IsProblem(400, "invalid-body");
        await HasAsync(role, "accounts");
        (await fixture.Root.DeleteAsync(path)).IsEmpty();
        await HasAsync(role);
        (await caller.GetAsync($"{_server.Path}/accounts/")).IsProblem(403, "missing-right");
    }

    [Theory]
    [InlineData("here", "users,accounts,servers,createserver,sessions", "here,global,other")]
    [InlineData("here", "root", "global,other")]
    [InlineData("global", "users,accounts,servers,createserver,sessions,setrid", "here,global,other")]
    public async Task Who_may_not_grant_does_not_grant_oneself(string place, string rights, string elsewhere)
    {
        await using var other = await VirtualServer.CreateAsync(fixture.Root);
        string Id(string name) => name switch { "here" => _server.Id, "other" => other.Id, _ => name };
        var (caller, role) = await _server.CreateKeyAsync(Id(place), rights.Split(','));
        foreach (var where in elsewhere.Split(',').Select(Id))
        {
            var path = $"/servers/{where}/permissions/{role}";
            var before = (await fixture.Root.GetAsync(path)).Is("Permissions");
            foreach (var wanted in (string[])["root", "setrid", "users", "unheard"])
            {
                (await caller.PostAsync(path, new[] { wanted })).IsProblem(403, "missing-right");
            }

            (await caller.DeleteAsync(path)).IsProblem(403, "missing-right");
            Assert.True(JsonElement.DeepEquals(before, (await fixture.Root.GetAsync(path)).Is("Permissions")));
        }
    }

    [Fact]
    public async Task Who_may_grant_grants_oneself_what_there_is()
    {
        var (caller, role) = await _server.CreateKeyAsync(_server.Id, "root");
        var path = $"{_server.Path}/permissions/{role}";

        (await caller.PostAsync(path, (string[])["root", "unheard"])).IsProblem(400, "invalid-body");
        (await caller.PostAsync(path, (string[])["root", "setrid"])).IsProblem(400, "invalid-body");
        await HasAsync(role, "root");
        (await caller.PostAsync(path, (string[])["users", "root"])).IsEmpty();
        await HasAsync(role, "root", "users");

        // Giving root away is allowed too: others have it globally.
        (await caller.PostAsync(path, (string[])["users"])).IsEmpty();
        (await caller.PostAsync(path, (string[])["root"])).IsProblem(403, "missing-right");
        await HasAsync(role, "users");
    }

    [Theory]
    [InlineData("unheard")]
    [InlineData("Root")]
    [InlineData("global users")]
    [InlineData("users,root")]
    [InlineData("*")]
    [InlineData("")]
    public async Task A_right_that_there_is_not_is_granted_nowhere_and_nothing_beside_it(string unknown)
    {
        foreach (var where in (string[])[_server.Id, "global"])
        {
            var (_, role) = await _server.CreateKeyAsync(where, "sessions");
            var path = $"/servers/{where}/permissions/{role}";

            (await fixture.Root.PostAsync(path, (string[])["users", unknown])).IsProblem(400, "invalid-body");

            Assert.Equal("sessions", Assert.Single((await fixture.Root.GetAsync(path)).Is("Permissions").GetProperty("permissions").EnumerateArray()).GetProperty("acl").GetString());
        }
    }

    [Fact]
    public async Task Global_rights_hold_on_every_server_and_are_granted_by_global_root_alone()
    {
        var (_, role) = await _server.CreateKeyAsync(fixture.Root);
        var (weak, _) = await _server.CreateKeyAsync("global", "sessions", "users", "accounts", "servers", "createserver", "setrid");
        var (local, _) = await _server.CreateKeyAsync(_server.Id, "root");
        foreach (var caller in (Caller[])[weak, local])
        {
            (await caller.PostAsync($"/servers/global/permissions/{role}", (string[])["users"])).IsProblem(403, "missing-right");
            (await caller.DeleteAsync($"/servers/global/permissions/{role}")).IsProblem(403, "missing-right");
            (await caller.GetAsync($"/servers/global/permissions/{role}")).IsProblem(403, "missing-right");
            Assert.Contains("needs the global right root.", (await caller.GetAsync("/servers/global/permissions/")).IsProblem(403, "missing-right"), StringComparison.Ordinal);
        }

        (await fixture.Root.PostAsync($"/servers/global/permissions/{role}", (string[])["users", "setrid"])).IsEmpty();

        var granted = Assert.Single((await fixture.Root.GetAsync($"/servers/global/permissions/{role}/")).Is("Permissions").GetProperty("permissions").EnumerateArray());
        Assert.Equal("global", granted.GetProperty("server").GetString());
        Assert.Equal("setrid,users", string.Join(',', granted.GetProperty("acl").GetString()!.Split(',').Order()));
        (await (fixture.Root with { ActingAs = role }).GetAsync($"{_server.Path}/users/")).Is("Users");
        (await fixture.Root.DeleteAsync($"/servers/global/permissions/{role}")).IsEmpty();
        (await (fixture.Root with { ActingAs = role }).GetAsync($"{_server.Path}/users/")).IsProblem(403, "missing-right");
    }

    [Theory]
    [MemberData(nameof(NamesOfRole))]
    public async Task What_names_no_role_is_404(string name)
    {
        var operation = Operations.Get(name);
        var body = Stage.GoodBody(operation, "") is { } good ? System.Text.Encoding.UTF8.GetBytes(good) : null;
        foreach (var role in (string[])[Operation.UnknownId, "short", "%2F", "%FF", "AAAAAAAAAAAAAAAAAAAAA!AA", "AAAAAAAAAAAAAAAAAAAAAA%3D%3D", "AAAA%2BAAAA%2FAAAAAAAAAAAAAA", new string('A', 300)])
        {
            var path = operation.Path.Replace("{S}", _server.Path, StringComparison.Ordinal).Replace("{role}", role, StringComparison.Ordinal);
            (await fixture.Root.SendAsync(operation.Method, path, null, body)).IsProblem(404, "unknown-role");
        }
    }

    [Fact]
    public async Task X_su_gives_the_other_roles_rights_instead_of_ones_own()
    {
        var (setrid, _) = await _server.CreateKeyAsync("global", "setrid", "users");
        var (_, role) = await _server.CreateKeyAsync(_server.Id, "sessions");
        var acting = setrid with { ActingAs = role };

        (await acting.GetAsync($"{_server.Path}/sessions/", "n")).Is("LoginStatus");
        (await acting.GetAsync($"{_server.Path}/users/")).IsProblem(403, "missing-right");
        (await setrid.GetAsync($"{_server.Path}/users/")).Is("Users");
        foreach (var right in (string[])["sessions", "users", "accounts", "servers", "createserver"])
        {
            var (weak, _) = await _server.CreateKeyAsync("global", right);
            (await (weak with { ActingAs = role }).GetAsync($"{_server.Path}/sessions/", "n")).IsProblem(403, "impersonation-forbidden");
        }

        var (local, _) = await _server.CreateKeyAsync(_server.Id, "root");
        (await (local with { ActingAs = role }).GetAsync($"{_server.Path}/sessions/", "n")).IsProblem(403, "impersonation-forbidden");
    }

    private async Task HasAsync(string role, params string[] rights)
    {
        var permissions = (await fixture.Root.GetAsync($"{_server.Path}/permissions/{role}")).Is("Permissions").GetProperty("permissions");
        var listed = (await fixture.Root.GetAsync($"{_server.Path}/permissions/")).Is("Permissions").GetProperty("permissions").EnumerateArray()
            .Where(permission => permission.GetProperty("role").GetString() == role).ToList();
        if (rights.Length == 0)
        {
            Assert.Empty(permissions.EnumerateArray());
            Assert.Empty(listed);
            return;
        }

        var permission = Assert.Single(permissions.EnumerateArray());
        Assert.Equal(rights, permission.GetProperty("acl").GetString()!.Split(',').Order());
        Assert.Equal(_server.Id, permission.GetProperty("server").GetString());
        Assert.True(JsonElement.DeepEquals(permission, Assert.Single(listed)));
    }
}
