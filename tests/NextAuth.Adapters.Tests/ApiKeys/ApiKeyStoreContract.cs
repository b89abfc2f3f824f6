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
        var (one, two) = (fixture.NewServer(), fixture.NewServer());
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
    public async Task All_keys_are_listed_with_their_makers_and_global_rights()
    {
        Assert.Empty(await fixture.ApiKeys.ListAllAsync(Cancellation));

        // It has an owner, who has a key.
        var server = fixture.NewServer();
        var before = await fixture.ApiKeys.ListAllAsync(Cancellation);
        var root = await AddAsync(Rights.Root);
        var made = new NewApiKey(RandomNumberGenerator.GetBytes(32), "shop12", "shop", RoleId.New(), root.Role);
        await fixture.ApiKeys.AddAsync(made, Rights.None, Now.AddMinutes(1), Cancellation);
        await SetAsync(made.Role, server, Rights.Users);

        var all = await fixture.ApiKeys.ListAllAsync(Cancellation);

        Assert.Equal(
            [
                new KnownApiKey(new(root.Prefix, root.Description, root.Role), null, Now, Rights.Root),
                new KnownApiKey(new("shop12", "shop", made.Role), root.Role, Now.AddMinutes(1), Rights.None),
            ],
            all.Except(before));
    }

    [Fact]
    public async Task Rights_are_replaced_read_and_revoked_and_no_right_is_no_grant()
    {
        var role = (await AddAsync(Rights.None)).Role;
        var server = fixture.NewServer();
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
        Assert.Equal(GrantResult.UnknownRole, await fixture.ApiKeys.SetRightsAsync(new(RoleId.New(), null, Rights.Root), Cancellation));
        Assert.False(await fixture.ApiKeys.HasRootAsync(Cancellation));
    }

    [Fact]
    public async Task Only_global_root_counts_as_root()
    {
        var role = (await AddAsync(Rights.Servers)).Role;
        await SetAsync(role, fixture.NewServer(), Rights.Root);
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

    [Fact]
    public async Task A_role_is_listed_the_keys_it_made_and_a_revoked_one_takes_its_roles_rights_along()
    {
        var maker = await AddAsync(Rights.Servers);
        var (first, second) = (New(maker.Role), New(maker.Role));
        await fixture.ApiKeys.AddAsync(first, Rights.None, Now, Cancellation);
        await fixture.ApiKeys.AddAsync(second, Rights.None, Now, Cancellation);
        await SetAsync(first.Role, fixture.NewServer(), Rights.Users);

        Assert.Equal(
            [new("abcd", "for tests", first.Role), new ListedApiKey("abcd", "for tests", second.Role)], await fixture.ApiKeys.ListAsync(maker.Role, Cancellation));
        Assert.Equal(GrantResult.UnknownRole, await fixture.ApiKeys.RevokeAsync(first.Role, second.Role, Cancellation));
        Assert.Equal(GrantResult.Done, await fixture.ApiKeys.RevokeAsync(first.Role, maker.Role, Cancellation));
        Assert.Equal(GrantResult.UnknownRole, await fixture.ApiKeys.RevokeAsync(first.Role, null, Cancellation));

        Assert.Null(await fixture.ApiKeys.FindByKeyAsync(first.Hash, Cancellation));
        Assert.Empty((await fixture.ApiKeys.FindRoleAsync(first.Role, Cancellation))!.OnServers);
        Assert.Equal(second.Role, Assert.Single(await fixture.ApiKeys.ListAsync(maker.Role, Cancellation)).Role);
    }

    [Fact]
    public async Task Of_all_roles_with_root_that_give_it_up_at_once_one_keeps_it()
    {
        var roles = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AddAsync(Rights.Root)));

        var results = await Task.WhenAll(roles.Select((key, i) => Task.Run(() => i % 2 == 0
            ? fixture.ApiKeys.SetRightsAsync(new(key.Role, null, Rights.Servers), Cancellation)
            : fixture.ApiKeys.RevokeAsync(key.Role, null, Cancellation))));

        Assert.Single(results, result => result is GrantResult.LastRoot);
        Assert.True(await fixture.ApiKeys.HasRootAsync(Cancellation));
    }

    [Fact]
    public async Task All_rights_on_a_server_are_listed()
    {
        var (one, two) = ((await AddAsync(Rights.Root)).Role, (await AddAsync(Rights.None)).Role);
        var server = fixture.NewServer();
        await SetAsync(two, server, Rights.Users);
        await SetAsync(one, server, Rights.Servers);

        Assert.Equal([new(one, server, Rights.Servers), new Grant(two, server, Rights.Users)], await fixture.ApiKeys.ListRightsAsync(server, Cancellation));
        Assert.Equal([new Grant(one, null, Rights.Root)], await fixture.ApiKeys.ListRightsAsync(null, Cancellation));
        Assert.Empty(await fixture.ApiKeys.ListRightsAsync(ServerId.New(), Cancellation));
    }

    [Fact]
    public async Task A_user_gets_one_role_however_many_ask_at_once()
    {
        var server = fixture.NewServer();
        await fixture.EnrolAsync(server, userId: "ann");
        Assert.Null(await fixture.ApiKeys.FindUserRoleAsync(server, "ann", Cancellation));

        var roles = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => fixture.ApiKeys.EnsureUserRoleAsync(server, "ann", RoleId.New(), Now, Cancellation))));

        var role = Assert.Single(roles.Distinct());
        Assert.Equal(role, await fixture.ApiKeys.FindUserRoleAsync(server, "ann", Cancellation));
        Assert.NotNull(await fixture.ApiKeys.FindRoleAsync(role!.Value, Cancellation));
        Assert.Null(await fixture.ApiKeys.EnsureUserRoleAsync(server, "ben", RoleId.New(), Now, Cancellation));
    }

    private static NewApiKey New(RoleId? creator = null) => new(RandomNumberGenerator.GetBytes(32), "abcd", "for tests", RoleId.New(), creator);

    private async Task<NewApiKey> AddAsync(Rights rights)
    {
        var key = New();
        await fixture.ApiKeys.AddAsync(key, rights, Now, Cancellation);
        return key;
    }

    private async Task SetAsync(RoleId role, ServerId? server, Rights rights) =>
        Assert.Equal(GrantResult.Done, await fixture.ApiKeys.SetRightsAsync(new(role, server, rights), Cancellation));
}

public sealed class SqliteApiKeyStoreTests() : ApiKeyStoreContract(new SqliteFixture());

public sealed class MemoryApiKeyStoreTests() : ApiKeyStoreContract(new MemoryFixture());
