using NextAuth.Protocol;
using NextAuth.Server.Push;

namespace NextAuth.Adapters.Tests.Push;

/// <summary>What every <see cref="IPushEndpointStore"/> promises.</summary>
public abstract class PushEndpointStoreContract(StoreFixture fixture)
{
    private readonly ServerId _server = fixture.NewServer();

    private static DateTimeOffset Now => StoreFixture.Now;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_account_has_one_endpoint_the_newest()
    {
        var (account, key, _) = await fixture.EnrolAsync(_server);
        var (first, second) = (StoreFixture.Key(), StoreFixture.Key());
        Assert.Null(await fixture.Endpoints.FindAsync(account, Cancellation));

        Assert.True(await fixture.Endpoints.SetAsync(account, key, first, Now, Cancellation));
        Assert.True(await fixture.Endpoints.SetAsync(account, key, second, Now.AddMinutes(1), Cancellation));

        var found = await fixture.Endpoints.FindAsync(account, Cancellation);
        Assert.Equal((account, _server, Now.AddMinutes(1)), (found!.Account, found.Server, found.Created));
        Assert.Equal(second, found.Sealed);

        await fixture.Endpoints.ClearAsync(account, key, Cancellation);
        Assert.Null(await fixture.Endpoints.FindAsync(account, Cancellation));
    }

    [Fact]
    public async Task Nothing_is_set_for_an_account_that_does_not_exist()
    {
        Assert.False(await fixture.Endpoints.SetAsync(long.MaxValue, StoreFixture.Key(), StoreFixture.Key(), Now, Cancellation));
        Assert.Null(await fixture.Endpoints.FindAsync(long.MaxValue, Cancellation));
        Assert.Null(await fixture.Endpoints.FindPushKeyAsync(long.MaxValue, Cancellation));
    }

    // A push service says of an endpoint that it is dead while the phone names the next one.
    [Fact]
    public async Task Late_word_of_a_dead_endpoint_leaves_its_successor()
    {
        var (account, key, _) = await fixture.EnrolAsync(_server);
        var (dead, successor) = (StoreFixture.Key(), StoreFixture.Key());
        await fixture.Endpoints.SetAsync(account, key, dead, Now, Cancellation);
        await fixture.Endpoints.SetAsync(account, key, successor, Now, Cancellation);

        Assert.False(await fixture.Endpoints.RemoveAsync(account, dead, Cancellation));
        Assert.Equal(successor, (await fixture.Endpoints.FindAsync(account, Cancellation))!.Sealed);
        Assert.True(await fixture.Endpoints.RemoveAsync(account, successor, Cancellation));
        Assert.Null(await fixture.Endpoints.FindAsync(account, Cancellation));
    }

    [Fact]
    public async Task The_endpoint_of_a_deleted_account_is_given_to_one_caller_once()
    {
        var (account, key, _) = await fixture.EnrolAsync(_server);
        var endpoint = StoreFixture.Key();
        await fixture.Endpoints.SetAsync(account, key, endpoint, Now, Cancellation);
        Assert.Null(await fixture.Endpoints.TakeOfDeletedAsync(account, Cancellation));

        await fixture.Accounts.DeleteAsync(account, key: null, Now, Cancellation);

        Assert.Null(await fixture.Endpoints.FindAsync(account, Cancellation));
        Assert.False(await fixture.Endpoints.SetAsync(account, key, StoreFixture.Key(), Now, Cancellation));
        var taken = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => fixture.Endpoints.TakeOfDeletedAsync(account, Cancellation))));
        Assert.Equal(endpoint, Assert.Single(taken.OfType<PushDestination>()).Sealed);
    }

    [Fact]
    public async Task What_nobody_took_of_a_deleted_account_is_forgotten_and_living_ones_are_not()
    {
        var (deleted, deletedKey, _) = await fixture.EnrolAsync(_server);
        var (living, livingKey, _) = await fixture.EnrolAsync(_server);
        await fixture.Endpoints.SetAsync(deleted, deletedKey, StoreFixture.Key(), Now, Cancellation);
        await fixture.Endpoints.SetAsync(living, livingKey, StoreFixture.Key(), Now, Cancellation);
        await fixture.Accounts.DeleteAsync(deleted, key: null, Now, Cancellation);

        Assert.Equal(0, await fixture.Endpoints.ForgetDeletedAsync(Now, 500, Cancellation));
        Assert.Equal(1, await fixture.Endpoints.ForgetDeletedAsync(Now.AddSeconds(1), 500, Cancellation));
        Assert.Null(await fixture.Endpoints.TakeOfDeletedAsync(deleted, Cancellation));
        Assert.NotNull(await fixture.Endpoints.FindAsync(living, Cancellation));
    }

    [Fact]
    public async Task A_deleted_server_leaves_no_endpoint()
    {
        var server = fixture.NewServer();
        var (account, key, _) = await fixture.EnrolAsync(server);
        await fixture.Endpoints.SetAsync(account, key, StoreFixture.Key(), Now, Cancellation);

        await fixture.Servers.DeleteAsync(server, Cancellation);

        Assert.Null(await fixture.Endpoints.FindAsync(account, Cancellation));
        Assert.Null(await fixture.Endpoints.TakeOfDeletedAsync(account, Cancellation));
    }

    // The push key was sealed for the first key. Without it the boxes of a phone that rotated its keys could never be opened again.
    [Fact]
    public async Task A_push_key_is_found_with_the_key_it_was_enrolled_with_however_often_keys_rotate()
    {
        var (account, key, _) = await fixture.EnrolAsync(_server);
        var before = await fixture.Endpoints.FindPushKeyAsync(account, Cancellation);
        var (second, third) = (StoreFixture.Key(), StoreFixture.Key());

        Assert.True(await fixture.Accounts.RotateAsync(account, key, second, StoreFixture.Key(), Cancellation));
        Assert.True(await fixture.Accounts.RotateAsync(account, second, third, StoreFixture.Key(), Cancellation));

        var after = await fixture.Endpoints.FindPushKeyAsync(account, Cancellation);
        Assert.Equal(key, before!.EnrolledKey);
        Assert.Equal(key, after!.EnrolledKey);
        Assert.Equal(before.Sealed, after.Sealed);
    }

    [Fact]
    public async Task The_key_for_Web_Push_is_the_first_that_was_added()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => fixture.VapidKeys.AddAsync(StoreFixture.Key(), Cancellation))));

        var kept = await fixture.VapidKeys.FindAsync(Cancellation);
        Assert.NotNull(kept);
        Assert.All(added, each => Assert.Equal(kept, each));
    }
}

public sealed class SqlitePushEndpointStoreTests(SqliteFixture fixture) : PushEndpointStoreContract(fixture), IClassFixture<SqliteFixture>;

public sealed class MemoryPushEndpointStoreTests(MemoryFixture fixture) : PushEndpointStoreContract(fixture), IClassFixture<MemoryFixture>;
