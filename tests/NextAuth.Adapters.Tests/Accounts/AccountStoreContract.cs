using NextAuth.Protocol;
using NextAuth.Server.Accounts;
using NextAuth.Server.Push;
using NextAuth.Server.Sessions;

namespace NextAuth.Adapters.Tests.Accounts;

/// <summary>What every <see cref="IAccountStore"/> promises.</summary>
public abstract class AccountStoreContract(StoreFixture fixture)
{
    private readonly ServerId _server = fixture.NewServer();

    private static DateTimeOffset Now => StoreFixture.Now;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_deleted_account_leaves_only_that_its_key_was_one()
    {
        var (id, key, _) = await fixture.EnrolAsync(_server);
        var (kept, keptKey, _) = await fixture.EnrolAsync(_server);
        var then = Now.AddYears(-10);

        await fixture.Accounts.DeleteAsync(id, key: null, then, Cancellation);

        Assert.True(await fixture.Accounts.WasRemovedAsync(_server, key, Cancellation));
        Assert.False(await fixture.Accounts.WasRemovedAsync(ServerId.New(), key, Cancellation));
        Assert.False(await fixture.Accounts.WasRemovedAsync(_server, keptKey, Cancellation));
        Assert.NotNull(await fixture.Accounts.FindAsync(_server, kept, Cancellation));

        Assert.Equal(0, await fixture.Accounts.ForgetRemovedAsync(then, 100, Cancellation));
        Assert.Equal(1, await fixture.Accounts.ForgetRemovedAsync(then.AddSeconds(1), 100, Cancellation));
        Assert.False(await fixture.Accounts.WasRemovedAsync(_server, key, Cancellation));
    }

    [Fact]
    public async Task An_account_is_found_by_id_and_by_key_on_its_own_server_only()
    {
        var (id, key, _) = await fixture.EnrolAsync(_server, userId: "ann", label: "Ann");

        var found = await fixture.Accounts.FindAsync(_server, id, Cancellation);
        Assert.NotNull(found);
        Assert.Equal((id, _server, "Ann", "phone", "1.0", "ann", false), (found.Id, found.Server, found.Description, found.Device, found.ClientVersion, found.UserId, found.Blocked));
        Assert.Equal((Now, Now, null), (found.Created, found.LastLogin, found.LastProvoke));
        Assert.Equal(key, found.PublicKey);
        Assert.Equal(id, (await fixture.Accounts.FindByKeyAsync(_server, key, Cancellation))!.Id);

        Assert.Null(await fixture.Accounts.FindAsync(ServerId.New(), id, Cancellation));
        Assert.Null(await fixture.Accounts.FindByKeyAsync(ServerId.New(), key, Cancellation));
        Assert.Null(await fixture.Accounts.FindByKeyAsync(_server, StoreFixture.Key(), Cancellation));
    }

    [Fact]
    public async Task Blocking_ends_the_logins_and_unblocking_does_not_bring_them_back()
    {
        var (id, _, session) = await fixture.EnrolAsync(_server);

        var ended = await fixture.Accounts.SetBlockedAsync(_server, id, true, StoreFixture.Notice, Cancellation);
        Assert.Equal(new(_server, session, 2, id), Assert.Single(ended!) with { Notice = null });
        Assert.True((await fixture.Accounts.FindAsync(_server, id, Cancellation))!.Blocked);
        Assert.True((await fixture.Sessions.FindAsync(session, Cancellation))!.LastAccountBlocked);

        Assert.Empty((await fixture.Accounts.SetBlockedAsync(_server, id, false, StoreFixture.Notice, Cancellation))!);
        Assert.False((await fixture.Sessions.FindAsync(session, Cancellation))!.IsLoggedIn(Now));
        Assert.Null(await fixture.Accounts.SetBlockedAsync(ServerId.New(), id, true, StoreFixture.Notice, Cancellation));
    }

    [Fact]
    public async Task A_login_against_a_block_never_leaves_a_blocked_account_logged_in()
    {
        for (var round = 0; round < 20; round++)
        {
            var (id, key, _) = await fixture.EnrolAsync(_server);
            var session = StoreFixture.NewSession();
            var login = Task.Run(() => fixture.LogInAsync(StoreFixture.Login(_server, session, 0, id, key)));
            var block = Task.Run(() => fixture.Accounts.SetBlockedAsync(_server, id, true, StoreFixture.Notice, Cancellation));

            var loggedIn = await login is StoreLoginResult.LoggedIn;
            Assert.Equal(loggedIn, (await block)!.Any(ended => ended.Session == session));
            Assert.Null((await fixture.Sessions.FindAsync(session, Cancellation))?.LoginExpires);
        }
    }

