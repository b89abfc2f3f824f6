using NextAuth.Protocol.Messages;
using NextAuth.Server.Accounts;
using NextAuth.Server.Push;
using NextAuth.Server.Tests.Jobs;
using NextAuth.Server.Tests.Live;

namespace NextAuth.Server.Tests.Phone;

public class LoginTests
{
    // The page of any session gets codes over its WebSocket, so no web application need stand behind a scanned one.
    [Fact]
    public async Task A_phone_that_scans_codes_without_end_is_stopped_for_an_hour()
    {
        var time = new SkippingTime();
        await using var live = await LiveServer.StartAsync(new() { ["NextAuth:Sessions:MaxLogins"] = "5" }, time);
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        var other = await live.EnrolAsync(server);
        var outcomes = new List<LoginOutcome>();
        for (var i = 0; i < 6; i++)
        {
            outcomes.Add(await account.LogInAsync(LiveServer.NewSession()));
        }

        // The enrolment's login is one of the five.
        Assert.Equal([.. Enumerable.Repeat(LoginOutcome.LoggedIn, 4), LoginOutcome.Refused, LoginOutcome.Refused], outcomes);
        Assert.Equal(LoginOutcome.LoggedIn, await other.LogInAsync(LiveServer.NewSession()));
        time.Skip(TimeSpan.FromHours(1));
        Assert.Equal(LoginOutcome.LoggedIn, await account.LogInAsync(LiveServer.NewSession()));
    }

    [Fact]
    public async Task A_clock_that_was_set_back_bars_nobody()
    {
        var time = new JumpingTime();
        await using var live = await LiveServer.StartAsync(new() { ["NextAuth:Sessions:MaxLogins"] = "2" }, time);
        var server = await live.CreateServerAsync();
        time.Jump(TimeSpan.FromDays(400));
        var account = await live.EnrolAsync(server);
        Assert.Equal(LoginOutcome.LoggedIn, await account.LogInAsync(LiveServer.NewSession()));
        Assert.Equal(LoginOutcome.Refused, await account.LogInAsync(LiveServer.NewSession()));

        time.Jump(TimeSpan.FromDays(-400));

        Assert.Equal(LoginOutcome.LoggedIn, await account.LogInAsync(LiveServer.NewSession()));
    }

    [Fact]
    public async Task A_scanned_code_logs_the_page_in()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        var session = LiveServer.NewSession();
        using var page = await BrowserPage.RegisterAsync(live, server.Id, session);

        using var phone = await account.ScanAsync(session);
        Assert.Equal("CONFIRMSCAN", await page.NextAsync());
        var result = Assert.IsType<LoginResult>((await phone.ProveAsync(account.Key, TestAccount.Approve)).Message);

