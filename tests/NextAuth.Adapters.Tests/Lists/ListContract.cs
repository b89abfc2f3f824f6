using CsCheck;
using NextAuth.Server;
using NextAuth.Server.Attributes;
using NextAuth.Server.Sql.Lists;

namespace NextAuth.Adapters.Tests.Lists;

/// <summary>Lists of users and accounts against the plainest way to make them: whatever is asked for, however the rows came about.</summary>
public abstract class ListContract(StoreFixture fixture)
{
    private const int Queries = 10_000;

    private static readonly int[] Markers = [0, 7, 990, 1_001, 1_985];

    private static readonly string[] Colors = ["red", "blue", "green"];

    private static readonly Gen<AttributeFilter> Filters = Gen.OneOf(
        Of([.. Colors, "Red", "none"]).Array[1, 3].Select(static values => new AttributeFilter("color", values)),
        Gen.Int[0, 40].Select(static number => new AttributeFilter("number", [$"{number}"])),
        Of("yes", "no").Select(static value => new AttributeFilter("rare", [value])));

    private static readonly Gen<string?> Searches = Of<string?>(null, null, "", "u", "U", "_", "%", "\\", "1", "ser 1", "é", "É", "nobody");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_of_users_is_what_filtering_sorting_and_cutting_gives()
    {
        var world = await World.MakeAsync(fixture, 60);
        await Gen.Select(Pages(["userid", "lastlogin", "numberaccounts"]), Filters.Array[0, 2], Searches).SampleAsync(
            async (page, filters, search) =>
            {
                var fitting = world.Users.Values.Where(user => filters.All(user.Fits) && World.Contains(user.Id, search));
                var expected = World.Sort(fitting, page.Sort, World.Column, user => user.Id).ToList();

                var found = await fixture.Users.ListAsync(world.Server, new(filters, search, page), Cancellation);

                Assert.Equal(expected.Count, found.Total);
                Assert.Equal(World.Cut(expected, page).Select(user => user.Id), found.Items.Select(user => user.Id));
                return found.Items.All(user => world.Users[user.Id] is var known && known.LastLogin == user.LastLogin?.ToUnixTimeMilliseconds() && known.Accounts == user.Accounts);
            },
            iter: Queries,
            threads: 1);
    }

    [Fact]
    public async Task A_page_of_accounts_is_what_filtering_sorting_and_cutting_gives()
    {
        var world = await World.MakeAsync(fixture, 60);
        var columns = (string[])["id", "description", "blocked", "clientVersion", "created", "lastlogin", "lastprovoke", "userid"];
        await Gen.Select(Pages(columns), Filters.Array[0, 2]).SampleAsync(
            async (page, filters) =>
            {
                var fitting = world.Accounts.Where(account => filters.Length == 0 || (account.UserId is not null && filters.All(world.Users[account.UserId].Fits)));
                var expected = World.Sort(fitting, page.Sort, World.Column, account => account.Id).ToList();

                var found = await fixture.Accounts.ListAsync(world.Server, filters, page, Cancellation);

                Assert.Equal(expected.Count, found.Total);
                Assert.Equal(World.Cut(expected, page).Select(account => account.Id), found.Items.Select(account => account.Id));
                return true;
            },
            iter: Queries,
            threads: 1);
    }

