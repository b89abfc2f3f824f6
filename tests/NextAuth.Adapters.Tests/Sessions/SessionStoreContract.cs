using NextAuth.Protocol;
using NextAuth.Server.Sessions;

namespace NextAuth.Adapters.Tests.Sessions;

/// <summary>What every <see cref="ISessionStore"/> promises about logging in and out.</summary>
public abstract class SessionStoreContract(StoreFixture fixture)
{
    private readonly ServerId _server = fixture.NewServer();

    private static DateTimeOffset Now => StoreFixture.Now;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_unseen_session_is_not_found() =>
        Assert.Null(await fixture.Sessions.FindAsync(StoreFixture.NewSession(), Cancellation));

    [Fact]
    public async Task A_login_is_read_back_with_its_account()
    {
        var (account, key, _) = await fixture.EnrolAsync(_server, userId: "ann");
        var session = StoreFixture.NewSession();
        var login = StoreFixture.Login(_server, session, 0, account, key) with { PingDeadline = Now.AddSeconds(30) };

        Assert.Equal(StoreLoginResult.LoggedIn, await fixture.LogInAsync(login));

        var found = await fixture.Sessions.FindAsync(session, Cancellation);
        Assert.NotNull(found);
        Assert.Equal((_server, session, 1u, account), (found.Server, found.Id, found.Epoch, found.LastAccount!.Value));
        Assert.Equal((Now, Now.AddHours(12), Now.AddSeconds(30)), (found.LastLogin, found.LoginExpires, found.PingDeadline));
        Assert.Equal("ann", found.UserId);
        Assert.Equal(key, found.AccountKey);
        Assert.True(found.IsLoggedIn(Now));
        Assert.False(found.LastAccountBlocked);

        var stored = await fixture.Accounts.FindAsync(_server, account, Cancellation);
        Assert.Equal((Now, "2.0"), (stored!.LastLogin, stored.ClientVersion));
    }

    [Fact]
    public async Task A_context_is_kept_and_replaced_and_does_not_stand_in_the_way_of_epoch_zero()
    {
        var (account, key, _) = await fixture.EnrolAsync(_server);
        var session = StoreFixture.NewSession();
        await fixture.Sessions.KeepContextAsync(_server, session, "{\"a\":1}", Now, Cancellation);
        await fixture.Sessions.KeepContextAsync(_server, session, "{\"a\":2}", Now.AddSeconds(1), Cancellation);

        Assert.Equal(StoreLoginResult.LoggedIn, await fixture.LogInAsync(StoreFixture.Login(_server, session, 0, account, key)));

        var found = await fixture.Sessions.FindAsync(session, Cancellation);
        Assert.Equal(1u, found!.Epoch);
        Assert.Equal("{\"a\":2}", await fixture.Sessions.FindContextAsync(session, Cancellation));
        Assert.Null(await fixture.Sessions.FindContextAsync(StoreFixture.NewSession(), Cancellation));
    }

    [Theory]
    [InlineData(1u)]
    [InlineData(uint.MaxValue)]
    public async Task A_session_that_is_not_stored_has_epoch_zero_only(uint epoch)
    {
        var (account, key, _) = await fixture.EnrolAsync(_server);
        var session = StoreFixture.NewSession();

        Assert.Equal(StoreLoginResult.SessionChanged, await fixture.LogInAsync(StoreFixture.Login(_server, session, epoch, account, key)));
        Assert.Null(await fixture.Sessions.FindAsync(session, Cancellation));
    }

    [Fact]
    public async Task Nobody_logs_in_over_a_live_login_even_with_the_right_epoch()
    {
        var (account, key, session) = await fixture.EnrolAsync(_server);

        Assert.Equal(StoreLoginResult.SessionChanged, await fixture.LogInAsync(StoreFixture.Login(_server, session, 1, account, key)));
    }

    [Fact]
    public async Task A_login_whose_time_is_over_does_not_stand_in_the_way()
    {
        var (account, key, session) = await fixture.EnrolAsync(_server);
        var later = Now.AddHours(12);
        var login = StoreFixture.Login(_server, session, 1, account, key) with { Now = later, Expires = later.AddHours(1), PingDeadline = later.AddSeconds(10) };

        Assert.Equal(StoreLoginResult.SessionChanged, await fixture.LogInAsync(login with { Now = later.AddMilliseconds(-1) }));
        Assert.Equal(StoreLoginResult.LoggedIn, await fixture.LogInAsync(login));

        var silent = login with { Epoch = 2, Now = later.AddSeconds(10) };
        Assert.Equal(StoreLoginResult.SessionChanged, await fixture.LogInAsync(silent with { Now = later.AddSeconds(9) }));
        Assert.Equal(StoreLoginResult.LoggedIn, await fixture.LogInAsync(silent));
    }

