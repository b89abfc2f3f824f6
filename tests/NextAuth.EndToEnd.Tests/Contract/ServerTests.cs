using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using NextAuth.Authenticator;

namespace NextAuth.EndToEnd.Tests.Contract;

/// <summary>Virtual servers: defaults, changes, lists, deletion.</summary>
public sealed class ServerTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Everything =
        """
        {"serverName":"Shop 🔑","logo":"LOGO","pinTimeout":-1,"pinTransTimeout":525600,"pingTime":86400,"serverFlags":["noVash","unheard"],"siteurl":"https://example.com/",
        "wsurl":"wss://example.com/ns/websocket","appname":"App","appurl":"shop://login","appandroid":"https://example.com/a","appios":"https://example.com/i"}
        """;

    private static readonly string Png = Convert.ToBase64String([0x89, .. "PNG\r\n\u001a\n"u8, 1]);

    private static readonly string[] NeverChanging = ["serverid", "serverpk", "owner"];

    [Fact]
    public async Task What_is_left_out_gets_defaults_and_what_the_server_decides_is_ignored()
    {
        var (caller, _) = await fixture.Server.CreateKeyAsync("global", "createserver");
        var made = (await caller.PostAsync("/servers/", """{"serverid":"AAAAAAAAAAAAAAAAAAAAAAAA","serverpk":"AAAA","owner":1,"accountCount":7}""")).Is("Server");
        var path = $"/servers/{made.GetProperty("serverid").GetString()}";
        fixture.Server.DeleteLater(path);

        Assert.NotEqual(Operation.UnknownId, made.GetProperty("serverid").GetString());
        Assert.Equal(65, made.GetProperty("serverpk").GetBytesFromBase64().Length);
        Assert.Equal(("nextAuth", "", 0), (made.GetProperty("serverName").GetString()!, made.GetProperty("logo").GetString()!, made.GetProperty("pingTime").GetInt32()));
        Assert.Equal((0, 0), (made.GetProperty("serverFlags").GetArrayLength(), made.GetProperty("accountCount").GetInt32()));
        Assert.False(made.TryGetProperty("lastLogin", out _));

        // Who makes it has root on it.
        Assert.True(JsonElement.DeepEquals(made, (await caller.GetAsync(path)).Is("Server")));
        (await caller.GetAsync($"{path}/permissions/")).Is("Permissions");
        (await caller.DeleteAsync(path)).IsEmpty();
        (await caller.GetAsync(path)).IsProblem(404, "unknown-server");
    }

    [Fact]
    public async Task A_change_keeps_what_is_left_out()
    {
        await using var server = await VirtualServer.CreateAsync(fixture.Root, Everything.Replace("LOGO", Png, StringComparison.Ordinal));
        using var expected = JsonDocument.Parse(Everything.Replace("LOGO", Png, StringComparison.Ordinal));
        Assert.All(expected.RootElement.EnumerateObject(), member => Assert.True(JsonElement.DeepEquals(member.Value, server.Made.GetProperty(member.Name)), member.Name));

        var changed = (await fixture.Root.PutAsync(server.Path, """{"serverName":"Other","serverid":"AAAAAAAAAAAAAAAAAAAAAAAA","serverpk":"AAAA","logo":null}""")).Is("Server");

        Assert.Equal("Other", changed.GetProperty("serverName").GetString());
        Assert.All(
            expected.RootElement.EnumerateObject().Where(member => member.Name != "serverName").Select(member => member.Name).Concat(NeverChanging),
            name => Assert.True(JsonElement.DeepEquals(server.Made.GetProperty(name), changed.GetProperty(name)), name));
        Assert.True(JsonElement.DeepEquals(changed, (await fixture.Root.GetAsync(server.Path)).Is("Server")));
    }

    [Fact]
    public async Task A_refused_change_changes_nothing()
    {
        (await fixture.Root.PutAsync(fixture.Server.Path, """{"serverName":"Changed","pingTime":-1}""")).IsProblem(400, "invalid-body");

        Assert.Equal(fixture.Server.Made.GetProperty("serverName").GetString(), (await fixture.Root.GetAsync(fixture.Server.Path)).Is("Server").GetProperty("serverName").GetString());
    }

    [Theory]
    [InlineData("iVBORw0KGgo=", true)]
    [InlineData("/9j/4AAQ", true)]
    [InlineData("UklGRgAAAABXRUJQ", true)]
    [InlineData("PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=", true)]
    [InlineData("iVBORw0KGgo", false)]
    [InlineData("iVBORw0K Ggo=", false)]
    [InlineData("R0lGODlhAQABAAAAACw=", false)]
    [InlineData("PGh0bWw+PC9odG1sPg==", false)]
    public async Task A_logo_is_a_picture_told_by_its_content(string logo, bool good)
    {
        var answer = await fixture.Root.PutAsync(fixture.Server.Path, new { logo });
        if (good)
        {
            Assert.Equal(logo, answer.Is("Server").GetProperty("logo").GetString());
        }
        else
        {
            Assert.Contains("logo", answer.IsProblem(400, "invalid-body"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_logo_has_128_KiB_at_most()
    {
        byte[] Picture(int size) => [.. Convert.FromBase64String(Png)[..8], .. new byte[size - 8]];
        (await fixture.Root.PutAsync(fixture.Server.Path, new { logo = Convert.ToBase64String(Picture(128 * 1024)) })).Is("Server");
        (await fixture.Root.PutAsync(fixture.Server.Path, new { logo = Convert.ToBase64String(Picture((128 * 1024) + 1)) })).IsProblem(400, "invalid-body");
        (await fixture.Root.PutAsync(fixture.Server.Path, new { logo = "" })).Is("Server");
    }

    [Fact]
    public async Task GetServers_lists_those_a_role_may_see_the_oldest_first_and_none_is_an_empty_list()
    {
        await using var first = await VirtualServer.CreateAsync(fixture.Root);
        await using var second = await VirtualServer.CreateAsync(fixture.Root);
        var (caller, role) = await fixture.Server.CreateKeyAsync(first.Id, "sessions");
        await ListsAsync(caller, "");
        (await fixture.Root.PostAsync($"{second.Path}/permissions/{role}", (string[])["servers"])).IsEmpty();
        (await fixture.Root.PostAsync($"{first.Path}/permissions/{role}", (string[])["servers"])).IsEmpty();

        await ListsAsync(caller, "", first.Id, second.Id);
        await ListsAsync(caller, "?limit=1", 2, first.Id);
        await ListsAsync(caller, "?limit=1&marker=1", 2, second.Id);
        await ListsAsync(caller, "?marker=2", 2);
    }

    [Fact]
    public async Task A_deleted_server_is_gone_with_all_that_was_in_it()
    {
        await using var server = await VirtualServer.CreateAsync(fixture.Root);
        await using var phone = await server.EnrolAsync("n", "ada");
        var link = await server.LoginLinkAsync("n2");
        Assert.Equal(1, (await fixture.Root.GetAsync(server.Path)).Is("Server").GetProperty("accountCount").GetInt32());

        (await fixture.Root.DeleteAsync(server.Path)).IsEmpty();

        (await fixture.Root.DeleteAsync(server.Path)).IsProblem(404, "unknown-server");
        (await fixture.Root.GetAsync($"{server.Path}/sessions/", "n")).IsProblem(404, "unknown-server");
        Assert.IsNotType<PhoneResult.LoggedIn>(await phone.ScanAsync(link));
    }

    [Fact]
    public async Task UpdateServer_keeps_what_is_left_out_and_takes_away_what_is_given_empty()
    {
        string[] members = ["logo", "siteurl", "wsurl", "appname", "appurl", "appandroid", "appios"];
        await using var server = await VirtualServer.CreateAsync(fixture.Root, new
        {
            serverName = "Shop",
            logo = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
            siteurl = "https://example.com",
            wsurl = "wss://example.com/ns/websocket",
            appname = "App",
            appurl = "shopapp:",
            appandroid = "https://example.com/a",
            appios = "https://example.com/i",
        });
        var kept = (await fixture.Root.PutAsync(server.Path, new { pinTimeout = 5 })).Is("Server");
        Assert.All(members, member => Assert.NotEqual("", kept.GetProperty(member).GetString()));

        (await fixture.Root.PutAsync(server.Path, members.ToDictionary(member => member, _ => ""))).Is("Server");

        var bare = (await fixture.Root.GetAsync(server.Path)).Is("Server");
        Assert.Equal(("Shop", 5, ""), (bare.GetProperty("serverName").GetString(), bare.GetProperty("pinTimeout").GetInt32(), bare.GetProperty("logo").GetString()));
        Assert.All(members[1..], member => Assert.False(bare.TryGetProperty(member, out _), member));
        await using var other = await VirtualServer.CreateAsync(fixture.Root, members.ToDictionary(member => member, _ => ""));
        Assert.All(members[1..], member => Assert.False(other.Made.TryGetProperty(member, out _), member));
    }

    [Fact]
    public async Task The_visual_hash_is_a_PNG_of_264_pixels_and_tells_servers_apart()
    {
        await using var other = await VirtualServer.CreateAsync(fixture.Root);
        var vash = (await fixture.Root.GetAsync($"{fixture.Server.Path}/vash")).IsBytes("image/png");

        Assert.Equal("\u0089PNG\r\n\u001a\n", Encoding.Latin1.GetString(vash, 0, 8));
        Assert.Equal((264, 264), (BinaryPrimitives.ReadInt32BigEndian(vash.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(vash.AsSpan(20))));
        Assert.Equal(vash, (await fixture.Root.GetAsync($"{fixture.Server.Path}/vash")).Body);
        Assert.NotEqual(vash, (await fixture.Root.GetAsync($"{other.Path}/vash")).Body);
    }

    private static Task ListsAsync(Caller caller, string query, params string[] ids) => ListsAsync(caller, query, ids.Length, ids);

    private static async Task ListsAsync(Caller caller, string query, int total, params string[] ids)
    {
        var answer = (await caller.GetAsync($"/servers/{query}")).Is("Servers");
        Assert.Equal(ids, answer.GetProperty("servers").EnumerateArray().Select(server => server.GetProperty("serverid").GetString()));
        Assert.Equal(total, answer.GetProperty("totalnumber").GetInt32());
    }
}