    [Fact]
    public async Task A_page_is_right_also_when_more_rows_are_alike_than_are_sorted_at_once()
    {
        var world = await World.MakeAsync(fixture, 60);
        await world.AddManyAsync(fixture.Database, 12_000);
        var columns = (string[])["description", "blocked", "clientVersion", "created", "lastlogin", "lastprovoke", "userid"];
        var pages = Gen.Select(Of("description", "blocked"), Of(columns), Of(columns), Gen.Bool.Array[3], Of(0L, 5L, 55L, 11_950L, 12_060L)).Select(
            (first, second, third, down, marker) => new PageRequest(
                20, marker, [.. new SortColumn[] { new(first, down[0]), new(second, down[1]), new(third, down[2]) }.DistinctBy(column => column.Name)]));

        await Gen.Select(pages, Filters.Array[0, 1]).SampleAsync(
            async (page, filters) =>
            {
                var fitting = world.Accounts.Where(account => filters.Length == 0 || (account.UserId is not null && filters.All(world.Users[account.UserId].Fits)));
                var expected = World.Sort(fitting, page.Sort, World.Column, account => account.Id).ToList();

                var found = await fixture.Accounts.ListAsync(world.Server, filters, page, Cancellation);

                Assert.Equal(expected.Count, found.Total);
                Assert.Equal(World.Cut(expected, page).Select(account => account.Id), found.Items.Select(account => account.Id));
                return true;
            },
            iter: 300,
            threads: 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4_000)]
    [InlineData(9_000)]
    [InlineData(18_000)]
    public async Task A_page_is_right_wherever_in_the_order_those_who_fit_stand(int first)
    {
        const int All = 20_000;
        const int Fitting = 2_000;
        var server = fixture.NewServer();
        await fixture.Database.WriteAsync(
            scope => scope.Statement("""
                INSERT INTO users (server, userid, created, last_login)
                WITH RECURSIVE n (value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM n LIMIT @all)
                SELECT @server, printf('%s-%05d', CASE WHEN value BETWEEN @first AND @last THEN 'in' ELSE 'out' END, (value * 7919) % @all), 0, value / 2 FROM n
                """).Bind("@server", server.ToArray()).Bind("@all", (long)All).Bind("@first", (long)first).Bind("@last", first + Fitting - 1L).Execute()
                + scope.Statement("""
                INSERT INTO attributes (kind, server, owner, key, size, accounts, user_number, text, value)
                SELECT 0, server, userid, 'place', 10, accounts, number, 'in', '"in"' FROM users WHERE server = @server AND userid LIKE 'in-%'
                """).Bind("@server", server.ToArray()).Execute(),
            Cancellation);
        var ids = Enumerable.Range(first, Fitting).Select(value => (Login: value / 2, Id: $"in-{value * 7919 % All:D5}")).ToList();

        foreach (var way in Enumerable.Range(0, 8 * Markers.Length))
        {
            var (isFiltered, down, idDown, marker) = ((way & 1) == 0, (way & 2) == 0, (way & 4) == 0, Markers[way / 8]);
            var byLogin = down ? ids.OrderByDescending(static user => user.Login) : ids.OrderBy(static user => user.Login);
            var expected = idDown ? byLogin.ThenByDescending(static user => user.Id, StringComparer.Ordinal) : byLogin.ThenBy(static user => user.Id, StringComparer.Ordinal);
            var page = new PageRequest(20, marker, [new("lastlogin", down), new("userid", idDown)]);

            var found = await fixture.Users.ListAsync(server, new(isFiltered ? [new("place", ["in"])] : [], isFiltered ? null : "in-", page), Cancellation);

            Assert.Equal(Fitting, found.Total);
            Assert.Equal(expected.Skip(marker).Take(20).Select(static user => user.Id), found.Items.Select(static user => user.Id));
        }
    }

    [Fact]
    public async Task What_many_have_is_counted_once_and_then_kept()
    {
        const int Many = ValueCounts.Many + 1;
        var server = fixture.NewServer();
        await fixture.Database.WriteAsync(
            scope => scope.Statement("""
                INSERT INTO users (server, userid, created)
                WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n LIMIT @all) SELECT @server, printf('user %05d', value), 0 FROM n
                """).Bind("@all", Many + 10L).Bind("@server", server.ToArray()).Execute()
                + scope.Statement("""
                INSERT INTO attributes (kind, server, owner, key, size, accounts, user_number, text, value)
                SELECT 0, server, userid, 'place', 10, accounts, number, CASE WHEN number <= @many THEN 'town' ELSE 'farm' END, '' FROM users WHERE server = @server
                """).Bind("@many", (long)Many).Bind("@server", server.ToArray()).Execute(),
            Cancellation);
        await fixture.EnrolAsync(server, userId: "user 00003");
        await fixture.EnrolAsync(server, userId: "user 00003");

        Assert.Equal((Many, 2), await TotalsAsync("town"));
        Assert.Equal((10, 0), await TotalsAsync("farm"));
        Assert.Equal((Many + 10, 2), await TotalsAsync("farm", "town", "town", "none"));
        Assert.Equal($"town {Many} 2", await KeptAsync());

        await fixture.Attributes.RemoveAsync(AttributeOwner.OfUser(server, "user 00003"), "place", Cancellation);
        await fixture.Attributes.MergeAsync(AttributeOwner.OfUser(server, "user 00004"), [new("place", "", "farm", 10)], Cancellation);
        await fixture.EnrolAsync(server, userId: "user 00005");
        Assert.Equal($"town {Many - 2} 1", await KeptAsync());
        Assert.Equal((Many - 2, 1), await TotalsAsync("town"));

        // What is kept is what is answered: nobody counts again.
        await fixture.Database.WriteAsync(
            scope => scope.Statement("UPDATE value_counts SET users = 7, accounts = 8 WHERE server = @server").Bind("@server", server.ToArray()).Execute(), Cancellation);
        Assert.Equal((7, 8), await TotalsAsync("town"));

        async Task<(long Users, long Accounts)> TotalsAsync(params string[] values) => (
            (await fixture.Users.ListAsync(server, new([new("place", values)], null, new(1, 0, [])), Cancellation)).Total,
            (await fixture.Accounts.ListAsync(server, [new("place", values)], new(1, 0, []), Cancellation)).Total);

        Task<string?> KeptAsync() => fixture.Database.ReadAsync(
            static (connection, server) => (string?)connection.Statement("SELECT group_concat(text || ' ' || users || ' ' || accounts) FROM value_counts WHERE server = @server")
                .Bind("@server", server.ToArray()).Value(),
            server,
            Cancellation);
    }

