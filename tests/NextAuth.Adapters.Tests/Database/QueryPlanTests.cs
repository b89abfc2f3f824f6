using NextAuth.Server;
using NextAuth.Server.Sql.Accounts;
using NextAuth.Server.Sql.Database;
using NextAuth.Server.Sql.Lists;
using NextAuth.Server.Sql.Push;

namespace NextAuth.Adapters.Tests.Database;

/// <summary>Which index is taken: a wrong one is right in every other test, and takes seconds on a large server.</summary>
public sealed class QueryPlanTests(SqliteFixture fixture) : IClassFixture<SqliteFixture>
{
    public static TheoryData<string> Columns => [.. ListTable.Accounts.Columns.Keys];

    [Theory]
    [MemberData(nameof(Columns))]
    public async Task A_users_accounts_are_found_by_the_user_however_they_are_sorted(string column)
    {
        foreach (var down in (bool[])[false, true])
        {
            var plan = await PlanAsync(SqlAccountStore.SelectOfUser(ListTable.OrderBy(ListTable.Accounts.Read([new SortColumn(column, down)]))));
            Assert.Contains(plan, step => step.Contains("accounts_of_user (server=? AND userid=?)", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_users_unblocked_accounts_are_found_by_the_user() => Assert.Contains(
        await PlanAsync(SqlAccountStore.SelectUnblocked), step => step.Contains("accounts_of_user (server=? AND userid=?)", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Columns))]
    public async Task A_page_of_a_server_is_read_from_an_index_and_not_sorted(string column)
    {
        var order = ListTable.OrderBy(ListTable.Accounts.Read([new SortColumn(column, false)]));
        foreach (var whose in (string[])["", "AND t.user_number > @after"])
        {
            var plan = await PlanAsync($"SELECT t.id FROM accounts AS t WHERE t.server = @server {whose} ORDER BY {order} LIMIT @limit OFFSET @marker");

            Assert.Contains("COVERING INDEX", Assert.Single(plan), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Who_has_an_attribute_is_gathered_from_its_index() => Assert.Contains(
        "COVERING INDEX attributes_by_text (server=? AND key=? AND text=?)",
        Assert.Single(await PlanAsync("SELECT SUM(d.user_number * d.accounts), COUNT(*) FROM attributes AS d WHERE d.kind = 0 AND d.server = @server AND d.key = @userid AND d.text IN (@account, @after) AND d.owner LIKE @userid")),
        StringComparison.Ordinal);

    [Fact]
    public async Task Values_whose_counts_are_not_kept_are_counted_along_the_attributes_index()
    {
        foreach (var table in (ListTable[])[ListTable.Users, ListTable.Accounts])
        {
            var select = ValueCounts.Select(table, new(default, [new("place", ["town", "farm"])], search: null));
            var plan = await PlanAsync(select.Replace("@key0", "@userid", StringComparison.Ordinal).Replace("@value0_0", "@account", StringComparison.Ordinal).Replace("@value0_1", "@after", StringComparison.Ordinal));

            Assert.Contains(plan, static step => step.Contains("COVERING INDEX attributes_by_text (server=? AND key=? AND text=?)", StringComparison.Ordinal));
            Assert.Contains(plan, static step => step.Contains("SEARCH v USING PRIMARY KEY (server=? AND key=? AND text=?)", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_part_of_the_logouts_that_wait_is_found_by_its_number_and_not_sorted() => Assert.Contains(
        "pushes_pending (account=? AND kind=? AND n>?)", Assert.Single(await PlanAsync(SqlPushStore.SelectLogouts)), StringComparison.Ordinal);

    private Task<List<string>> PlanAsync(string sql) => fixture.Database.ReadAsync(
        static (connection, sql) =>
        {
            using var explained = new Statement(connection.Sqlite, "EXPLAIN QUERY PLAN " + sql);
            using var reader = explained.Bind("@server", new byte[18]).Bind("@userid", "ann").Bind("@limit", 1L).Bind("@marker", 0L)
                .Bind("@account", 1L).Bind("@after", 0L).Bind("@now", 0L).Read();
            var steps = new List<string>();
            while (reader.Read())
            {
                steps.Add(reader.GetString(3));
            }

            return steps;
        },
        sql,
        TestContext.Current.CancellationToken);
}
