using System.Security.Cryptography;
using NextAuth.Protocol;
using NextAuth.Server.Push;
using NextAuth.Server.Registration;
using NextAuth.Server.Sessions;

namespace NextAuth.Adapters.Tests.Sessions;

/// <summary>What every <see cref="ISessionStore"/> leaves for the phone of a login that ended without it, and <see cref="IPushStore"/> keeps.</summary>
public abstract class LogoutNoticeContract(StoreFixture fixture)
{
    private static readonly PushLimits FivePushes = new(5, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(10));

    private readonly ServerId _server = fixture.NewServer();

    private static DateTimeOffset Now => StoreFixture.Now;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_logout_waits_for_the_phone_until_it_is_acknowledged()
    {
        var (account, _, session) = await fixture.EnrolAsync(_server);

        var ended = await fixture.Sessions.LogOutAsync(session, StoreFixture.Notice, Cancellation);

        var waiting = Assert.Single(await PendingAsync(account));
        Assert.Equal((ended!.Notice, PushedKind.Logout, session, Now.AddDays(30)), (waiting.N, waiting.Kind, waiting.Push.Session, waiting.Push.Expires));
        Assert.Equal(PushedKind.Logout, (await fixture.Pushes.AcknowledgeAsync(account, waiting.N, Cancellation))!.Kind);
        Assert.Null(await fixture.Pushes.AcknowledgeAsync(account, waiting.N, Cancellation));
        Assert.Empty(await PendingAsync(account));
    }

    [Fact]
    public async Task So_does_the_end_of_a_logins_time_and_a_block()
    {
        var (account, _, late) = await fixture.EnrolAsync(_server, at: Now.AddDays(-3));
        var (blocked, _, session) = await fixture.EnrolAsync(_server);

        await fixture.Sessions.ExpireLoginsAsync(StoreFixture.NoticeAt(Now.AddDays(-2)), 100, Cancellation);
        await fixture.Accounts.SetBlockedAsync(_server, blocked, true, StoreFixture.Notice, Cancellation);

        Assert.Equal(late, Assert.Single(await PendingAsync(account)).Push.Session);
        Assert.Equal(session, Assert.Single(await PendingAsync(blocked)).Push.Session);
    }

    [Fact]
    public async Task Nothing_waits_for_a_phone_that_asked_itself_or_whose_account_is_gone()
    {
        var (account, key, session) = await fixture.EnrolAsync(_server);
        var (gone, _, _) = await fixture.EnrolAsync(_server);

        Assert.Null((await fixture.Sessions.LogOutByPhoneAsync(session, account, Cancellation))!.Notice);
        await fixture.LogInAsync(StoreFixture.Login(_server, StoreFixture.NewSession(), 0, account, key));
        Assert.Null(Assert.Single(await fixture.Sessions.LogOutAccountByPhoneAsync(account, Cancellation)).Notice);
        Assert.Null(Assert.Single((await fixture.Accounts.DeleteAsync(gone, key: null, Now, Cancellation))!).Notice);

        Assert.Empty(await PendingAsync(account));
        Assert.Empty(await PendingAsync(gone));
    }

    [Fact]
    public async Task A_new_login_of_the_same_account_withdraws_it_and_anothers_does_not()
    {
        var (account, key, session) = await fixture.EnrolAsync(_server);
        var (other, otherKey, _) = await fixture.EnrolAsync(_server);
        await fixture.Sessions.LogOutAsync(session, StoreFixture.Notice, Cancellation);

        await fixture.LogInAsync(StoreFixture.Login(_server, session, 2, other, otherKey));
        Assert.Single(await PendingAsync(account));
        await fixture.Sessions.LogOutAsync(session, StoreFixture.Notice, Cancellation);
        await fixture.LogInAsync(StoreFixture.Login(_server, session, 4, account, key));

        Assert.Empty(await PendingAsync(account));
        Assert.Single(await PendingAsync(other));
    }

    [Fact]
    public async Task It_waits_also_when_another_account_takes_the_place_of_a_login_that_is_over()
    {
        var (account, _, session) = await fixture.EnrolAsync(_server, at: Now.AddHours(-13));
        var (other, otherKey, _) = await fixture.EnrolAsync(_server);

        var (result, overdue) = await fixture.Sessions.LogInAsync(StoreFixture.Login(_server, session, 1, other, otherKey), Cancellation);

        var waiting = Assert.Single(await PendingAsync(account));
        Assert.Equal((StoreLoginResult.LoggedIn, session, Now.AddDays(30)), (result, waiting.Push.Session, waiting.Push.Expires));
        Assert.Equal(new(_server, session, 2, account) { Notice = waiting.N }, overdue);
        Assert.Empty(await PendingAsync(other));

        // Nobody's place is taken by an account that comes back to its own session.
        (_, overdue) = await fixture.Sessions.LogInAsync(
            StoreFixture.Login(_server, session, 2, other, otherKey) with { Now = Now.AddHours(13), Expires = Now.AddHours(14) }, Cancellation);
        Assert.Null(overdue);
        Assert.Empty(await PendingAsync(other));
    }

