using Microsoft.Extensions.Time.Testing;
using NextAuth.Protocol;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Accounts;
using NextAuth.Server.Cluster;
using NextAuth.Server.Push;
using NextAuth.Server.Servers;
using NextAuth.Server.Sessions;
using NextAuth.Server.Tests.Live;
using PushMessage = NextAuth.Protocol.Messages.Push;

namespace NextAuth.Server.Tests.Phone;

/// <summary>How a phone hears that a login has ended without it: at once, or when it listens next, once.</summary>
public class LogoutNoticeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_logout_that_was_missed_is_told_until_it_is_acknowledged_even_by_a_restarted_server()
    {
        var directory = Directory.CreateTempSubdirectory("nextauth-notice-").FullName;
        var live = await LiveServer.StartAsync(directory: directory);
        var server = await live.CreateServerAsync();
        var session = LiveServer.NewSession();
        var account = await live.EnrolAsync(server, session);
        await live.Sessions.LogOutAsync(session, Cancellation);
        using (var once = await ListenAsync(account))
        {
            await MissedAsync(once, session);
        }

        await live.DisposeAsync();
        await using var restarted = await LiveServer.StartAsync(directory: directory);
        var again = account.On(restarted);
        using (var phone = await ListenAsync(again))
        {
            var missed = await MissedAsync(phone, session);
            Assert.True(missed.Expires > missed.N);
            Assert.True((await phone.AskAsync(new Pushed { N = missed.N })).Done);
        }

        using var later = await ListenAsync(again);
        await NothingElseAsync(restarted, server, again, later);
    }

    [Fact]
    public async Task A_phone_that_is_connected_hears_it_once()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var session = LiveServer.NewSession();
        var account = await live.EnrolAsync(server, session);
        using var listening = await ListenAsync(account);
        using var silent = await account.OpenAsync();

        await live.Sessions.LogOutAsync(session, Cancellation);

        var heard = Assert.IsType<LoggedOut>(await listening.NextAsync());
        Assert.Equal(session.ToString(), heard.Hsid);
        Assert.Equal(heard, Assert.IsType<LoggedOut>(await silent.NextAsync()));
        await NothingElseAsync(live, server, account, listening);

        // Not acknowledged, so this connection may have been dead: the next one is told.
        using (var next = await ListenAsync(account))
        {
            Assert.Equal(PushKind.Login, Assert.IsType<PushMessage>(await next.NextAsync()).Kind);
            Assert.Equal(heard.N, (await MissedAsync(next, session)).N);
        }

        Assert.True((await silent.AskAsync(new Pushed { N = heard.N!.Value })).Done);
        using var last = await ListenAsync(account);
        Assert.Equal(PushKind.Login, Assert.IsType<PushMessage>(await last.NextAsync()).Kind);
        await NothingElseAsync(live, server, account, last);
    }

    [Fact]
    public async Task A_logout_between_a_login_and_its_answer_is_told_on_the_channel_that_the_login_opens()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync(60);
        var (enrolled, scanned) = (LiveServer.NewSession(), LiveServer.NewSession());

        // Called after the commit and before the phone is answered.
        using var meanwhile = live.Get<IClusterBus>().Subscribe(happened =>
        {
            if (happened is ClusterEvent.Browser { News: BrowserNews.Login } login && (login.Session == enrolled || login.Session == scanned))
            {
                live.Sessions.LogOutAsync(login.Session, CancellationToken.None).GetAwaiter().GetResult();
            }
        });
        var code = await live.MakeCodeAsync(server, enrolled, null);
        var (account, first) = await TestAccount.EnrolAndStayAsync(live, server, code);
        using (first)
        {
            Assert.Equal(enrolled.ToString(), Assert.IsType<LoggedOut>(await first.NextAsync()).Hsid);
        }

        using var phone = await account.ScanAsync(scanned);
        Assert.Equal(LoginOutcome.LoggedIn, Assert.IsType<LoginResult>((await phone.ProveAsync(account.Key, TestAccount.Approve)).Message).Outcome);

        // What waits of the other session is not for this channel before it listens; what it has been told does not come again.
        var told = Assert.IsType<LoggedOut>(await phone.NextAsync());
        Assert.Equal(scanned.ToString(), told.Hsid);
        Assert.True((await phone.AskAsync(new Listen())).Done);
        await MissedAsync(phone, enrolled);
        await NothingElseAsync(live, server, account, phone);
    }

    [Fact]
    public async Task A_phone_that_logs_itself_out_is_not_told_later()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var session = LiveServer.NewSession();
        var account = await live.EnrolAsync(server, session);
        using var phone = await account.OpenAsync();
        List<ServerMessage> others = [];

        Assert.True((await phone.AskAsync(new Logout { Hsid = session.ToString() }, others)).Done);
        Assert.True((await phone.AskAsync(new Logout(), others)).Done);

        Assert.Null(Assert.IsType<LoggedOut>(Assert.Single(others)).N);
        using var later = await ListenAsync(account);
        await NothingElseAsync(live, server, account, later);
    }

    [Fact]
    public async Task A_block_and_the_end_of_a_logins_time_are_told_too()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync(1);
        var (blocked, silent) = (LiveServer.NewSession(), LiveServer.NewSession());
        var account = await live.EnrolAsync(server, blocked);
        using var page = await BrowserPage.OpenAsync(live, server.Id, silent);
        await page.SendAsync("REGISTER");
        await live.Get<AccountService>().SetBlockedAsync(server.Id, account.Id, true, Cancellation);
        await live.Get<AccountService>().SetBlockedAsync(server.Id, account.Id, false, Cancellation);
        await account.LogInAsync(silent);
        await page.UntilAsync("LOGIN");
        await page.UntilAsync("LOGOUT");

        using var phone = await ListenAsync(account);

        await MissedAsync(phone, blocked);
        await MissedAsync(phone, silent);
    }

    [Fact]
    public async Task So_is_the_end_of_a_login_whose_place_another_account_takes_before_the_job_comes_to_it()
    {
        // Time stands still, so no job runs.
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var live = await LiveServer.StartAsync(time: time);
        var server = await live.CreateServerAsync();
        var (account, other) = (await live.EnrolAsync(server), await live.EnrolAsync(server));
        var (byCode, byEnrolment) = (LiveServer.NewSession(), LiveServer.NewSession());
        await LogInUntilNowAsync(byCode);
        await LogInUntilNowAsync(byEnrolment);
        using var phone = await account.OpenAsync();

        Assert.Equal(LoginOutcome.LoggedIn, await other.LogInAsync(byCode));
        var first = Assert.IsType<LoggedOut>(await phone.NextAsync());
        await live.EnrolAsync(server, byEnrolment);
        var second = Assert.IsType<LoggedOut>(await phone.NextAsync());

        Assert.Equal((byCode.ToString(), byEnrolment.ToString()), (first.Hsid, second.Hsid));
        using var later = await ListenAsync(account);
        Assert.Equal(first.N, (await MissedAsync(later, byCode)).N);
        Assert.Equal(second.N, (await MissedAsync(later, byEnrolment)).N);

        async Task LogInUntilNowAsync(Hsid session) => Assert.Equal(
            StoreLoginResult.LoggedIn,
            (await live.Get<ISessionStore>().LogInAsync(
                new()
                {
                    Server = server.Id,
                    Session = session,
                    Epoch = 0,
                    Account = account.Id,
                    AccountKey = account.Key.PublicKey.ToArray(),
                    Now = time.GetUtcNow(),
                    Expires = time.GetUtcNow(),
                    Notice = live.Sessions.MakeNotice(time.GetUtcNow()),
                },
                Cancellation)).Result);
    }

    [Fact]
    public async Task A_login_of_the_same_account_makes_the_logout_before_it_old_news()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var session = LiveServer.NewSession();
        var account = await live.EnrolAsync(server, session);
        await live.Sessions.LogOutAsync(session, Cancellation);
        Assert.Equal(LoginOutcome.LoggedIn, await account.LogInAsync(session));

        using var phone = await ListenAsync(account);

        await NothingElseAsync(live, server, account, phone);
    }

    // More than may wait for a slow reader (64): a phone that was away for weeks is not cut off for it.
    [Fact]
    public async Task However_many_were_missed_all_are_told_and_a_login_before_them()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        var sessions = Enumerable.Range(0, 200).Select(_ => LiveServer.NewSession()).ToList();
        foreach (var session in sessions)
        {
            await live.Sessions.LogInAsync(
                await live.SessionAsync(server, session), server, account.Id, account.Key.PublicKey.ToArray(), null, new() { Decision = LoginDecision.Approve }, Cancellation);
            await live.Sessions.LogOutAsync(session, Cancellation);
        }

        await ProvokeAsync(live, server, account);
        using var phone = await ListenAsync(account);

        Assert.Equal(PushKind.Login, Assert.IsType<PushMessage>(await phone.NextAsync()).Kind);
        foreach (var session in sessions)
        {
            await MissedAsync(phone, session);
        }
    }

    // A page's QR makes codes for sessions that nobody has asked for, and its LOGOUT ends the logins: without a limit one phone fills the store.
    [Fact]
    public async Task Of_logouts_without_end_the_newest_are_told()
    {
        await using var live = await LiveServer.StartAsync(new() { ["NextAuth:Sessions:MaxLogoutsWaiting"] = "40", ["NextAuth:Browser:LogoutInterval"] = "00:00:00" });
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        var sessions = Enumerable.Range(0, 60).Select(_ => LiveServer.NewSession()).ToList();
        foreach (var session in sessions)
        {
            using var page = await BrowserPage.OpenAsync(live, server.Id, session);
            Assert.Equal(LoginOutcome.LoggedIn, await account.LogInAsync(session));
            await page.SendAsync("REGISTER");
            await page.SendAsync("LOGOUT");
            await page.UntilAsync("LOGOUT");
        }

        using var phone = await ListenAsync(account);

        foreach (var session in sessions[^40..])
        {
            await MissedAsync(phone, session);
        }

        await NothingElseAsync(live, server, account, phone);
    }

    private static async Task<RawPhone> ListenAsync(TestAccount account)
    {
        var phone = await account.OpenAsync();
        Assert.True((await phone.AskAsync(new Listen())).Done);
        return phone;
    }

    private static async Task<PushMessage> MissedAsync(RawPhone phone, Hsid session)
    {
        var push = Assert.IsType<PushMessage>(await phone.NextAsync());
        Assert.Equal((PushKind.Logout, session.ToString(), null), (push.Kind, push.Hsid, push.PushId));
        return push;
    }

    // Pushes come in order: with a login as the next message there was nothing before it.
    private static async Task NothingElseAsync(LiveServer live, ServerRuntime server, TestAccount account, RawPhone phone)
    {
        Assert.True((await phone.AskAsync(new Listen())).Done);
        await ProvokeAsync(live, server, account);
        Assert.Equal(PushKind.Login, Assert.IsType<PushMessage>(await phone.NextAsync()).Kind);
    }

    private static async Task ProvokeAsync(LiveServer live, ServerRuntime server, TestAccount account) => Assert.IsType<ProvokeResult.Pushed>(
        await live.Get<PushService>().ProvokeAccountAsync(server, LiveServer.NewSession(), account.Id, null, Cancellation));
}
