using System.Security.Cryptography;
using NextAuth.Protocol;
using NextAuth.Server.ApiKeys;

namespace NextAuth.Adapters.Tests.ApiKeys;

/// <summary>What every <see cref="IApiKeyStore"/> promises. A database of its own for each test: one asks whether there is any root.</summary>
public abstract class ApiKeyStoreContract(StoreFixture fixture) : IAsyncLifetime
{
    private static NewApiKey RootKey() => new(RandomNumberGenerator.GetBytes(32), "prefix", "root, from the settings", RoleId.New(), null);

    private static DateTimeOffset Now => StoreFixture.Now;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => fixture.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return fixture.DisposeAsync();
    }

    [Fact]
    public async Task A_key_finds_its_role_with_all_its_rights()
    {
        var key = await AddAsync(Rights.Servers | Rights.SetRid);
        var (one, two) = (ServerId.New(), ServerId.New());
        await SetAsync(key.Role, one, Rights.Sessions);
        await SetAsync(key.Role, two, Rights.Root);

        var role = await fixture.ApiKeys.FindByKeyAsync(key.Hash, Cancellation);

        Assert.NotNull(role);
        Assert.Equal((key.Role, Rights.Servers | Rights.SetRid), (role.Id, role.Global));
        Assert.Equal(new Dictionary<ServerId, Rights> { [one] = Rights.Sessions, [two] = Rights.Root }, role.OnServers);
        Assert.Equal(role.Number, (await fixture.ApiKeys.FindRoleAsync(key.Role, Cancellation))!.Number);
        Assert.Null(await fixture.ApiKeys.FindByKeyAsync(new byte[32], Cancellation));
        Assert.Null(await fixture.ApiKeys.FindRoleAsync(RoleId.New(), Cancellation));
    }

    [Fact]
    public async Task A_role_without_rights_is_a_role()
    {
        var key = await AddAsync(Rights.None);

        var role = await fixture.ApiKeys.FindByKeyAsync(key.Hash, Cancellation);

        Assert.Equal((key.Role, Rights.None, 0), (role!.Id, role.Global, role.OnServers.Count));
    }

    [Fact]
    public async Task Rights_are_replaced_read_and_revoked_and_no_right_is_no_grant()
    {
        var role = (await AddAsync(Rights.None)).Role;
        var server = ServerId.New();
        await SetAsync(role, server, Rights.Users | Rights.Accounts);
        await SetAsync(role, server, Rights.Sessions);
        await SetAsync(role, null, Rights.CreateServer);

        Assert.Equal(new Grant(role, server, Rights.Sessions), await fixture.ApiKeys.FindRightsAsync(role, server, Cancellation));
        Assert.Equal(new Grant(role, null, Rights.CreateServer), await fixture.ApiKeys.FindRightsAsync(role, null, Cancellation));
        Assert.Null(await fixture.ApiKeys.FindRightsAsync(role, ServerId.New(), Cancellation));

        await SetAsync(role, server, Rights.None);
        Assert.Null(await fixture.ApiKeys.FindRightsAsync(role, server, Cancellation));
        Assert.Empty((await fixture.ApiKeys.FindRoleAsync(role, Cancellation))!.OnServers);
    }

    [Fact]
    public async Task A_role_that_is_unknown_gets_no_rights()
    {
        Assert.False(await fixture.ApiKeys.SetRightsAsync(new(RoleId.New(), null, Rights.Root), Cancellation));
        Assert.False(await fixture.ApiKeys.HasRootAsync(Cancellation));
    }

    [Fact]
    public async Task Only_global_root_counts_as_root()
    {
        var role = (await AddAsync(Rights.Servers)).Role;
        await SetAsync(role, ServerId.New(), Rights.Root);
        Assert.False(await fixture.ApiKeys.HasRootAsync(Cancellation));

        await AddAsync(Rights.Root | Rights.SetRid);
        Assert.True(await fixture.ApiKeys.HasRootAsync(Cancellation));
    }

    [Fact]
    public async Task A_root_key_is_made_once_however_often_the_server_starts()
    {
        var key = New();
        var all = Enumerable.Range(0, 20).Select(_ => Task.Run(() => fixture.ApiKeys.EnsureRootAsync(key with { Role = RoleId.New() }, Now, Cancellation)));
        await Task.WhenAll(all);

        var role = await fixture.ApiKeys.FindByKeyAsync(key.Hash, Cancellation);
        Assert.Equal((Rights.Root, 1L), (role!.Global, role.Number));
    }

    [Fact]
    public async Task Another_root_key_in_the_settings_revokes_the_one_before_and_no_other()
    {
        var leaked = RootKey();
        await fixture.ApiKeys.EnsureRootAsync(leaked, Now, Cancellation);
        var namesake = RootKey() with { Creator = leaked.Role };
        await fixture.ApiKeys.AddAsync(namesake, Rights.Sessions, Now, Cancellation);

        var next = RootKey();
        await fixture.ApiKeys.EnsureRootAsync(next, Now, Cancellation);

        Assert.Null(await fixture.ApiKeys.FindByKeyAsync(leaked.Hash, Cancellation));
        Assert.Equal(Rights.None, (await fixture.ApiKeys.FindRoleAsync(leaked.Role, Cancellation))!.Global);
        Assert.Equal(Rights.Root, (await fixture.ApiKeys.FindByKeyAsync(next.Hash, Cancellation))!.Global);
        Assert.NotNull(await fixture.ApiKeys.FindByKeyAsync(namesake.Hash, Cancellation));
    }

    [Fact]
    public async Task A_key_that_fails_takes_its_role_with_it()
    {
        var key = await AddAsync(Rights.None);
        var again = key with { Role = RoleId.New() };

        await Assert.ThrowsAnyAsync<Exception>(() => fixture.ApiKeys.AddAsync(again, Rights.Root, Now, Cancellation));

        Assert.Null(await fixture.ApiKeys.FindRoleAsync(again.Role, Cancellation));
        Assert.False(await fixture.ApiKeys.HasRootAsync(Cancellation));
    }

    private static NewApiKey New(RoleId? creator = null) => new(RandomNumberGenerator.GetBytes(32), "abcd", "for tests", RoleId.New(), creator);

    private async Task<NewApiKey> AddAsync(Rights rights)
    {
        var key = New();
        await fixture.ApiKeys.AddAsync(key, rights, Now, Cancellation);
        return key;
    }

    private async Task SetAsync(RoleId role, ServerId? server, Rights rights) =>
        Assert.True(await fixture.ApiKeys.SetRightsAsync(new(role, server, rights), Cancellation));
}

public sealed class SqliteApiKeyStoreTests() : ApiKeyStoreContract(new SqliteFixture());

public sealed class MemoryApiKeyStoreTests() : ApiKeyStoreContract(new MemoryFixture());