    [Fact]
    public async Task So_it_does_when_a_new_account_takes_it_and_not_while_the_login_lasts()
    {
        var (account, _, over) = await fixture.EnrolAsync(_server, at: Now.AddHours(-13));
        var (standing, _, lasting) = await fixture.EnrolAsync(_server);

        var enrolled = await EnrolAsync(over);
        var refused = await EnrolAsync(lasting);

        var waiting = Assert.Single(await PendingAsync(account));
        Assert.Equal((true, new EndedLogin(_server, over, 2, account) { Notice = waiting.N }), (enrolled.LoggedIn, enrolled.Overdue));
        Assert.Equal((false, null), (refused.LoggedIn, refused.Overdue));
        Assert.Empty(await PendingAsync(standing));
    }

    [Fact]
    public async Task It_is_no_login_and_counts_as_none()
    {
        var (account, key, session) = await fixture.EnrolAsync(_server);
        for (var epoch = 2u; epoch < 20; epoch += 2)
        {
            await fixture.Sessions.LogOutAsync(session, StoreFixture.Notice, Cancellation);
            await fixture.LogInAsync(StoreFixture.Login(_server, session, epoch, account, key));
        }

        await fixture.Sessions.LogOutAsync(session, StoreFixture.Notice, Cancellation);
        var waiting = Assert.Single(await PendingAsync(account)).Push.Id;

        Assert.Null(await fixture.Pushes.FindAsync(waiting, Cancellation));
        Assert.False(await fixture.Pushes.DeclineAsync(waiting, account, 1, Now, Now.AddHours(1), Cancellation));
        Assert.Equal(
            StoreLoginResult.PushRefused,
            await fixture.LogInAsync(StoreFixture.Login(_server, session, 20, account, key) with { PushId = waiting }));
        for (var push = 0; push < 5; push++)
        {
            Assert.IsType<AddPushResult.Added>(await PushAsync(account, push == 0 ? session : StoreFixture.NewSession()));
        }

        Assert.IsType<AddPushResult.TooMany>(await PushAsync(account, StoreFixture.NewSession()));
    }

    [Fact]
    public async Task It_is_not_mixed_up_with_logins_and_does_not_end_with_them()
    {
        var (account, _, session) = await fixture.EnrolAsync(_server);
        await fixture.Sessions.LogOutAsync(session, StoreFixture.Notice, Cancellation);
        await PushAsync(account, session);

        Assert.Equal(PushedKind.Login, Assert.Single(await fixture.Pushes.PendingAsync(account, Now, Cancellation)).Kind);
        await fixture.Sessions.LogOutAsync(session, StoreFixture.Notice, Cancellation);
        Assert.Empty(await fixture.Pushes.PendingAsync(account, Now, Cancellation));
        Assert.Equal(PushedKind.Logout, Assert.Single(await PendingAsync(account)).Kind);
    }

    [Fact]
    public async Task It_is_forgotten_when_it_is_acknowledged_or_too_old()
    {
        // No other test of this store goes so far into the past.
        var then = Now.AddYears(-10);
        var (account, _, heard) = await fixture.EnrolAsync(_server, at: then);
        var (other, _, unheard) = await fixture.EnrolAsync(_server, at: then);
        var notice = (await fixture.Sessions.LogOutAsync(heard, StoreFixture.NoticeAt(then), Cancellation))!.Notice;
        await fixture.Sessions.LogOutAsync(unheard, StoreFixture.NoticeAt(then), Cancellation);
        await fixture.Pushes.AcknowledgeAsync(account, notice!.Value, Cancellation);

        Assert.Equal(1, await fixture.Pushes.ForgetAsync(then.AddSeconds(1), 100, Cancellation));
        Assert.Single(await fixture.Pushes.PendingLogoutsAsync(other, 0, 100, then.AddDays(29), Cancellation));
        Assert.Empty(await fixture.Pushes.PendingLogoutsAsync(other, 0, 100, then.AddDays(30), Cancellation));
        Assert.Equal(1, await fixture.Pushes.ForgetAsync(then.AddDays(31), 100, Cancellation));
    }

