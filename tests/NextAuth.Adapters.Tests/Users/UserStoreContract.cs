using NextAuth.Protocol;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Attributes;
using NextAuth.Server.Registration;
using NextAuth.Server.Users;

namespace NextAuth.Adapters.Tests.Users;

/// <summary>What every <see cref="IUserStore"/> promises.</summary>
public abstract class UserStoreContract(StoreFixture fixture)
{
    private readonly ServerId _server = fixture.NewServer();

    private static DateTimeOffset Now => StoreFixture.Now;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_account_that_is_logged_in_is_tied_to_the_user_and_may_be_tied_to_another()
    {
        var (account, _, session) = await fixture.EnrolAsync(_server);

        Assert.True(await fixture.Users.RegisterAsync(_server, session, "ann", Now, Cancellation));
        Assert.Equal([account], (await fixture.Accounts.UnblockedOfUserAsync(_server, "ann", Cancellation))!);
        Assert.Equal("ann", (await fixture.Sessions.FindAsync(session, Cancellation))!.UserId);

        Assert.True(await fixture.Users.RegisterAsync(_server, session, "ben", Now, Cancellation));
        Assert.Empty((await fixture.Accounts.UnblockedOfUserAsync(_server, "ann", Cancellation))!);
        Assert.Equal([account], (await fixture.Accounts.UnblockedOfUserAsync(_server, "ben", Cancellation))!);
    }

    [Fact]
    public async Task Where_nobody_is_logged_in_nothing_is_written()
    {
        var (account, _, session) = await fixture.EnrolAsync(_server);

        Assert.False(await fixture.Users.RegisterAsync(_server, StoreFixture.NewSession(), "ann", Now, Cancellation));
        Assert.False(await fixture.Users.RegisterAsync(ServerId.New(), session, "ann", Now, Cancellation));
        Assert.False(await fixture.Users.RegisterAsync(_server, session, "ann", Now.AddHours(12), Cancellation));
        await fixture.Sessions.LogOutAsync(session, StoreFixture.Notice, Cancellation);
        Assert.False(await fixture.Users.RegisterAsync(_server, session, "ann", Now, Cancellation));

        Assert.Null(await fixture.Accounts.UnblockedOfUserAsync(_server, "ann", Cancellation));
        Assert.Null((await fixture.Accounts.FindAsync(_server, account, Cancellation))!.UserId);
    }

    [Fact]
    public async Task A_registration_against_a_logout_comes_before_it_or_not_at_all()
    {
        for (var round = 0; round < 20; round++)
        {
            var (account, _, session) = await fixture.EnrolAsync(_server);
            var register = Task.Run(() => fixture.Users.RegisterAsync(_server, session, "ann", Now, Cancellation));
            var logout = Task.Run(() => fixture.Sessions.LogOutAsync(session, StoreFixture.Notice, Cancellation));

            Assert.NotNull(await logout);
            Assert.Equal(await register ? "ann" : null, (await fixture.Accounts.FindAsync(_server, account, Cancellation))!.UserId);
        }
    }

    [Fact]
    public async Task Deleting_a_user_takes_accounts_logins_attributes_codes_and_the_roles_rights_along()
    {
        var server = fixture.NewServer();
        var (account, _, session) = await fixture.EnrolAsync(server, userId: "ann");
        var (other, _, _) = await fixture.EnrolAsync(server, userId: "Ann");
        var code = new Enrolment(StoreFixture.Key()[..16], server, StoreFixture.NewSession(), "x", "ann", Now.AddMinutes(10));
        await fixture.Enrolments.AddAsync(code, Cancellation);
        await fixture.Attributes.ReplaceAsync(AttributeOwner.OfUser(server, "ann"), [new("a", "1", "1", 8)], Now, Cancellation);
        var role = (await fixture.ApiKeys.EnsureUserRoleAsync(server, "ann", RoleId.New(), Now, Cancellation))!.Value;
        await fixture.ApiKeys.SetRightsAsync(new(role, server, Rights.Users), Cancellation);

        var deleted = Assert.Single((await fixture.Users.DeleteAsync(server, "ann", 100, Now, Cancellation))!);

        Assert.Equal(account, deleted.Id);
        Assert.Equal([new(server, session, 2, account)], deleted.Ended);
        Assert.Null(await fixture.Users.DeleteAsync(server, "ann", 100, Now, Cancellation));
        Assert.False(await fixture.Users.ExistsAsync(server, "ann", Cancellation));
        Assert.Null(await fixture.Accounts.FindAsync(server, account, Cancellation));
        Assert.Null(await fixture.Enrolments.FindAsync(server, code.Id, Cancellation));
        Assert.Null(await fixture.Attributes.ReadAsync(AttributeOwner.OfUser(server, "ann"), Cancellation));
        Assert.Null(await fixture.ApiKeys.FindUserRoleAsync(server, "ann", Cancellation));
        Assert.Empty((await fixture.ApiKeys.FindRoleAsync(role, Cancellation))!.OnServers);
        Assert.NotNull(await fixture.Accounts.FindAsync(server, other, Cancellation));
    }

