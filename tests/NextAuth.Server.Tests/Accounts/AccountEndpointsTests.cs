using Dapper;
using NextAuth.Server.Tests.Fixture;

namespace NextAuth.Server.Tests.Accounts;

public sealed class AccountEndpointsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly TestServer _server = shared.Server;

    [Fact]
    public async Task GetAccount_answers_what_is_known_and_leaves_out_what_is_not()
    {
        var server = await _server.CreateServerAsync();
        var account = await _server.EnrolAsync(server, "n1", "Ada's phone");

        var answer = await _server.SendAsync(HttpMethod.Get, $"{server.Path}/accounts/{account.Id}").JsonAsync();

        Assert.Equal(account.Id, (long)answer["id"]!);
        Assert.Equal("Ada's phone", (string)answer["description"]!);
        Assert.False((bool)answer["blocked"]!);
        Assert.Equal("tests 1.0", (string)answer["clientVersion"]!);
        Assert.True((long)answer["created"]! > 1_700_000_000);
        Assert.False(answer.ContainsKey("lastprovoke"));
        Assert.False(answer.ContainsKey("userid"));
    }

    [Fact]
    public async Task An_account_id_is_decoded_like_everything_in_a_path()
    {
        var server = await _server.CreateServerAsync();
        var account = await _server.EnrolAsync(server, "n1");
        var escaped = string.Concat($"{account.Id}".Select(digit => $"%{(int)digit:X2}"));

        var answer = await _server.SendAsync(HttpMethod.Get, $"{server.Path}/accounts/{escaped}/").JsonAsync();

        Assert.Equal(account.Id, (long)answer["id"]!);
    }

    [Fact]
    public async Task ProvokeLoginOnAccount_pushes_and_answers_nothing()
    {
        var server = await _server.CreateServerAsync();
        var account = await _server.EnrolAsync(server, "n1");

        await _server.SendAsync(HttpMethod.Post, $"{server.Path}/accounts/{account.Id}/provokelogin", nonce: "n2").IsEmptyAsync();

        var answer = await _server.SendAsync(HttpMethod.Get, $"{server.Path}/accounts/{account.Id}/").JsonAsync();
        Assert.True(answer.ContainsKey("lastprovoke"));
    }

    [Fact]
    public async Task Blocking_ends_the_sessions_and_stops_pushes_until_unblocked()
    {
        var server = await _server.CreateServerAsync();
        var account = await _server.EnrolAsync(server, "n1");

        var blocked = await _server.SendAsync(HttpMethod.Put, $"{server.Path}/accounts/{account.Id}/?blocked=true").JsonAsync();
        var status = await _server.SendAsync(HttpMethod.Get, $"{server.Path}/sessions", nonce: "n1").JsonAsync();
        await _server.SendAsync(HttpMethod.Post, $"{server.Path}/accounts/{account.Id}/provokelogin", nonce: "n2").IsProblemAsync(403, "account-blocked");
        var unblocked = await _server.SendAsync(HttpMethod.Put, $"{server.Path}/accounts/{account.Id}?blocked=false").JsonAsync();

        Assert.True((bool)blocked["blocked"]!);
        Assert.False((bool)status["loggedin"]!);
        Assert.False((bool)status["canprovoke"]!);
        Assert.False((bool)unblocked["blocked"]!);
        await _server.SendAsync(HttpMethod.Post, $"{server.Path}/accounts/{account.Id}/provokelogin", nonce: "n2").IsEmptyAsync();
    }

    [Theory]
    [InlineData("999999999")]
    [InlineData("9223372036854775808")]
    [InlineData("-1")]
    [InlineData("abc")]
    [InlineData("1%2F2")]
    public async Task What_names_no_account_is_404(string accountId)
    {
        var server = await _server.CreateServerAsync();

        await _server.SendAsync(HttpMethod.Get, $"{server.Path}/accounts/{accountId}").IsProblemAsync(404, "unknown-account");
        await _server.SendAsync(HttpMethod.Put, $"{server.Path}/accounts/{accountId}?blocked=true").IsProblemAsync(404, "unknown-account");
        await _server.SendAsync(HttpMethod.Post, $"{server.Path}/accounts/{accountId}/provokelogin", nonce: "n").IsProblemAsync(404, "unknown-account");
    }

    [Fact]
    public async Task An_account_of_another_server_does_not_exist_here()
    {
        var (mine, other) = (await _server.CreateServerAsync(), await _server.CreateServerAsync());
        var account = await _server.EnrolAsync(other, "n1");

        await _server.SendAsync(HttpMethod.Get, $"{mine.Path}/accounts/{account.Id}").IsProblemAsync(404, "unknown-account");
        await _server.SendAsync(HttpMethod.Put, $"{mine.Path}/accounts/{account.Id}?blocked=true").IsProblemAsync(404, "unknown-account");
        await _server.SendAsync(HttpMethod.Post, $"{mine.Path}/accounts/{account.Id}/provokelogin", nonce: "n").IsProblemAsync(404, "unknown-account");
    }

    [Fact]
    public async Task GetAllAccounts_filters_by_the_users_attributes_sorts_and_pages()
    {
        var server = await _server.CreateServerAsync();
        var ids = new List<long>();
        foreach (var (label, user) in ((string, string?)[])[("b", "ada"), ("a", "bob"), ("c", "ada"), ("d", null)])
        {
            ids.Add((await _server.EnrolAsync(server, label, label, user)).Id);
        }

        await _server.SendAsync(HttpMethod.Post, $"{server.Path}/users/ada/attributes", body: new StringContent("""{"color":"red"}""")).IsEmptyAsync();

        await AssertAccountsAsync(server, "", ids, 4);
        await AssertAccountsAsync(server, "?sort=description:desc&limit=2", [ids[3], ids[2]], 4);
        await AssertAccountsAsync(server, "?filter=color=red&sort=description", [ids[0], ids[2]], 2);
        await AssertAccountsAsync(server, "?filter=color=red&sort=userid:desc&marker=1", [ids[2]], 2);
        await AssertAccountsAsync(server, "?sort=userid:desc", [ids[1], ids[0], ids[2], ids[3]], 4);
        await AssertAccountsAsync(server, "?filter=color=blue", [], 0);
    }

    // Callers can make a million orders of these columns; what each leaves behind would never go.
    [Fact]
    public async Task GetUser_leaves_nothing_behind_in_memory_for_an_order_it_has_answered()
    {
        var server = await _server.CreateServerAsync();
        await _server.EnrolAsync(server, "n1", userId: "ada");
        string[] columns = ["id", "description", "blocked", "clientVersion", "created", "lastlogin", "lastprovoke", "userid"];
        foreach (var (first, second) in columns.SelectMany(first => columns.Where(second => second != first).Select(second => (first, second))))
        {
            var answer = await _server.SendAsync(HttpMethod.Get, $"{server.Path}/users/ada/accounts?sort={first}:desc,{second}").JsonAsync();
            Assert.Equal(1, (long)answer["totalnumber"]!);
        }

        Assert.Equal(0, SqlMapper.GetCachedSQLCount());
    }

    [Fact]
    public async Task DeleteAccount_ends_its_sessions_and_once_is_all_there_is()
    {
        var server = await _server.CreateServerAsync();
        var account = await _server.EnrolAsync(server, "n1", userId: "ada");

        await _server.SendAsync(HttpMethod.Delete, $"{server.Path}/accounts/{account.Id}").IsEmptyAsync();

        await _server.SendAsync(HttpMethod.Delete, $"{server.Path}/accounts/{account.Id}/").IsProblemAsync(404, "unknown-account");
        var status = await _server.SendAsync(HttpMethod.Get, $"{server.Path}/sessions", nonce: "n1").JsonAsync();
        Assert.False((bool)status["loggedin"]!);
        Assert.False((bool)status["canprovoke"]!);
        Assert.Equal(0, (long)(await _server.SendAsync(HttpMethod.Get, $"{server.Path}/users").JsonAsync())["users"]![0]!["numberaccounts"]!);
    }

    [Fact]
    public async Task UpdateAccountUser_gives_the_account_to_a_user_and_makes_the_user_when_new()
    {
        var server = await _server.CreateServerAsync();
        var account = await _server.EnrolAsync(server, "n1", userId: "ada");

        var answer = await _server.SendAsync(HttpMethod.Put, $"{server.Path}/accounts/{account.Id}/user?userid=b%2Fob").JsonAsync();

        Assert.Equal("b/ob", (string)answer["userid"]!);
        var users = await _server.SendAsync(HttpMethod.Get, $"{server.Path}/users?sort=numberaccounts:desc").JsonAsync();
        Assert.Equal(["b/ob 1 True", "ada 0 True"], users["users"]!.AsArray().Select(user => $"{user!["userid"]} {user["numberaccounts"]} {user.AsObject().ContainsKey("lastlogin")}"));
        Assert.Equal("b/ob", (string)(await _server.SendAsync(HttpMethod.Get, $"{server.Path}/sessions", nonce: "n1").JsonAsync())["userid"]!);
    }

    private async Task AssertAccountsAsync(TestVirtualServer server, string query, List<long> ids, long total)
    {
        var answer = await _server.SendAsync(HttpMethod.Get, $"{server.Path}/accounts{query}").JsonAsync();
        Assert.Equal(ids, answer["accounts"]!.AsArray().Select(account => (long)account!["id"]!));
        Assert.Equal(total, (long)answer["totalnumber"]!);
    }
}
