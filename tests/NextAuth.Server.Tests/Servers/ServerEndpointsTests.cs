using System.Text;
using NextAuth.Server.Tests.Fixture;

namespace NextAuth.Server.Tests.Servers;

public sealed class ServerEndpointsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    // The smallest PNG there is: its magic is what counts.
    private const string Logo = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private readonly TestServer _server = shared.Server;

    [Fact]
    public async Task CreateServer_without_a_body_gives_defaults()
    {
        var server = await _server.SendAsync(HttpMethod.Post, "/servers/").JsonAsync();

        Assert.Equal(
            ["serverName", "logo", "pinTimeout", "pinTransTimeout", "pingTime", "serverFlags", "serverid", "serverpk", "owner", "accountCount"],
            server.Select(member => member.Key));
        Assert.Equal("nextAuth", (string)server["serverName"]!);
        Assert.Equal("", (string)server["logo"]!);
        Assert.Equal(-1, (int)server["pinTimeout"]!);
        Assert.Equal(0, (int)server["pingTime"]!);
        Assert.Matches("^[A-Za-z0-9]{24}$", (string)server["serverid"]!);
        Assert.Equal(65, Convert.FromBase64String((string)server["serverpk"]!).Length);
    }

    [Fact]
    public async Task GetServer_answers_what_createServer_was_given_but_not_its_id_and_key()
    {
        var body = $$"""
            {"serverName":"Shop","logo":"{{Logo}}","pinTimeout":5,"pinTransTimeout":0,"pingTime":60,"serverFlags":["noVash","later"],"serverid":"mine","serverpk":7,
             "siteurl":"https://shop.example/","wsurl":"wss://shop.example/ns/websocket","appname":"Shop ID","appurl":"shopid:login#","appandroid":"https://a.example","appios":"https://i.example","owner":99}
            """;
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        var created = await _server.SendAsync(HttpMethod.Post, "/servers", body: content).JsonAsync();

        var read = await _server.SendAsync(HttpMethod.Get, $"/servers/{(string)created["serverid"]!}/").JsonAsync();

        Assert.Equal(created.ToJsonString(), read.ToJsonString());
        Assert.Equal("Shop", (string)read["serverName"]!);
        Assert.Equal(Logo, (string)read["logo"]!);
        Assert.Equal(60, (int)read["pingTime"]!);
        Assert.Equal(["noVash", "later"], read["serverFlags"]!.AsArray().Select(flag => (string)flag!));
        Assert.Equal("shopid:login#", (string)read["appurl"]!);
        Assert.NotEqual("mine", (string)read["serverid"]!);
        Assert.NotEqual(99, (long)read["owner"]!);
    }

    [Fact]
    public async Task The_creator_has_root_on_its_server_at_once()
    {
        var key = await _server.CreateKeyAsync("global", "createserver");
        var created = await _server.SendAsync(HttpMethod.Post, "/servers", key.Key).JsonAsync();

        await _server.SendAsync(HttpMethod.Get, $"/servers/{(string)created["serverid"]!}/sessions/", key.Key, "n1").JsonAsync();
    }

    [Theory]
    [InlineData("""{"serverName":""}""", "serverName")]
    [InlineData("""{"serverName":"a\u0007"}""", "serverName")]
    [InlineData("""{"serverName":5}""", "serverName")]
    [InlineData("""{"serverName":"a","serverName":"b"}""", "serverName")]
    [InlineData("""{"pinTimeout":-2}""", "pinTimeout")]
    [InlineData("""{"pinTimeout":1.5}""", "pinTimeout")]
    [InlineData("""{"pinTimeout":"1"}""", "pinTimeout")]
    [InlineData("""{"pinTransTimeout":525601}""", "pinTransTimeout")]
    [InlineData("""{"pingTime":86401}""", "pingTime")]
    [InlineData("""{"pingTime":99999999999}""", "pingTime")]
    [InlineData("""{"serverFlags":"typedCode"}""", "serverFlags")]
    [InlineData("""{"serverFlags":[null]}""", "serverFlags")]
    [InlineData("""{"siteurl":"http://shop.example"}""", "siteurl")]
    [InlineData("""{"siteurl":"/shop"}""", "siteurl")]
    [InlineData("""{"wsurl":"ws://shop.example"}""", "wsurl")]
    [InlineData("""{"appurl":"javascript:alert(1)"}""", "appurl")]
    [InlineData("""{"appurl":"https://ex\u00E4mple.example"}""", "appurl")]
    [InlineData("""{"appios":"nothing"}""", "appios")]
    [InlineData("""{"logo":"not base64"}""", "logo")]
    [InlineData("""{"logo":"R0lGODlhAQABAAAAACw="}""", "logo")]
    [InlineData("""{"appname":"a\u0007b"}""", "appname")]
    public async Task A_wrong_member_is_400_and_named(string body, string member)
    {
        using var content = new StringContent(body);

        var detail = await _server.SendAsync(HttpMethod.Post, "/servers/", body: content).IsProblemAsync(400, "invalid-body");

        Assert.Contains(member, detail, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetServers_lists_what_the_role_may_see_and_none_is_an_empty_list()
    {
        var (first, second) = (await _server.CreateServerAsync(), await _server.CreateServerAsync());
        var key = await _server.CreateKeyAsync(first.Id, "servers");
        using var grant = await _server.SendAsync(HttpMethod.Post, $"{second.Path}/permissions/{key.Role}", body: new StringContent("""["root"]"""));

        await AssertServersAsync(key.Key, "", [first.Id, second.Id]);
        await AssertServersAsync(key.Key, "?limit=1&marker=1", [second.Id], total: 2);
        await AssertServersAsync((await _server.CreateKeyAsync(first.Id, "sessions", "createserver")).Key, "", []);
        await AssertServersAsync((await _server.CreateKeyAsync("global")).Key, "", []);

        var (ids, total) = await ServersAsync((await _server.CreateKeyAsync("global", "servers")).Key, "?limit=1000");
        Assert.Equal(total, ids.Count);
        Assert.Contains(first.Id, ids);
    }

    [Fact]
    public async Task UpdateServer_keeps_what_is_left_out_and_id_and_key_always()
    {
        var server = await _server.CreateServerAsync(new { serverName = "Shop", logo = Logo, pingTime = 60, siteurl = "https://shop.example/" });

        var answer = await _server.SendAsync(
            HttpMethod.Put, server.Path, body: new StringContent("""{"serverName":"Shop 2","pingTime":0,"serverFlags":["typedCode"],"serverid":"x","serverpk":"x"}""")).JsonAsync();

        var read = await _server.SendAsync(HttpMethod.Get, server.Path).JsonAsync();
        Assert.Equal(answer.ToJsonString(), read.ToJsonString());
        Assert.Equal(("Shop 2", 0, Logo, "https://shop.example/"), ((string)read["serverName"]!, (int)read["pingTime"]!, (string)read["logo"]!, (string)read["siteurl"]!));
        Assert.Equal((server.Id, Convert.ToBase64String(server.PublicKey)), ((string)read["serverid"]!, (string)read["serverpk"]!));
        Assert.Equal("typedCode", (string)Assert.Single(read["serverFlags"]!.AsArray())!);

        // Nothing to change is no error.
        await _server.SendAsync(HttpMethod.Put, server.Path).JsonAsync();
        var cleared = await _server.SendAsync(HttpMethod.Put, server.Path, body: new StringContent("""{"logo":"","serverFlags":[]}""")).JsonAsync();
        Assert.Equal("", (string)cleared["logo"]!);
        Assert.Empty(cleared["serverFlags"]!.AsArray());
    }

    [Fact]
    public async Task DeleteServer_takes_all_that_is_in_it_and_leaves_the_others()
    {
        var (server, other) = (await _server.CreateServerAsync(), await _server.CreateServerAsync());
        var key = await _server.CreateKeyAsync(server.Id, "root");
        await _server.EnrolAsync(server, "n1", userId: "ada");
        await _server.EnrolAsync(other, "n1", userId: "ada");
        await _server.SendAsync(HttpMethod.Post, $"{server.Path}/users/ada/role").JsonAsync();

        await _server.SendAsync(HttpMethod.Delete, server.Path, key.Key).IsEmptyAsync();

        await _server.SendAsync(HttpMethod.Get, server.Path).IsProblemAsync(404, "unknown-server");
        await _server.SendAsync(HttpMethod.Delete, server.Path + "/").IsProblemAsync(404, "unknown-server");
        await _server.SendAsync(HttpMethod.Get, $"{server.Path}/sessions/", nonce: "n1").IsProblemAsync(404, "unknown-server");
        await AssertServersAsync(key.Key, "", []);
        Assert.Equal(1, (long)(await _server.SendAsync(HttpMethod.Get, $"{other.Path}/accounts").JsonAsync())["totalnumber"]!);
    }

    private async Task AssertServersAsync(string key, string query, List<string> ids, long? total = null)
    {
        var (found, number) = await ServersAsync(key, query);
        Assert.Equal(ids, found);
        Assert.Equal(total ?? ids.Count, number);
    }

    private async Task<(List<string> Ids, long Total)> ServersAsync(string key, string query)
    {
        var answer = await _server.SendAsync(HttpMethod.Get, $"/servers{query}", key).JsonAsync();
        return ([.. answer["servers"]!.AsArray().Select(server => (string)server!["serverid"]!)], (long)answer["totalnumber"]!);
    }
}
