using NextAuth.Protocol;
using NextAuth.Server;
using NextAuth.Server.Accounts;

namespace NextAuth.Adapters.Tests.Accounts;

/// <summary>What every <see cref="IAccountStore"/> promises about lists.</summary>
public abstract class AccountPageContract(StoreFixture fixture)
{
    private readonly ServerId _server = fixture.NewServer();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_is_a_part_of_the_list_and_says_how_long_all_of_it_is()
    {
        var ids = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add((await fixture.EnrolAsync(_server, userId: "ann")).Account);
        }

        var page = await PageAsync(2, 1);
        Assert.Equal(5, page.Total);
        Assert.Equal(ids[1..3], page.Items.Select(account => account.Id));
        Assert.Empty((await PageAsync(2, 5)).Items);
        Assert.Equal((0, 0L), ((await fixture.Accounts.OfUserAsync(_server, "nobody", new(1, 0, []), Cancellation)).Items.Count, 0L));
    }

    [Fact]
    public async Task Columns_sort_both_ways_and_the_id_breaks_ties()
    {
        var (b1, _, _) = await fixture.EnrolAsync(_server, userId: "ann", label: "b", at: StoreFixture.Now.AddMinutes(1));
        var (a, _, _) = await fixture.EnrolAsync(_server, userId: "ann", label: "a", at: StoreFixture.Now.AddMinutes(1));
        var (b2, _, _) = await fixture.EnrolAsync(_server, userId: "ann", label: "b");

        Assert.Equal([a, b1, b2], await OrderAsync(new SortColumn("description", false)));
        Assert.Equal([b1, b2, a], await OrderAsync(new SortColumn("description", true)));
        Assert.Equal([b2, b1, a], await OrderAsync(new("created", false), new("description", true)));
        Assert.Equal([b2, a, b1], await OrderAsync(new SortColumn("id", true)));
    }

    [Fact]
    public async Task Accounts_that_have_no_value_come_first_going_up_and_last_going_down()
    {
        var (without, _, _) = await fixture.EnrolAsync(_server, userId: "ann");
        var (with, _, session) = await fixture.EnrolAsync(_server, userId: "ann");
        await fixture.Pushes.AddAsync(
            new(StoreFixture.Key()[..16], _server, session, with, null, StoreFixture.Now, StoreFixture.Now), null, new(1, TimeSpan.Zero, TimeSpan.Zero), Cancellation);

        Assert.Equal([without, with], await OrderAsync(new SortColumn("lastprovoke", false)));
        Assert.Equal([with, without], await OrderAsync(new SortColumn("lastprovoke", true)));
    }

    [Theory]
    [InlineData("id")]
    [InlineData("description")]
    [InlineData("blocked")]
    [InlineData("clientVersion")]
    [InlineData("created")]
    [InlineData("lastlogin")]
    [InlineData("lastprovoke")]
    [InlineData("userid")]
    public async Task Every_member_of_the_answer_is_a_column(string column)
    {
        await fixture.EnrolAsync(_server, userId: "ann");
        Assert.Single(await OrderAsync(new SortColumn(column, true)));
    }

    [Theory]
    [InlineData("auth_key")]
    [InlineData("ID")]
    [InlineData("id; DROP TABLE accounts")]
    public async Task No_other_name_reaches_the_database(string column) =>
        await Assert.ThrowsAsync<ArgumentException>(() => OrderAsync(new SortColumn(column, false)));

    private Task<Page<Account>> PageAsync(int limit, long marker) =>
        fixture.Accounts.OfUserAsync(_server, "ann", new(limit, marker, []), Cancellation);

    private async Task<List<long>> OrderAsync(params SortColumn[] sort) =>
        [.. (await fixture.Accounts.OfUserAsync(_server, "ann", new(100, 0, sort), Cancellation)).Items.Select(account => account.Id)];
}

public sealed class SqliteAccountPageTests(SqliteFixture fixture) : AccountPageContract(fixture), IClassFixture<SqliteFixture>;

public sealed class MemoryAccountPageTests(MemoryFixture fixture) : AccountPageContract(fixture), IClassFixture<MemoryFixture>;
