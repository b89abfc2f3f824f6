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
    [InlineData("""{"appname":""}""", "appname")]
    public async Task A_wrong_member_is_400_and_named(string body, string member)
    {
        using var content = new StringContent(body);

        var detail = await _server.SendAsync(HttpMethod.Post, "/servers/", body: content).IsProblemAsync(400, "invalid-body");

        Assert.Contains(member, detail, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", detail, StringComparison.Ordinal);
    }
}
