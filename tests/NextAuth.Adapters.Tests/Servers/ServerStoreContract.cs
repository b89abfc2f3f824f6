using System.Security.Cryptography;
using NextAuth.Protocol;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Servers;

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
        await fixture.EnrolAsync(ServerId.New(), at: Now.AddMinutes(9));

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
}

public sealed class SqliteServerStoreTests(SqliteFixture fixture) : ServerStoreContract(fixture), IClassFixture<SqliteFixture>;

public sealed class MemoryServerStoreTests(MemoryFixture fixture) : ServerStoreContract(fixture), IClassFixture<MemoryFixture>;