    private async Task<StoreEnrolResult.Enrolled> EnrolAsync(Hsid session)
    {
        var enrolment = new Enrolment(RandomNumberGenerator.GetBytes(16), _server, session, "name", null, Now.AddMinutes(10));
        await fixture.Enrolments.AddAsync(enrolment, Cancellation);
        return Assert.IsType<StoreEnrolResult.Enrolled>(await fixture.Enrolments.CompleteAsync(StoreFixture.Command(enrolment, StoreFixture.Key()), Cancellation));
    }

    [Fact]
    public async Task The_newest_wait_and_the_oldest_make_room_for_them()
    {
        var (account, key, first) = await fixture.EnrolAsync(_server);
        var (other, _, others) = await fixture.EnrolAsync(_server);
        await fixture.Sessions.LogOutAsync(others, StoreFixture.Notice, Cancellation);
        List<Hsid> sessions = [first, .. Enumerable.Range(0, 5).Select(_ => StoreFixture.NewSession())];
        foreach (var session in sessions)
        {
            await fixture.Sessions.LogInAsync(StoreFixture.Login(_server, session, 0, account, key), Cancellation);
            await fixture.Sessions.LogOutAsync(session, StoreFixture.Notice with { Most = 3 }, Cancellation);
        }

        Assert.Equal(sessions[^3..], (await PendingAsync(account)).Select(waiting => waiting.Push.Session));
        Assert.Single(await PendingAsync(other));
    }

    [Fact]
    public async Task One_is_found_by_its_session_until_it_is_acknowledged_or_over()
    {
        var (account, _, session) = await fixture.EnrolAsync(_server);
        Assert.Null(await fixture.Pushes.FindLogoutAsync(account, session, Now, Cancellation));
        await fixture.Sessions.LogOutAsync(session, StoreFixture.Notice, Cancellation);

        var found = await fixture.Pushes.FindLogoutAsync(account, session, Now, Cancellation);
        Assert.Equal(Assert.Single(await PendingAsync(account)).N, found!.N);
        Assert.Null(await fixture.Pushes.FindLogoutAsync(account, StoreFixture.NewSession(), Now, Cancellation));
        Assert.Null(await fixture.Pushes.FindLogoutAsync(account + 1, session, Now, Cancellation));
        Assert.Null(await fixture.Pushes.FindLogoutAsync(account, session, Now.AddDays(31), Cancellation));

        await fixture.Pushes.AcknowledgeAsync(account, found.N, Cancellation);
        Assert.Null(await fixture.Pushes.FindLogoutAsync(account, session, Now, Cancellation));
    }

    [Fact]
    public async Task They_are_read_in_parts()
    {
        var (account, key, first) = await fixture.EnrolAsync(_server);
        List<Hsid> sessions = [first, .. Enumerable.Range(0, 4).Select(_ => StoreFixture.NewSession())];
        foreach (var session in sessions)
        {
            await fixture.Sessions.LogInAsync(StoreFixture.Login(_server, session, 0, account, key), Cancellation);
            await fixture.Sessions.LogOutAsync(session, StoreFixture.Notice, Cancellation);
        }

        var all = await PendingAsync(account);
        var part = await fixture.Pushes.PendingLogoutsAsync(account, all[1].N, 2, Now, Cancellation);

        Assert.Equal(sessions[2..4], part.Select(waiting => waiting.Push.Session));
        Assert.Equal([sessions[4]], (await fixture.Pushes.PendingLogoutsAsync(account, part[^1].N, 2, Now, Cancellation)).Select(waiting => waiting.Push.Session));
    }

    private Task<IReadOnlyList<StoredPush>> PendingAsync(long account) => fixture.Pushes.PendingLogoutsAsync(account, 0, 100, Now, Cancellation);

    private Task<AddPushResult> PushAsync(long account, Hsid session) => fixture.Pushes.AddAsync(
        new(RandomNumberGenerator.GetBytes(16), _server, session, account, null, Now, Now.AddMinutes(2)), null, FivePushes, Cancellation);
}

public sealed class SqliteLogoutNoticeTests(SqliteFixture fixture) : LogoutNoticeContract(fixture), IClassFixture<SqliteFixture>;

public sealed class MemoryLogoutNoticeTests(MemoryFixture fixture) : LogoutNoticeContract(fixture), IClassFixture<MemoryFixture>;
