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
}