    [Fact]
    public async Task Kept_counts_are_what_counting_gives_whatever_happened()
    {
        var server = fixture.NewServer();
        var accounts = new List<long>();
        await World.KeepCountsAsync(fixture.Database, server, "a", "1", "2");
        await Gen.Select(Gen.Int[0, 12], Gen.Int[0, 9], Gen.Int[0, 1000]).SampleAsync(
            async (what, who, which) =>
            {
                var user = $"user {who}";
                switch (what)
                {
                    case < 4:
                        accounts.Add((await fixture.EnrolAsync(server, userId: who == 0 ? null : user)).Account);
                        break;
                    case 4 when accounts.Count > 0:
                        await fixture.Accounts.DeleteAsync(accounts[which % accounts.Count], key: null, StoreFixture.Now, Cancellation);
                        break;
                    case 5 or 6 when accounts.Count > 0:
                        await fixture.Accounts.SetUserAsync(server, accounts[which % accounts.Count], user, StoreFixture.Now, Cancellation);
                        break;
                    case 7:
                        await fixture.Users.DeleteAsync(server, user, 100, StoreFixture.Now, Cancellation);
                        break;
                    case 8:
                        await fixture.Accounts.DeleteOfUserAsync(server, user, 100, StoreFixture.Now, Cancellation);
                        break;
                    case 9:
                        await fixture.Attributes.MergeAsync(AttributeOwner.OfUser(server, user), [new("a", "1", (which % 3) switch { 0 => null, 1 => "2", _ => "3" }, 8)], Cancellation);
                        break;
                    case 10:
                        await fixture.Attributes.RemoveAsync(AttributeOwner.OfUser(server, user), "a", Cancellation);
                        break;
                    default:
                        await fixture.Attributes.ReplaceAsync(
                            AttributeOwner.OfUser(server, user), [new("a", "1", which % 2 == 0 ? "1" : "2", 8), new("b", "1", "1", 8)], StoreFixture.Now, Cancellation);
                        break;
                }

                return await World.MiscountedAsync(fixture.Database, server) == 0;
            },
            iter: 2_000,
            threads: 1);
    }

    private static Gen<T> Of<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(at => values[at]);

    private static Gen<PageRequest> Pages(string[] columns) => Gen.Select(
        Gen.Int[1, 20],
        Gen.Frequency((4, Gen.Long[0, 70]), (1, Of(0L, long.MaxValue))),
        Of(columns).SelectMany(column => Gen.Bool.Select(down => new SortColumn(column, down))).Array[0, 3],
        static (limit, marker, sort) => new PageRequest(limit, marker, [.. sort.DistinctBy(column => column.Name)]));
}

public sealed class SqliteListTests(SqliteFixture fixture) : ListContract(fixture), IClassFixture<SqliteFixture>;

public sealed class MemoryListTests(MemoryFixture fixture) : ListContract(fixture), IClassFixture<MemoryFixture>;
