using System.Security.Cryptography;
using NextAuth.Protocol;
using NextAuth.Server;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Attributes;
using NextAuth.Server.Push;
using NextAuth.Server.Registration;
using NextAuth.Server.Servers;
using NextAuth.Server.Transactions;

namespace NextAuth.Adapters.Tests.Servers;

/// <summary>What every <see cref="IServerStore"/> promises.</summary>
public abstract class ServerStoreContract(StoreFixture fixture)
{
    private static DateTimeOffset Now => StoreFixture.Now;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_is_read_back_whole_and_its_creator_has_root_on_it()
    {
        var creator = await RoleAsync();
        var stored = new StoredServer(
            new()
            {
                Id = ServerId.New(),
                ServerName = "Läden & Söhne",
                Logo = "AAAA",
                PinTimeout = 5,
                PinTransTimeout = 0,
                PingTime = 30,
                ServerFlags = ["uniqueNames", "own \"flag\""],
                Owner = 7,
                Siteurl = "https://shop.example",
                Wsurl = "wss://shop.example/ns/websocket",
                Appname = "Shop",
                Appurl = "shop:",
                Appandroid = "https://a.example",
                Appios = "https://i.example",
                Version = 3,
                PublicKey = StoreFixture.Key(),
            },
            [1, 2, 3],
            [4, 5]);
        await fixture.Servers.AddAsync(stored, creator, Now, Cancellation);

        var found = await fixture.Servers.FindAsync(stored.Server.Id, Cancellation);

        Assert.NotNull(found);
        Assert.Equal(stored.Server.ServerFlags, found.Server.ServerFlags);
        Assert.Equal(stored.Server.PublicKey, found.Server.PublicKey);
        Assert.Equal(stored.Server with { ServerFlags = [], PublicKey = [] }, found.Server with { ServerFlags = [], PublicKey = [] });
        Assert.Equal(stored.SealedIdentity, found.SealedIdentity);
        Assert.Equal(stored.SealedQrSecret, found.SealedQrSecret);
        Assert.Equal(Rights.Root, (await fixture.ApiKeys.FindRightsAsync(creator, stored.Server.Id, Cancellation))!.Rights);
        Assert.NotNull(await fixture.Servers.AnyAsync(Cancellation));
        Assert.Null(await fixture.Servers.FindAsync(ServerId.New(), Cancellation));
    }

    [Fact]
    public async Task Absent_members_stay_absent()
    {
        var server = await AddAsync(await RoleAsync());

        var found = (await fixture.Servers.FindAsync(server.Id, Cancellation))!.Server;

        Assert.Equal((null, null, null, null, null, null), (found.Siteurl, found.Wsurl, found.Appname, found.Appurl, found.Appandroid, found.Appios));
        Assert.Equal((-1, -1, 0, ""), (found.PinTimeout, found.PinTransTimeout, found.PingTime, found.Logo));
    }

    [Fact]
    public async Task Accounts_and_the_last_login_are_counted_for_the_server_alone()
    {
        var server = (await AddAsync(await RoleAsync())).Id;
        Assert.Equal(new(0, null), await fixture.Servers.CountAsync(server, Cancellation));

        await fixture.EnrolAsync(server, at: Now.AddMinutes(5));
        await fixture.EnrolAsync(server);
        await fixture.EnrolAsync(fixture.NewServer(), at: Now.AddMinutes(9));

        Assert.Equal(new(2, Now.AddMinutes(5)), await fixture.Servers.CountAsync(server, Cancellation));
    }

    [Fact]
    public async Task A_server_without_a_stored_creator_is_not_stored()
    {
        var server = NewServer();

        await Assert.ThrowsAsync<InvalidOperationException>(() => fixture.Servers.AddAsync(new(server, [1], [2]), RoleId.New(), Now, Cancellation));

        Assert.Null(await fixture.Servers.FindAsync(server.Id, Cancellation));
    }

    private static VirtualServer NewServer() => new() { Id = ServerId.New(), ServerName = "shop", PublicKey = StoreFixture.Key() };

    private async Task<VirtualServer> AddAsync(RoleId creator)
    {
        var server = NewServer();
        await fixture.Servers.AddAsync(new(server, [1], [2]), creator, Now, Cancellation);
        return server;
    }

    private async Task<RoleId> RoleAsync()
    {
        var key = new NewApiKey(RandomNumberGenerator.GetBytes(32), "abcd", "for tests", RoleId.New(), null);
        await fixture.ApiKeys.AddAsync(key, Rights.None, Now, Cancellation);
        return key.Role;
    }