    [Fact]
    public async Task Of_many_simultaneous_logins_exactly_one_wins()
    {
        var (account, key, _) = await fixture.EnrolAsync(_server);
        var session = StoreFixture.NewSession();

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            Task.Run(() => fixture.LogInAsync(StoreFixture.Login(_server, session, 0, account, key)))));

        Assert.Single(results, StoreLoginResult.LoggedIn);
        Assert.Equal(19, results.Count(result => result is StoreLoginResult.SessionChanged));
        Assert.Equal(1u, (await fixture.Sessions.FindAsync(session, Cancellation))!.Epoch);
    }

    [Fact]
    public async Task A_login_and_a_logout_at_once_leave_one_of_the_two_orders()
    {
        var (account, key, _) = await fixture.EnrolAsync(_server);
        for (var round = 0; round < 20; round++)
        {
            var session = StoreFixture.NewSession();
            var login = Task.Run(() => fixture.LogInAsync(StoreFixture.Login(_server, session, 0, account, key)));
            var logout = Task.Run(() => fixture.Sessions.LogOutAsync(session, StoreFixture.Notice, Cancellation));

            Assert.Equal(StoreLoginResult.LoggedIn, await login);
            var ended = await logout;
            var found = await fixture.Sessions.FindAsync(session, Cancellation);
            Assert.Equal(ended is null ? (true, 1u) : (false, 2u), (found!.IsLoggedIn(Now), found.Epoch));
        }
    }

    [Fact]
    public async Task A_logout_raises_the_epoch_remembers_the_account_and_is_no_error_twice()
    {
        var (account, _, session) = await fixture.EnrolAsync(_server);

        var ended = await fixture.Sessions.LogOutAsync(session, StoreFixture.Notice, Cancellation);
        Assert.Equal(new EndedLogin(_server, session, 2, account), ended! with { Notice = null });
        Assert.Null(await fixture.Sessions.LogOutAsync(session, StoreFixture.Notice, Cancellation));
        Assert.Null(await fixture.Sessions.LogOutAsync(StoreFixture.NewSession(), StoreFixture.Notice, Cancellation));

        var found = await fixture.Sessions.FindAsync(session, Cancellation);
        Assert.Equal((2u, account), (found!.Epoch, found.LastAccount!.Value));
        Assert.False(found.IsLoggedIn(Now));
    }

    [Fact]
    public async Task A_logout_by_an_account_ends_only_its_own_login()
    {
        var (account, _, session) = await fixture.EnrolAsync(_server);

        Assert.Null(await fixture.Sessions.LogOutByPhoneAsync(session, account + 1, Cancellation));
        Assert.True((await fixture.Sessions.FindAsync(session, Cancellation))!.IsLoggedIn(Now));
        Assert.Equal(new EndedLogin(_server, session, 2, account), await fixture.Sessions.LogOutByPhoneAsync(session, account, Cancellation));
    }

    [Fact]
    public async Task An_account_is_logged_out_of_all_its_sessions_and_of_no_other()
    {
        var (account, key, first) = await fixture.EnrolAsync(_server);
        var (_, _, foreign) = await fixture.EnrolAsync(_server);
        var second = StoreFixture.NewSession();
        await fixture.LogInAsync(StoreFixture.Login(_server, second, 0, account, key));

        var ended = await fixture.Sessions.LogOutAccountByPhoneAsync(account, Cancellation);

        Assert.Equal(2, ended.Count);
        Assert.Contains(new EndedLogin(_server, first, 2, account), ended);
        Assert.Contains(new EndedLogin(_server, second, 2, account), ended);
        Assert.True((await fixture.Sessions.FindAsync(foreign, Cancellation))!.IsLoggedIn(Now));
        Assert.Empty(await fixture.Sessions.LogOutAccountByPhoneAsync(account, Cancellation));
    }

    [Fact]
    public async Task An_account_that_is_blocked_gone_of_another_server_or_with_other_keys_does_not_log_in()
    {
        var (account, key, _) = await fixture.EnrolAsync(_server);
        var login = StoreFixture.Login(_server, StoreFixture.NewSession(), 0, account, key);

        Assert.Equal(StoreLoginResult.AccountGone, await fixture.LogInAsync(login with { AccountKey = StoreFixture.Key() }));
        Assert.Equal(StoreLoginResult.AccountGone, await fixture.LogInAsync(login with { Server = ServerId.New() }));

        await fixture.Accounts.SetBlockedAsync(_server, account, true, StoreFixture.Notice, Cancellation);
        Assert.Equal(StoreLoginResult.Blocked, await fixture.LogInAsync(login));

        await fixture.Accounts.DeleteAsync(account, key: null, Now, Cancellation);
        Assert.Equal(StoreLoginResult.AccountGone, await fixture.LogInAsync(login));
        Assert.Null(await fixture.Sessions.FindAsync(login.Session, Cancellation));
    }
}

public sealed class SqliteSessionStoreTests(SqliteFixture fixture) : SessionStoreContract(fixture), IClassFixture<SqliteFixture>;

public sealed class MemorySessionStoreTests(MemoryFixture fixture) : SessionStoreContract(fixture), IClassFixture<MemoryFixture>;