        Assert.Equal(LoginOutcome.LoggedIn, result.Outcome);
        Assert.Equal("LOGIN", await page.NextAsync());
        Assert.Equal(account.Id, (await live.SessionAsync(server, session)).LastAccount);
        Assert.Equal(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, await phone.Socket.ClosedAsync());
        Assert.Empty(live.LoggedFailures.All);
    }

    [Fact]
    public async Task Declining_a_code_cancels_on_the_page()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        var session = LiveServer.NewSession();
        using var page = await BrowserPage.RegisterAsync(live, server.Id, session);

        using var phone = await account.ScanAsync(session);
        var result = Assert.IsType<LoginResult>((await phone.ProveAsync(account.Key, TestAccount.Decline)).Message);

        Assert.Equal(LoginOutcome.Declined, result.Outcome);
        Assert.Equal("CONFIRMSCAN", await page.NextAsync());
        Assert.Equal("CANCEL", await page.NextAsync());
        Assert.False(await live.IsLoggedInAsync(server, session));
    }

    [Theory]
    [InlineData(AlertCode.NoAccount, "NOACCOUNTS")]
    [InlineData(AlertCode.Cancelled, "CANCEL")]
    public async Task A_phone_that_turns_away_tells_the_page_and_nothing_of_itself(AlertCode alert, string told)
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        var session = LiveServer.NewSession();
        using var page = await BrowserPage.RegisterAsync(live, server.Id, session);

        using var phone = await account.ScanAsync(session);
        await phone.Socket.SendAsync(Alert.Write(alert));

        Assert.Equal("CONFIRMSCAN", await page.NextAsync());
        Assert.Equal(told, await page.NextAsync());
        Assert.Equal(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, await phone.Socket.ClosedAsync());
    }

    [Fact]
    public async Task Of_two_phones_at_once_exactly_one_wins()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        TestAccount[] accounts = [await live.EnrolAsync(server), await live.EnrolAsync(server)];

        for (var round = 0; round < 50; round++)
        {
            var session = LiveServer.NewSession();
            using var first = await accounts[0].ScanAsync(session);
            using var second = await accounts[1].ScanAsync(session);

            var results = await Task.WhenAll(
                first.ProveAsync(accounts[0].Key, TestAccount.Approve), second.ProveAsync(accounts[1].Key, TestAccount.Approve));

            LoginOutcome[] outcomes = [.. results.Select(result => Assert.IsType<LoginResult>(result.Message).Outcome)];
            Assert.Single(outcomes, LoginOutcome.LoggedIn);
            Assert.Single(outcomes, LoginOutcome.SessionChanged);
            var winner = accounts[Array.IndexOf(outcomes, LoginOutcome.LoggedIn)];
            Assert.Equal(winner.Id, (await live.SessionAsync(server, session)).LastAccount);
        }
    }

    [Fact]
    public async Task A_logout_that_races_a_login_leaves_what_the_page_was_told_last()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);

        for (var round = 0; round < 20; round++)
        {
            var session = LiveServer.NewSession();
            using var page = await BrowserPage.RegisterAsync(live, server.Id, session);
            using var phone = await account.ScanAsync(session);

            var login = phone.ProveAsync(account.Key, TestAccount.Approve);
            var logout = live.Sessions.LogOutAsync(session, TestContext.Current.CancellationToken);
            await Task.WhenAll(login, logout);

            // News of an older epoch that comes late is not told, so a page may hear LOGOUT alone.
            var state = await live.IsLoggedInAsync(server, session) ? "LOGIN" : "LOGOUT";
            await page.UntilAsync(state);
            await page.SendAsync("REGISTER");
            Assert.Equal(state, await page.NextStateAsync());
        }
    }

    [Fact]
    public async Task An_account_blocked_while_the_person_decides_does_not_log_in()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        var session = LiveServer.NewSession();

        using var phone = await account.ScanAsync(session);
        await live.Get<AccountService>().SetBlockedAsync(server.Id, account.Id, true, TestContext.Current.CancellationToken);
        var result = Assert.IsType<LoginResult>((await phone.ProveAsync(account.Key, TestAccount.Approve)).Message);

        Assert.Equal(LoginOutcome.Blocked, result.Outcome);
        Assert.False(await live.IsLoggedInAsync(server, session));
    }

    [Fact]
    public async Task A_code_is_worthless_after_the_login_it_made()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        var session = LiveServer.NewSession();
        var code = await TestAccount.CodeAsync(live, server, session);
        Assert.Equal(LoginOutcome.LoggedIn, await account.LogInAsync(session));

        using var again = await RawPhone.ConnectAsync(live);
        Assert.Equal(AlertCode.Refused, await again.BeginAsync(server, Purpose.Login, code));

        using var fresh = await RawPhone.ConnectAsync(live);
        Assert.Equal(AlertCode.AlreadyLoggedIn, await fresh.BeginAsync(server, Purpose.Login, await TestAccount.CodeAsync(live, server, session)));
    }

    [Fact]
    public async Task Codes_and_pushes_that_are_too_old_have_expired_and_invented_ones_are_refused()
    {
        var time = new JumpingTime();
        await using var live = await LiveServer.StartAsync(time: time);
        var server = await live.CreateServerAsync();
        var session = LiveServer.NewSession();
        await live.EnrolAsync(server, session);
        await live.Sessions.LogOutAsync(session, TestContext.Current.CancellationToken);
        var code = await TestAccount.CodeAsync(live, server, session);
        await live.Get<PushService>().ProvokeSessionAsync(server, session, null, false, TestContext.Current.CancellationToken);
        var account = (await live.SessionAsync(server, session)).LastAccount!.Value;
        var push = Assert.Single(await live.Get<PushService>().PendingAsync(account, TestContext.Current.CancellationToken)).Push;

        time.Jump(TimeSpan.FromMinutes(3));

        using var scanned = await RawPhone.ConnectAsync(live);
        Assert.Equal(AlertCode.Expired, await scanned.BeginAsync(server, Purpose.Login, code));
        using var pushed = await RawPhone.ConnectAsync(live);
        Assert.Equal(AlertCode.Expired, await pushed.BeginAsync(server, Purpose.Login, TestAccount.PushContextOf(session, push.Id)));
        using var invented = await RawPhone.ConnectAsync(live);
        Assert.Equal(AlertCode.Refused, await invented.BeginAsync(server, Purpose.Login, TestAccount.PushContextOf(session, new byte[16])));
    }

    [Fact]
    public async Task A_picture_larger_than_a_message_is_left_out_and_the_login_goes_on()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        var session = LiveServer.NewSession();
        var info = new SessionInfo { Ip = "192.0.2.1", Logo = new string('A', 60_000) };
        await live.Sessions.KeepContextAsync(
            server.Id, session, new() { Announceinfo = info, Sessioninfo = info }, TestContext.Current.CancellationToken);

        using var phone = await account.ScanAsync(session);
        Assert.True(ProtocolJson.TryRead(phone.Initiator!.Hello.Span, ProtocolJson.Default.LoginHello, out var hello));
        Assert.Equal(info with { Logo = null }, hello.Announceinfo);

        var result = Assert.IsType<LoginResult>((await phone.ProveAsync(account.Key, TestAccount.Approve)).Message);
        Assert.Equal(info with { Logo = null }, result.Sessioninfo);
    }
}
