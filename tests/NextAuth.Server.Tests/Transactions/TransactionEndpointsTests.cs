using System.Net;
using System.Net.Http.Json;
using System.Text;
using NextAuth.Protocol.Links;
using NextAuth.Server.Tests.Fixture;

namespace NextAuth.Server.Tests.Transactions;

public sealed class TransactionEndpointsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly TestServer _server = shared.Server;

    [Fact]
    public async Task A_transaction_is_made_for_the_account_that_is_logged_in()
    {
        var server = await _server.CreateServerAsync();
        await _server.EnrolAsync(server, "n1");

        var created = await CreateAsync(server, new { amount = "10 €", benificiary = "Zoë", description = "Tea", later = 1 }).JsonAsync();

        var tid = (string)created["tid"]!;
        Assert.Equal(["tid", "qrdata"], created.Select(member => member.Key));
        Assert.True(Link.TryParse(Encoding.ASCII.GetString(Convert.FromBase64String((string)created["qrdata"]!)), out var link, out _));
        Assert.Equal((server.Id, tid), (link.Server.ToString(), Assert.IsType<Link.Transaction>(link).Id.ToString()));
        var result = await GetAsync(server, tid).JsonAsync();
        Assert.Equal("""{"tstatus":"0"}""", result.ToJsonString());
        await GetAsync(server, tid + "/evidence").IsProblemAsync(404, "no-evidence");
    }

    [Fact]
    public async Task After_the_logout_the_last_account_is_still_asked()
    {
        var server = await _server.CreateServerAsync();
        await _server.EnrolAsync(server, "n1");
        await _server.SendAsync(HttpMethod.Post, server.Path + "/sessions/logout", nonce: "n1").IsEmptyAsync();
        await CreateAsync(server, new { amount = "10 €" }).JsonAsync();
    }

    [Fact]
    public async Task A_session_without_an_account_or_with_a_blocked_one_gets_none()
    {
        var server = await _server.CreateServerAsync();
        await CreateAsync(server, new { amount = "10 €" }).IsProblemAsync(403, "no-account");

        var account = await _server.EnrolAsync(server, "n1");
        await _server.SendAsync(HttpMethod.Put, $"{server.Path}/accounts/{account.Id}/?blocked=true").JsonAsync();
        await CreateAsync(server, new { amount = "10 €" }).IsProblemAsync(403, "no-account");
    }

    [Theory]
    [InlineData("", "amount")]
    [InlineData("null", "amount")]
    [InlineData("{}", "amount")]
    [InlineData("""{"amount":"","benificiary":null}""", "amount")]
    [InlineData("""{"amount":10}""", "amount")]
    [InlineData("""{"amount":["10"]}""", "amount")]
    [InlineData("""{"amount":"1","amount":"2"}""", "amount")]
    [InlineData("""{"amount":"1\u0000"}""", "amount")]
    [InlineData("""{"amount":"   "}""", "amount")]
    [InlineData("""{"amount":"1","benificiary":"a\u202Eb"}""", "benificiary")]
    [InlineData("""{"amount":"1","benificiary":"a\u2066b"}""", "benificiary")]
    [InlineData("""{"amount":"1","benificiary":"a\u200Fb"}""", "benificiary")]
    [InlineData("""{"amount":"1","description":"a\u200Bb"}""", "description")]
    [InlineData("""{"amount":"1","description":"a\uFEFFb"}""", "description")]
    [InlineData("""{"amount":"1","description":"a\nb"}""", "description")]
    [InlineData("""{"amount":"1","description":"\ud800"}""", "description")]
    [InlineData("[]", "")]
    [InlineData("{", "")]
    public async Task A_refused_body_names_the_member(string body, string member)
    {
        var server = await _server.CreateServerAsync();
        await _server.EnrolAsync(server, "n1");
        var detail = await _server.SendAsync(HttpMethod.Post, server.Path + "/sessions/transactions", nonce: "n1", body: new ByteArrayContent(Encoding.UTF8.GetBytes(body)))
            .IsProblemAsync(400, "invalid-body");
        Assert.Contains(member, detail, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("amount", 100)]
    [InlineData("benificiary", 200)]
    [InlineData("description", 2000)]
    public async Task Texts_have_a_longest_length(string member, int maximum)
    {
        var server = await _server.CreateServerAsync();
        await _server.EnrolAsync(server, "n1");
        await CreateAsync(server, new Dictionary<string, string> { [member] = string.Concat(Enumerable.Repeat("💶", maximum)) }).JsonAsync();
        var detail = await CreateAsync(server, new Dictionary<string, string> { [member] = new('x', maximum + 1) }).IsProblemAsync(400, "invalid-body");
        Assert.Contains(member, detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_so_many_may_wait_for_one_account()
    {
        var server = await _server.CreateServerAsync();
        await _server.EnrolAsync(server, "n1");
        for (var i = 0; i < 10; i++)
        {
            await CreateAsync(server, new { amount = $"{i} €" }).JsonAsync();
        }

        await CreateAsync(server, new { amount = "10 €" }).IsProblemAsync(429, "too-many-pushes");
    }

    [Fact]
    public async Task Unknown_and_foreign_transactions_do_not_exist()
    {
        var (server, other) = (await _server.CreateServerAsync(), await _server.CreateServerAsync());
        await _server.EnrolAsync(server, "n1");
        var tid = (string)(await CreateAsync(server, new { amount = "10 €" }).JsonAsync())["tid"]!;

        await GetAsync(other, tid).IsProblemAsync(404, "unknown-transaction");
        await GetAsync(other, tid + "/evidence").IsProblemAsync(404, "unknown-transaction");
        foreach (var id in (string[])["AAAAAAAAAAAAAAAAAAAAAAAA", "x", "%2F", new string('A', 5000)])
        {
            await GetAsync(server, id).IsProblemAsync(404, "unknown-transaction");
            await GetAsync(server, id + "/evidence").IsProblemAsync(404, "unknown-transaction");
        }

        using var escaped = await GetAsync(server, string.Concat(tid.Select(character => $"%{(int)character:X2}")) + "/");
        Assert.Equal(HttpStatusCode.OK, escaped.StatusCode);
    }

    private Task<HttpResponseMessage> CreateAsync(TestVirtualServer server, object body) =>
        _server.SendAsync(HttpMethod.Post, server.Path + "/sessions/transactions", nonce: "n1", body: JsonContent.Create(body));

    private Task<HttpResponseMessage> GetAsync(TestVirtualServer server, string id) => _server.SendAsync(HttpMethod.Get, $"{server.Path}/transactions/{id}");
}