    [Fact]
    public async Task A_change_keeps_what_is_left_out_and_raises_the_version()
    {
        var server = await AddAsync(await RoleAsync());

        var changes = Enumerable.Range(0, 20).Select(i => Task.Run(() => fixture.Servers.UpdateAsync(
            server.Id, i % 2 == 0 ? new() { PingTime = i + 1 } : new() { Siteurl = "https://shop.example", ServerFlags = ["noVash"] }, Cancellation)));
        await Task.WhenAll(changes);

        var found = (await fixture.Servers.FindAsync(server.Id, Cancellation))!.Server;
        Assert.Equal(("shop", "https://shop.example", 21L), (found.ServerName, found.Siteurl, found.Version));
        Assert.True(found.PingTime > 0);
        Assert.Equal(["noVash"], found.ServerFlags);
        Assert.Null(await fixture.Servers.UpdateAsync(ServerId.New(), new() { PingTime = 1 }, Cancellation));
    }

    [Fact]
    public async Task A_role_is_listed_the_servers_it_may_see_in_parts()
    {
        var (creator, other) = (await RoleAsync(), await RoleAsync());
        var (first, second) = (await AddAsync(creator), await AddAsync(creator));
        await fixture.ApiKeys.SetRightsAsync(new(other, second.Id, Rights.Servers), Cancellation);
        await fixture.ApiKeys.SetRightsAsync(new(other, first.Id, Rights.Sessions | Rights.CreateServer), Cancellation);

        async Task<Page<ServerId>> ListAsync(RoleId role, int limit, long marker) =>
            await fixture.Servers.ListAsync((await fixture.ApiKeys.FindRoleAsync(role, Cancellation))!, limit, marker, Cancellation);

        Assert.Equal(new[] { first.Id, second.Id }.Order(Comparer<ServerId>.Create((a, b) => a.ToArray().AsSpan().SequenceCompareTo(b.ToArray()))), (await ListAsync(creator, 10, 0)).Items);
        Assert.Equal((1, 2L), ((await ListAsync(creator, 1, 1)).Items.Count, (await ListAsync(creator, 1, 1)).Total));
        Assert.Equal(second.Id, Assert.Single((await ListAsync(other, 10, 0)).Items));
        Assert.Equal((0, 0L), ((await ListAsync(await RoleAsync(), 10, 0)).Items.Count, (await ListAsync(await RoleAsync(), 10, 0)).Total));
    }

    // Requests that were let in before may come to their write at any time afterwards.
    [Fact]
    public async Task Nothing_is_put_into_a_server_that_was_deleted()
    {
        var server = fixture.NewServer();
        var (session, label) = (StoreFixture.NewSession(), "left behind");
        var role = await RoleAsync();
        await fixture.Servers.DeleteAsync(server, Cancellation);
        while (await fixture.Servers.ForgetAsync(100, Cancellation) == 100)
        {
            // Until nothing is left.
        }

        AttributeOwner[] owners = [AttributeOwner.OfUser(server, "ann"), new(AttributeKind.Server, server, null), new(AttributeKind.Privileged, server, null)];
        foreach (var owner in owners)
        {
            Assert.Equal(AttributeResult.UnknownServer, await fixture.Attributes.ReplaceAsync(owner, [new("a", "1", "1", 8)], Now, Cancellation));
            Assert.Equal(AttributeResult.UnknownServer, await fixture.Attributes.MergeAsync(owner, [new("a", "1", "1", 8)], Cancellation));
        }

        var enrolment = new Enrolment(RandomNumberGenerator.GetBytes(16), server, session, label, "ann", Now.AddMinutes(10));
        Assert.False(await fixture.Enrolments.AddAsync(enrolment, Cancellation));
        await fixture.Sessions.KeepContextAsync(server, session, "{}", Now, Cancellation);
        Assert.Equal(GrantResult.UnknownServer, await fixture.ApiKeys.SetRightsAsync(new(role, server, Rights.Users), Cancellation));

        Assert.False(await fixture.Users.ExistsAsync(server, "ann", Cancellation));
        Assert.Null(await fixture.Enrolments.FindAsync(server, enrolment.Id, Cancellation));
        Assert.Null(await fixture.Sessions.FindAsync(session, Cancellation));
        Assert.Empty((await fixture.ApiKeys.FindRoleAsync(role, Cancellation))!.OnServers);
        Assert.Equal(0, await RowsAsync(server));
    }

    // Its rows go in steps, so its accounts are there for a while.
    [Fact]
    public async Task Nothing_is_asked_of_the_accounts_of_a_deleted_server()
    {
        var server = fixture.NewServer();
        var accounts = new List<long>();
        for (var i = 0; i < 201; i++)
        {
            accounts.Add((await fixture.EnrolAsync(server)).Account);
        }

        await fixture.Servers.DeleteAsync(server, Cancellation);

        var left = accounts[^1];
        Assert.NotNull(await fixture.Accounts.FindAsync(server, left, Cancellation));
        Assert.IsType<AddTransactionResult.NoAccount>(await fixture.Transactions.AddAsync(
            new(TransactionId.New(), server, StoreFixture.NewSession(), left, [1], Now, Now.AddMinutes(1)), new(10, 10, TimeSpan.FromMinutes(1)), Cancellation));
        Assert.IsType<AddPushResult.NoAccount>(await fixture.Pushes.AddAsync(
            new(StoreFixture.Key()[..16], server, StoreFixture.NewSession(), left, null, Now, Now.AddMinutes(1)), null, new(5, TimeSpan.Zero, TimeSpan.Zero), Cancellation));
    }

