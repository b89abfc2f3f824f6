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

    [Fact]
    public async Task GetUsers_filters_searches_sorts_and_pages()
    {
        var server = await _server.CreateServerAsync();
        foreach (var (user, color) in ((string, string)[])[("ada", "red"), ("bob", "red"), ("Carl_1", "blue"), ("dora%1", "green")])
        {
            await _server.SendAsync(
                HttpMethod.Post, $"{server.Path}/users/{Uri.EscapeDataString(user)}/attributes", body: new StringContent($$"""{"color":"{{color}}","age":7}""")).IsEmptyAsync();
        }

        await _server.EnrolAsync(server, "n1", userId: "bob");

        Assert.Equal(["Carl_1", "ada", "bob", "dora%1"], await UsersAsync(server, ""));
        Assert.Equal(["dora%1", "bob"], await UsersAsync(server, "?sort=userid:desc&limit=2"));
        Assert.Equal(["bob", "Carl_1"], await UsersAsync(server, "?sort=numberaccounts:desc&limit=2"));
        Assert.Equal(["bob", "Carl_1"], await UsersAsync(server, "?sort=lastlogin:desc&limit=2"));
        Assert.Equal(["ada", "bob"], await UsersAsync(server, "?filter=color%3Dred"));
        Assert.Equal(["Carl_1", "ada", "bob"], await UsersAsync(server, "?filter=color=in:red,blue&filter=age=7"));
        Assert.Empty(await UsersAsync(server, "?filter=color=red&filter=color=blue"));
        Assert.Empty(await UsersAsync(server, "?filter=color=Red"));
        Assert.Equal(["ada", "bob"], await UsersAsync(server, $"?filter=color=in:red{new string(',', 92)}" + string.Concat(Enumerable.Repeat("&filter=color=red", 7))));
        Assert.Equal(["Carl_1"], await UsersAsync(server, "?search=cARL"));
        Assert.Equal(["Carl_1"], await UsersAsync(server, "?search=_"));
        Assert.Equal(["dora%1"], await UsersAsync(server, "?search=%25"));
        Assert.Equal(["bob"], await UsersAsync(server, "?search=o&filter=color=red"));

        var page = await _server.SendAsync(HttpMethod.Get, $"{server.Path}/users/?limit=1&marker=2").JsonAsync();
        Assert.Equal(4, (long)page["totalnumber"]!);
        Assert.Equal(["userid", "lastlogin", "numberaccounts"], page["users"]![0]!.AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task DeleteUser_takes_attributes_accounts_sessions_and_enrol_codes_along()
    {
        var server = await _server.CreateServerAsync();
        var account = await _server.EnrolAsync(server, "n1", userId: "ada");
        await _server.EnrolAsync(server, "n2", userId: "bob");
        await _server.SendAsync(HttpMethod.Post, $"{server.Path}/users/ada/attributes", body: new StringContent("""{"a":1}""")).IsEmptyAsync();

        await _server.SendAsync(HttpMethod.Delete, $"{server.Path}/users/ada").IsEmptyAsync();

        await _server.SendAsync(HttpMethod.Delete, $"{server.Path}/users/ada/").IsProblemAsync(404, "unknown-user");
        await _server.SendAsync(HttpMethod.Get, $"{server.Path}/users/ada/attributes").IsProblemAsync(404, "unknown-user");
        await _server.SendAsync(HttpMethod.Get, $"{server.Path}/accounts/{account.Id}").IsProblemAsync(404, "unknown-account");
        Assert.False((bool)(await _server.SendAsync(HttpMethod.Get, $"{server.Path}/sessions", nonce: "n1").JsonAsync())["loggedin"]!);
        Assert.True((bool)(await _server.SendAsync(HttpMethod.Get, $"{server.Path}/sessions", nonce: "n2").JsonAsync())["loggedin"]!);
        Assert.Equal(["bob"], await UsersAsync(server, ""));
        Assert.Empty(await UsersAsync(server, "?filter=a=1"));
    }

    [Fact]
    public async Task DeleteUserAccounts_leaves_the_user()
    {
        var server = await _server.CreateServerAsync();
        await _server.EnrolAsync(server, "n1", userId: "ada");
        await _server.EnrolAsync(server, "n2", userId: "ada");

        await _server.SendAsync(HttpMethod.Delete, $"{server.Path}/users/ada/accounts").IsEmptyAsync();
        await _server.SendAsync(HttpMethod.Delete, $"{server.Path}/users/ada/accounts/").IsEmptyAsync();
        await _server.SendAsync(HttpMethod.Delete, $"{server.Path}/users/bob/accounts").IsProblemAsync(404, "unknown-user");

        Assert.Equal(["ada"], await UsersAsync(server, ""));
        Assert.Equal(0, (long)(await _server.SendAsync(HttpMethod.Get, $"{server.Path}/accounts").JsonAsync())["totalnumber"]!);
        Assert.False((bool)(await _server.SendAsync(HttpMethod.Get, $"{server.Path}/sessions", nonce: "n2").JsonAsync())["loggedin"]!);
    }

    private async Task<List<string>> UsersAsync(TestVirtualServer server, string query) =>
        [.. (await _server.SendAsync(HttpMethod.Get, $"{server.Path}/users{query}").JsonAsync())["users"]!.AsArray().Select(user => (string)user!["userid"]!)];
}
