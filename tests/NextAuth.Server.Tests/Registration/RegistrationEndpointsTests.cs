using System.Security.Cryptography;
using System.Text;
using NextAuth.Protocol.Links;
using NextAuth.Server.Tests.Fixture;

namespace NextAuth.Server.Tests.Registration;

public sealed class RegistrationEndpointsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static readonly string[] UniqueNames = ["uniqueNames"];

    private readonly TestServer _server = shared.Server;

    [Fact]
    public async Task GetQrEnrol_answers_a_code_with_the_servers_fingerprint_and_a_new_token_each_time()
    {
        var server = await _server.CreateServerAsync();

        var first = Read(await _server.SendAsync(HttpMethod.Get, $"{server.Path}/sessions/qr/enrol?name=Ada", nonce: "n1").BytesAsync("application/octet-stream"));
        var second = Read(await _server.SendAsync(HttpMethod.Get, $"{server.Path}/sessions/qr/enrol/?name=Ada&userid=ada", nonce: "n1").BytesAsync("application/octet-stream"));

        Assert.Equal(SHA256.HashData(server.PublicKey), first.Fingerprint.ToArray());
        Assert.NotEqual(first.Token.ToArray(), second.Token.ToArray());
    }

    [Fact]
    public async Task A_taken_name_is_409_where_names_are_unique()
    {
        var server = await _server.CreateServerAsync(new { serverFlags = UniqueNames });
        await _server.EnrolAsync(server, "n1", "Ada");

        await _server.SendAsync(HttpMethod.Get, $"{server.Path}/sessions/qr/enrol?name=Ada", nonce: "n2").IsProblemAsync(409, "name-taken");
        await _server.SendAsync(HttpMethod.Get, $"{server.Path}/sessions/qr/enrol?name=Bob", nonce: "n2").BytesAsync("application/octet-stream");
    }

    [Fact]
    public async Task RegisterUser_ties_the_account_logged_in_to_the_user()
    {
        var server = await _server.CreateServerAsync();
        await _server.EnrolAsync(server, "n1");

        await _server.SendAsync(HttpMethod.Post, $"{server.Path}/sessions/registeruser?userid=a%2Fb%20c", nonce: "n1").IsEmptyAsync();

        var status = await _server.SendAsync(HttpMethod.Get, $"{server.Path}/sessions/", nonce: "n1").JsonAsync();
        Assert.Equal("a/b c", (string)status["userid"]!);
    }

    [Fact]
    public async Task RegisterUser_is_403_when_nobody_is_logged_in()
    {
        var server = await _server.CreateServerAsync();

        await _server.SendAsync(HttpMethod.Post, $"{server.Path}/sessions/registeruser?userid=ada", nonce: "n1").IsProblemAsync(403, "not-logged-in");
    }

    private static Link.Enrol Read(byte[] code)
    {
        Assert.True(Link.TryParse(Encoding.ASCII.GetString(code), out var link, out var error), error.ToString());
        return Assert.IsType<Link.Enrol>(link);
    }
}
