using NextAuth.Server.Tests.Fixture;

namespace NextAuth.Server.Tests.Users;

public sealed class UserEndpointsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly TestServer _server = shared.Server;

    [Theory]
    [InlineData("ada", "ada")]
    [InlineData("ada lovelace", "ada%20lovelace")]
    [InlineData("a/b@c+d%e#f", "a%2Fb%40c%2Bd%25e%23f")]
    [InlineData("a/b@c+d", "a%2fb@c+d")]
    [InlineData("a%2Fb", "a%252Fb")]
    [InlineData("../up", "..%2Fup")]
    [InlineData("ünï 🔑", "%C3%BCn%C3%AF%20%F0%9F%94%91")]
    public async Task A_user_in_the_path_is_decoded_exactly_once(string userId, string inPath)
    {
        var server = await _server.CreateServerAsync();
        var account = await _server.EnrolAsync(server, "n1", userId: userId);

        await _server.SendAsync(HttpMethod.Post, $"{server.Path}/users/{inPath}/provokelogin", nonce: "n2").IsEmptyAsync();
        var accounts = await _server.SendAsync(HttpMethod.Get, $"{server.Path}/users/{inPath}/accounts/").JsonAsync();

        Assert.Equal(account.Id, (long)Assert.Single(accounts["accounts"]!.AsArray())!["id"]!);
        Assert.Equal(userId, (string)accounts["accounts"]![0]!["userid"]!);
    }

    [Fact]
    public async Task A_slash_and_an_escaped_slash_name_different_users()
    {
        var server = await _server.CreateServerAsync();
        await _server.EnrolAsync(server, "n1", userId: "a/b");

        await _server.SendAsync(HttpMethod.Post, $"{server.Path}/users/a%252Fb/provokelogin", nonce: "n2").IsProblemAsync(404, "unknown-user");
    }

    [Fact]
    public async Task ProvokeLoginOnUser_is_404_for_an_unknown_user_and_403_when_all_accounts_are_blocked()
    {
        var server = await _server.CreateServerAsync();
        var account = await _server.EnrolAsync(server, "n1", userId: "ada");
        await _server.SendAsync(HttpMethod.Put, $"{server.Path}/accounts/{account.Id}/?blocked=true").JsonAsync();

        await _server.SendAsync(HttpMethod.Post, $"{server.Path}/users/bob/provokelogin", nonce: "n2").IsProblemAsync(404, "unknown-user");
        await _server.SendAsync(HttpMethod.Post, $"{server.Path}/users/Ada/provokelogin", nonce: "n2").IsProblemAsync(404, "unknown-user");
        await _server.SendAsync(HttpMethod.Post, $"{server.Path}/users/ada/provokelogin", nonce: "n2").IsProblemAsync(403, "no-account");
    }

    [Fact]
    public async Task GetUser_pages_and_sorts_and_an_unknown_user_has_no_accounts()
    {
        var server = await _server.CreateServerAsync();
        var ids = new List<long>();
        foreach (var label in (string[])["b", "a", "c"])
        {
            ids.Add((await _server.EnrolAsync(server, label, label, "ada")).Id);
        }

        var page = await _server.SendAsync(HttpMethod.Get, $"{server.Path}/users/ada/accounts?sort=blocked,description:desc&limit=2&marker=1").JsonAsync();
        var none = await _server.SendAsync(HttpMethod.Get, $"{server.Path}/users/bob/accounts").JsonAsync();

        Assert.Equal([ids[0], ids[1]], page["accounts"]!.AsArray().Select(account => (long)account!["id"]!));
        Assert.Equal(3, (long)page["totalnumber"]!);
        Assert.Equal("""{"accounts":[],"totalnumber":0}""", none.ToJsonString());
    }
}
