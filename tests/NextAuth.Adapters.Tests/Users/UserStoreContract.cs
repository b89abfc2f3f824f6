using NextAuth.Protocol;
using NextAuth.Server.Users;

namespace NextAuth.Adapters.Tests.Users;

/// <summary>What every <see cref="IUserStore"/> promises.</summary>
public abstract class UserStoreContract(StoreFixture fixture)
{
    private readonly ServerId _server = ServerId.New();

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
}

public sealed class SqliteUserStoreTests(SqliteFixture fixture) : UserStoreContract(fixture), IClassFixture<SqliteFixture>;

public sealed class MemoryUserStoreTests(MemoryFixture fixture) : UserStoreContract(fixture), IClassFixture<MemoryFixture>;
