using CsCheck;
using NextAuth.Server;
using NextAuth.Server.Attributes;

namespace NextAuth.Adapters.Tests.Lists;

/// <summary>Lists of users and accounts against the plainest way to make them: whatever is asked for, however the rows came about.</summary>
public abstract class ListContract(StoreFixture fixture)
{
    private const int Queries = 10_000;

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

    [Fact]
    public async Task Kept_counts_are_what_counting_gives_whatever_happened()
    {
        var server = fixture.NewServer();
        var accounts = new List<long>();
        await Gen.Select(Gen.Int[0, 9], Gen.Int[0, 9], Gen.Int[0, 1000]).SampleAsync(
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
                    default:
                        await fixture.Attributes.ReplaceAsync(AttributeOwner.OfUser(server, user), [new("a", "1", "1", 8)], StoreFixture.Now, Cancellation);
                        break;
                }

                return await World.MiscountedAsync(fixture.Database, server) == 0;
            },
            iter: 1_000,
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
