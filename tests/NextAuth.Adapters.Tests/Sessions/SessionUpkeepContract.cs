using NextAuth.Protocol;
using NextAuth.Server.Sessions;

namespace NextAuth.Adapters.Tests.Sessions;

/// <summary>What every <see cref="ISessionStore"/> promises about time. A database of its own for each test: these calls work on all sessions.</summary>
public abstract class SessionUpkeepContract(StoreFixture fixture) : IAsyncLifetime
{
    private ServerId _server;

    private static DateTimeOffset Now => StoreFixture.Now;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await fixture.InitializeAsync();
        _server = fixture.NewServer();
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return fixture.DisposeAsync();
    }

    [Fact]
    public async Task Logins_end_when_their_time_or_their_ping_deadline_has_passed_and_are_told_once()
    {
        var (account, key, late) = await fixture.EnrolAsync(_server);
        var silent = StoreFixture.NewSession();
        var alive = StoreFixture.NewSession();
        await LogInAsync(silent, account, key, Now.AddHours(20), Now.AddHours(1));
        await LogInAsync(alive, account, key, Now.AddHours(20), Now.AddHours(19));

        Assert.Empty(await fixture.Sessions.ExpireLoginsAsync(StoreFixture.NoticeAt(Now.AddMinutes(59)), 100, Cancellation));
        Assert.Equal(new(_server, silent, 2, account), await ExpireOneAsync(Now.AddHours(1)));
        Assert.Equal(new(_server, late, 2, account), await ExpireOneAsync(Now.AddHours(12)));
        Assert.Empty(await fixture.Sessions.ExpireLoginsAsync(StoreFixture.NoticeAt(Now.AddHours(12)), 100, Cancellation));
        Assert.True((await fixture.Sessions.FindAsync(alive, Cancellation))!.IsLoggedIn(Now.AddHours(12)));
    }

    [Fact]
    public async Task No_more_logins_than_asked_for_expire_in_one_call()
    {
        for (var i = 0; i < 5; i++)
        {
            await fixture.EnrolAsync(_server);
        }

        Assert.Equal(3, (await fixture.Sessions.ExpireLoginsAsync(StoreFixture.NoticeAt(Now.AddDays(1)), 3, Cancellation)).Count);
        Assert.Equal(2, (await fixture.Sessions.ExpireLoginsAsync(StoreFixture.NoticeAt(Now.AddDays(1)), 3, Cancellation)).Count);
    }

    [Fact]
    public async Task A_pong_moves_the_deadlines_of_live_continuous_logins_only()
    {
        var (account, key, oneShot) = await fixture.EnrolAsync(_server);
        var alive = StoreFixture.NewSession();
        var silent = StoreFixture.NewSession();
        await LogInAsync(alive, account, key, Now.AddHours(1), Now.AddSeconds(60));
        await LogInAsync(silent, account, key, Now.AddHours(1), Now.AddSeconds(30));

        await fixture.Sessions.ExtendPingAsync(account, Now.AddSeconds(30), Now.AddSeconds(90), Cancellation);

        Assert.Equal(Now.AddSeconds(90), (await fixture.Sessions.FindAsync(alive, Cancellation))!.PingDeadline);
        Assert.Equal(Now.AddSeconds(30), (await fixture.Sessions.FindAsync(silent, Cancellation))!.PingDeadline);
        Assert.Null((await fixture.Sessions.FindAsync(oneShot, Cancellation))!.PingDeadline);
    }

    [Fact]
    public async Task Unused_and_long_logged_out_sessions_are_forgotten_and_no_others()
    {
        var (_, _, loggedOut) = await fixture.EnrolAsync(_server);
        await fixture.Sessions.LogOutAsync(loggedOut, StoreFixture.Notice, Cancellation);
        var (_, _, loggedIn) = await fixture.EnrolAsync(_server);
        var unused = await ContextAsync();
        var touched = await ContextAsync();
        await fixture.Sessions.TouchAsync(touched, Now.AddMinutes(30), Cancellation);

        Assert.Equal(0, await fixture.Sessions.ForgetAsync(Now, Now, 100, Cancellation));
        Assert.Equal(1, await fixture.Sessions.ForgetAsync(Now.AddMinutes(30), Now, 100, Cancellation));
        Assert.Null(await fixture.Sessions.FindAsync(unused, Cancellation));
        Assert.NotNull(await fixture.Sessions.FindAsync(touched, Cancellation));

        Assert.Equal(1, await fixture.Sessions.ForgetAsync(Now, Now.AddDays(30), 100, Cancellation));
        Assert.Null(await fixture.Sessions.FindAsync(loggedOut, Cancellation));
        Assert.NotNull(await fixture.Sessions.FindAsync(loggedIn, Cancellation));
    }

    [Fact]
    public async Task No_more_sessions_than_asked_for_are_forgotten_in_one_call()
    {
        for (var i = 0; i < 5; i++)
        {
            await ContextAsync();
        }

        Assert.Equal(3, await fixture.Sessions.ForgetAsync(Now.AddDays(1), Now, 3, Cancellation));
        Assert.Equal(2, await fixture.Sessions.ForgetAsync(Now.AddDays(1), Now, 3, Cancellation));
    }

    private async Task<EndedLogin> ExpireOneAsync(DateTimeOffset now) =>
        Assert.Single(await fixture.Sessions.ExpireLoginsAsync(StoreFixture.NoticeAt(now), 100, Cancellation)) with { Notice = null };

    private async Task LogInAsync(Hsid session, long account, byte[] key, DateTimeOffset expires, DateTimeOffset ping) =>
        Assert.Equal(StoreLoginResult.LoggedIn, await fixture.LogInAsync(
            StoreFixture.Login(_server, session, 0, account, key) with { Expires = expires, PingDeadline = ping }));

    private async Task<Hsid> ContextAsync()
    {
        var session = StoreFixture.NewSession();
        await fixture.Sessions.KeepContextAsync(_server, session, "{}", Now, Cancellation);
        return session;
    }
}

public sealed class SqliteSessionUpkeepTests() : SessionUpkeepContract(new SqliteFixture());

public sealed class MemorySessionUpkeepTests() : SessionUpkeepContract(new MemoryFixture());