    private Task<long> RowsAsync(ServerId server) => fixture.Database.ReadAsync(
        static (connection, server) => (long)connection.Statement("""
            SELECT (SELECT COUNT(*) FROM users WHERE server = @server) + (SELECT COUNT(*) FROM accounts WHERE server = @server)
                + (SELECT COUNT(*) FROM attributes WHERE server = @server) + (SELECT COUNT(*) FROM sessions WHERE server = @server)
                + (SELECT COUNT(*) FROM enrolments WHERE server = @server) + (SELECT COUNT(*) FROM permissions WHERE server = @server)
                + (SELECT COUNT(*) FROM removed_accounts WHERE server = @server) + (SELECT COUNT(*) FROM counts WHERE server = @server)
            """).Bind("@server", server.ToArray()).Value()!, server, Cancellation);

    [Fact]
    public async Task Several_deleted_servers_go_one_after_the_other_until_nothing_is_left()
    {
        ServerId[] deleted = [fixture.NewServer(), fixture.NewServer(), fixture.NewServer()];
        foreach (var server in deleted)
        {
            for (var i = 0; i < 203; i++)
            {
                await fixture.EnrolAsync(server);
            }
        }

        foreach (var server in deleted)
        {
            Assert.True(await fixture.Servers.DeleteAsync(server, Cancellation));
        }

        while (await fixture.Servers.ForgetAsync(100, Cancellation) == 100)
        {
            // Until nothing is left.
        }

        foreach (var server in deleted)
        {
            Assert.Equal(0, await RowsAsync(server));
        }
    }

    [Fact]
    public async Task A_deleted_server_is_gone_at_once_and_what_was_in_it_goes_in_steps()
    {
        var role = await RoleAsync();
        var (server, other) = ((await AddAsync(role)).Id, (await AddAsync(role)).Id);
        var (account, _, session) = await fixture.EnrolAsync(server, userId: "ann");
        for (var i = 0; i < 210; i++)
        {
            await fixture.EnrolAsync(server, userId: $"user {i}");
        }

        var (kept, _, keptSession) = await fixture.EnrolAsync(other, userId: "ann");
        List<Hsid> sessions = [session, StoreFixture.NewSession(), StoreFixture.NewSession()];
        await fixture.Sessions.LogOutAsync(session, StoreFixture.Notice, Cancellation);
        await fixture.Sessions.KeepContextAsync(server, sessions[1], "{}", Now, Cancellation);
        var (gone, _, _) = await fixture.EnrolAsync(server, sessions[2], userId: "ann");
        await fixture.Accounts.DeleteAsync(gone, key: null, Now, Cancellation);
        AttributeOwner[] owners = [AttributeOwner.OfUser(server, "ann"), new(AttributeKind.Server, server, null), new(AttributeKind.Privileged, server, null)];
        foreach (var owner in owners)
        {
            await fixture.Attributes.ReplaceAsync(owner, [new("a", "1", "1", 8)], Now, Cancellation);
        }

        Assert.True(await fixture.Servers.DeleteAsync(server, Cancellation));

        Assert.False(await fixture.Servers.DeleteAsync(server, Cancellation));
        Assert.Null(await fixture.Servers.FindAsync(server, Cancellation));
        Assert.Null(await fixture.ApiKeys.FindRightsAsync(role, server, Cancellation));
        while (await fixture.Servers.ForgetAsync(7, Cancellation) == 7)
        {
            // Until nothing is left.
        }

        Assert.Equal(new(0, null), await fixture.Servers.CountAsync(server, Cancellation));
        Assert.Empty((await fixture.Users.ListAsync(server, new([], null, new(10, 0, [])), Cancellation)).Items);
        Assert.Null(await fixture.Accounts.FindAsync(server, account, Cancellation));
        foreach (var ended in sessions)
        {
            Assert.Null(await fixture.Sessions.FindAsync(ended, Cancellation));
        }

        Assert.NotNull(await fixture.Sessions.FindAsync(keptSession, Cancellation));
        Assert.All(owners, async owner => Assert.True(await fixture.Attributes.ReadAsync(owner, Cancellation) is null or { Count: 0 }));
        Assert.NotNull(await fixture.Accounts.FindAsync(other, kept, Cancellation));
        Assert.NotNull(await fixture.Servers.FindAsync(other, Cancellation));
        Assert.Equal(0, await RowsAsync(server));
    }
}

public sealed class SqliteServerStoreTests(SqliteFixture fixture) : ServerStoreContract(fixture), IClassFixture<SqliteFixture>;

public sealed class MemoryServerStoreTests(MemoryFixture fixture) : ServerStoreContract(fixture), IClassFixture<MemoryFixture>;