    [Fact]
    public async Task Deleting_takes_the_pushes_along_ends_the_logins_and_never_frees_the_number()
    {
        var (id, _, session) = await fixture.EnrolAsync(_server);
        var push = new NewPush(new byte[16], _server, session, id, null, Now, Now.AddMinutes(2));
        await fixture.Pushes.AddAsync(push, null, new(5, TimeSpan.FromMinutes(5), TimeSpan.Zero), Cancellation);

        Assert.Equal([new(_server, session, 2, id)], (await fixture.Accounts.DeleteAsync(id, key: null, Now, Cancellation))!);

        Assert.Null(await fixture.Accounts.DeleteAsync(id, key: null, Now, Cancellation));
        Assert.Null(await fixture.Accounts.FindAsync(_server, id, Cancellation));
        Assert.Null(await fixture.Pushes.FindAsync(push.Id, Cancellation));
        Assert.Null((await fixture.Sessions.FindAsync(session, Cancellation))!.LastAccount);
        Assert.True((await fixture.EnrolAsync(_server)).Account > id);
    }

    [Fact]
    public async Task Keys_are_replaced_once_and_only_by_who_has_the_present_ones()
    {
        var (id, old, _) = await fixture.EnrolAsync(_server);
        var (_, taken, _) = await fixture.EnrolAsync(_server);
        var key = StoreFixture.Key();

        Assert.False(await fixture.Accounts.RotateAsync(id, StoreFixture.Key(), key, StoreFixture.Key(), Cancellation));
        Assert.False(await fixture.Accounts.RotateAsync(id, old, taken, StoreFixture.Key(), Cancellation));

        var rotations = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            Task.Run(() => fixture.Accounts.RotateAsync(id, old, StoreFixture.Key(), StoreFixture.Key(), Cancellation))));

        Assert.Single(rotations, done => done);
        Assert.Null(await fixture.Accounts.FindByKeyAsync(_server, old, Cancellation));
    }

    [Fact]
    public async Task A_moved_account_has_new_keys_and_its_old_key_is_noted_once()
    {
        var (id, old, session) = await fixture.EnrolAsync(_server, userId: "ann", label: "Ann");
        var (_, taken, _) = await fixture.EnrolAsync(_server);
        MoveCommand Move(byte[] from, byte[] to) => new()
        {
            Account = id,
            OldKey = from,
            PublicKey = to,
            TransactionKey = StoreFixture.Key(),
            SealedPushKey = new byte[60],
            Device = "new phone",
            ClientVersion = "2.0",
            Now = Now,
        };
        Assert.False(await fixture.Accounts.MoveAsync(Move(StoreFixture.Key(), StoreFixture.Key()), Cancellation));
        Assert.False(await fixture.Accounts.MoveAsync(Move(old, taken), Cancellation));
        await fixture.Accounts.SetBlockedAsync(_server, id, true, StoreFixture.Notice, Cancellation);
        Assert.False(await fixture.Accounts.MoveAsync(Move(old, StoreFixture.Key()), Cancellation));
        await fixture.Accounts.SetBlockedAsync(_server, id, false, StoreFixture.Notice, Cancellation);
        Assert.False(await fixture.Accounts.WasRemovedAsync(_server, old, Cancellation));

        byte[][] keys = [.. Enumerable.Range(0, 20).Select(_ => StoreFixture.Key())];
        var moves = await Task.WhenAll(keys.Select(key => Task.Run(() => fixture.Accounts.MoveAsync(Move(old, key), Cancellation))));

        Assert.Single(moves, done => done);
        var moved = await fixture.Accounts.FindAsync(_server, id, Cancellation);
        Assert.Equal(keys[Array.IndexOf(moves, true)], moved!.PublicKey);
        Assert.Equal(("Ann", "new phone", "2.0", "ann"), (moved.Description, moved.Device, moved.ClientVersion, moved.UserId));
        Assert.True(await fixture.Accounts.WasRemovedAsync(_server, old, Cancellation));
        Assert.False(await fixture.Accounts.WasRemovedAsync(_server, moved.PublicKey, Cancellation));
        Assert.NotEqual(default, session);
    }

    [Fact]
    public async Task A_device_name_is_kept()
    {
        var (id, key, _) = await fixture.EnrolAsync(_server);

        Assert.True(await fixture.Accounts.DescribeAsync(id, key, "Ann's phone", Cancellation));
        Assert.Equal("Ann's phone", (await fixture.Accounts.FindAsync(_server, id, Cancellation))!.Device);
        Assert.False(await fixture.Accounts.DescribeAsync(long.MaxValue, key, "x", Cancellation));
    }

    // Its other connections are open for a moment after its account has moved away.
    [Fact]
    public async Task A_phone_with_another_key_neither_names_nor_deletes_the_account_nor_is_woken_for_it()
    {
        var (id, key, _) = await fixture.EnrolAsync(_server);
        var (old, endpoint) = (StoreFixture.Key(), StoreFixture.Key());
        Assert.True(await fixture.Endpoints.SetAsync(id, key, endpoint, Now, Cancellation));

        Assert.False(await fixture.Accounts.DescribeAsync(id, old, "the old one", Cancellation));
        Assert.Null(await fixture.Accounts.DeleteAsync(id, old, Now, Cancellation));
        Assert.False(await fixture.Endpoints.SetAsync(id, old, StoreFixture.Key(), Now, Cancellation));
        await fixture.Endpoints.ClearAsync(id, old, Cancellation);

        Assert.NotEqual("the old one", (await fixture.Accounts.FindAsync(_server, id, Cancellation))!.Device);
        Assert.Equal(endpoint, (await fixture.Endpoints.FindAsync(id, Cancellation))!.Sealed);
        Assert.NotNull(await fixture.Accounts.DeleteAsync(id, key, Now, Cancellation));
    }

    [Fact]
    public async Task A_users_unblocked_accounts_are_told_from_no_user()
    {
        Assert.Null(await fixture.Accounts.UnblockedOfUserAsync(_server, "nobody", Cancellation));

        var (first, _, _) = await fixture.EnrolAsync(_server, userId: "ann");
        var (second, _, _) = await fixture.EnrolAsync(_server, userId: "ann");
        await fixture.EnrolAsync(fixture.NewServer(), userId: "ann");
        await fixture.EnrolAsync(_server, userId: "Ann");
        Assert.Equal([first, second], (await fixture.Accounts.UnblockedOfUserAsync(_server, "ann", Cancellation))!);

        await fixture.Accounts.SetBlockedAsync(_server, first, true, StoreFixture.Notice, Cancellation);
        Assert.Equal([second], (await fixture.Accounts.UnblockedOfUserAsync(_server, "ann", Cancellation))!);

        await fixture.Accounts.SetBlockedAsync(_server, second, true, StoreFixture.Notice, Cancellation);
        Assert.Empty((await fixture.Accounts.UnblockedOfUserAsync(_server, "ann", Cancellation))!);
    }

    [Fact]
    public async Task An_account_is_given_to_a_user_who_is_made_when_new()
    {
        var server = fixture.NewServer();
        var (id, _, _) = await fixture.EnrolAsync(server, userId: "ann");

        Assert.True(await fixture.Accounts.SetUserAsync(server, id, "ben", Now, Cancellation));
        Assert.False(await fixture.Accounts.SetUserAsync(ServerId.New(), id, "carl", Now, Cancellation));

        Assert.Equal("ben", (await fixture.Accounts.FindAsync(server, id, Cancellation))!.UserId);
        var users = (await fixture.Users.ListAsync(server, new([], null, new(10, 0, [])), Cancellation)).Items;
        Assert.Equal([new("ann", Now, 0), new("ben", Now, 1)], users);
    }

    [Fact]
    public async Task All_accounts_of_a_user_are_deleted_and_the_user_stays()
    {
        var server = fixture.NewServer();
        var (first, _, session) = await fixture.EnrolAsync(server, userId: "ann");
        var (second, _, _) = await fixture.EnrolAsync(server, userId: "ann");

        var deleted = (await fixture.Accounts.DeleteOfUserAsync(server, "ann", 100, Now, Cancellation))!;

        Assert.Equal([first, second], deleted.Select(account => account.Id));
        Assert.Equal([new(server, session, 2, first)], deleted[0].Ended);
        Assert.Empty((await fixture.Accounts.DeleteOfUserAsync(server, "ann", 100, Now, Cancellation))!);
        Assert.Null(await fixture.Accounts.DeleteOfUserAsync(server, "ben", 100, Now, Cancellation));
        Assert.True(await fixture.Users.ExistsAsync(server, "ann", Cancellation));
    }

    [Fact]
    public async Task They_go_so_many_at_a_time_as_is_asked_for()
    {
        var server = fixture.NewServer();
        var ids = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add((await fixture.EnrolAsync(server, userId: "ann")).Account);
        }

        Assert.Equal(ids[..2], (await fixture.Accounts.DeleteOfUserAsync(server, "ann", 2, Now, Cancellation))!.Select(account => account.Id));
        Assert.Equal(ids[2..], (await fixture.Accounts.DeleteOfUserAsync(server, "ann", 2, Now, Cancellation))!.Select(account => account.Id));
    }
}

public sealed class SqliteAccountStoreTests(SqliteFixture fixture) : AccountStoreContract(fixture), IClassFixture<SqliteFixture>;

public sealed class MemoryAccountStoreTests(MemoryFixture fixture) : AccountStoreContract(fixture), IClassFixture<MemoryFixture>;