    [Fact]
    public async Task A_user_with_many_accounts_goes_in_steps_and_last()
    {
        var server = fixture.NewServer();
        var ids = new List<long>();
        for (var i = 0; i < 4; i++)
        {
            ids.Add((await fixture.EnrolAsync(server, userId: "ann")).Account);
        }

        await fixture.Attributes.ReplaceAsync(AttributeOwner.OfUser(server, "ann"), [new("a", "1", "1", 8)], Now, Cancellation);

        for (var step = 0; step < 2; step++)
        {
            Assert.Equal(ids[(step * 2)..((step * 2) + 2)], (await fixture.Users.DeleteAsync(server, "ann", 2, Now, Cancellation))!.Select(account => account.Id));
            Assert.True(await fixture.Users.ExistsAsync(server, "ann", Cancellation));
            Assert.Empty((await fixture.Attributes.ReadAsync(AttributeOwner.OfUser(server, "ann"), Cancellation))!);
        }

        Assert.Empty((await fixture.Users.DeleteAsync(server, "ann", 2, Now, Cancellation))!);
        Assert.False(await fixture.Users.ExistsAsync(server, "ann", Cancellation));
    }

    // Each account is counted in every attribute of its user, so 50 of them could be 12,800 rows.
    [Fact]
    public async Task Deleting_a_user_does_not_count_every_account_down_in_every_attribute()
    {
        var server = await CrowdedAsync();
        var before = await fixture.ChangesAsync();

        await fixture.Users.DeleteAsync(server, "ann", 100, Now, Cancellation);

        Assert.InRange(await fixture.ChangesAsync() - before, 256, 1_000);
        Assert.False(await fixture.Users.ExistsAsync(server, "ann", Cancellation));
    }

    [Fact]
    public async Task Nor_does_deleting_a_server()
    {
        var server = await CrowdedAsync();
        var before = await fixture.ChangesAsync();

        await fixture.Servers.DeleteAsync(server, Cancellation);
        while (await fixture.Servers.ForgetAsync(200, Cancellation) == 200)
        {
            // Until nothing is left.
        }

        Assert.InRange(await fixture.ChangesAsync() - before, 256, 1_000);
        Assert.False(await fixture.Users.ExistsAsync(server, "ann", Cancellation));
    }

    private async Task<ServerId> CrowdedAsync()
    {
        var server = fixture.NewServer();
        for (var i = 0; i < 50; i++)
        {
            await fixture.EnrolAsync(server, userId: "ann");
        }

        var attributes = Enumerable.Range(0, AttributeValue.MaxInSet).Select(i => new AttributeValue($"a{i}", "1", "1", 8)).ToList();
        Assert.Equal(AttributeResult.Done, await fixture.Attributes.ReplaceAsync(AttributeOwner.OfUser(server, "ann"), attributes, Now, Cancellation));
        return server;
    }
}

public sealed class SqliteUserStoreTests(SqliteFixture fixture) : UserStoreContract(fixture), IClassFixture<SqliteFixture>;

public sealed class MemoryUserStoreTests(MemoryFixture fixture) : UserStoreContract(fixture), IClassFixture<MemoryFixture>;
