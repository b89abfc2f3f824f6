using NextAuth.Protocol;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Accounts;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Push;
using NextAuth.Server.Servers;
using NextAuth.Server.Tests.Live;
using NextAuth.Server.Users;
using PushMessage = NextAuth.Protocol.Messages.Push;

namespace NextAuth.Server.Tests.Users;

/// <summary>Deleting and blocking against phones and pages that are there, in every moment of a login.</summary>
public class UserDeletionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_user_deleted_while_the_phone_is_logging_in_does_not_get_in()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var (account, session) = (await EnrolAsync(live, server, "ada"), LiveServer.NewSession());
        using var page = await BrowserPage.RegisterAsync(live, server.Id, session);
        using var phone = await account.ScanAsync(session);
        Assert.Equal("CONFIRMSCAN", await page.NextAsync());

        Assert.True(await live.Get<UserService>().DeleteAsync(server.Id, "ada", Cancellation));

        var reply = await phone.ProveAsync(account.Key, TestAccount.Approve);
        Assert.NotEqual(LoginOutcome.LoggedIn, (reply.Message as LoginResult)?.Outcome);
        Assert.False(await live.IsLoggedInAsync(server, session));
    }

    // More than go in one step.
    [Fact]
    public async Task All_accounts_of_a_user_go_however_many_and_their_sessions_with_them()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        foreach (var user in (string[])["ada", "bob"])
        {
            var sessions = new List<(Hsid Session, long Account)>();
            for (var i = 0; i < 60; i++)
            {
                var account = await EnrolAsync(live, server, user);
                var session = LiveServer.NewSession();
                Assert.Equal(LoginOutcome.LoggedIn, await account.LogInAsync(session));
                sessions.Add((session, account.Id));
            }

            Assert.True(user == "ada"
                ? await live.Get<UserService>().DeleteAsync(server.Id, user, Cancellation)
                : await live.Get<AccountService>().DeleteOfUserAsync(server.Id, user, Cancellation));

            Assert.Equal(user == "bob", await live.Get<UserService>().ExistsAsync(server.Id, user, Cancellation));
            foreach (var (session, account) in sessions)
            {
                Assert.False(await live.IsLoggedInAsync(server, session));
                Assert.Null(await live.AccountAsync(server, account));
            }
        }
    }

    [Fact]
    public async Task Of_a_login_and_a_deletion_at_once_nobody_stays_logged_in()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        for (var round = 0; round < 20; round++)
        {
            var (account, session) = (await EnrolAsync(live, server, $"ada{round}"), LiveServer.NewSession());
            using var phone = await account.ScanAsync(session);

            var proving = Task.Run(() => phone.ProveAsync(account.Key, TestAccount.Approve), Cancellation);
            Assert.True(await live.Get<UserService>().DeleteAsync(server.Id, $"ada{round}", Cancellation));
            await proving;

            Assert.False(await live.IsLoggedInAsync(server, session));
        }
    }

    [Fact]
    public async Task Pages_hear_that_a_deleted_users_sessions_ended_and_the_phone_deletes_its_copy()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var (account, session) = (await EnrolAsync(live, server, "ada"), LiveServer.NewSession());
        Assert.Equal(LoginOutcome.LoggedIn, await account.LogInAsync(session));
        using var page = await BrowserPage.OpenAsync(live, server.Id, session);
        await page.SendAsync("REGISTER");
        Assert.Equal("LOGIN", await page.NextStateAsync());
        using var phone = await account.OpenAsync();

        Assert.True(await live.Get<UserService>().DeleteAsync(server.Id, "ada", Cancellation));

        Assert.Equal("LOGOUT", await page.NextStateAsync());
        await RemovedAsync(phone);
    }

    [Fact]
    public async Task An_enrol_code_of_a_deleted_user_makes_nobody()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        await EnrolAsync(live, server, "ada");
        var code = await live.MakeCodeAsync(server, LiveServer.NewSession(), "ada");

        Assert.True(await live.Get<UserService>().DeleteAsync(server.Id, "ada", Cancellation));

        using var phone = await RawPhone.ConnectAsync(live);
        Assert.Equal(AlertCode.Refused, await phone.BeginAsync(server, Purpose.Enrol, EnrolContext.Derive(code.Token.Span)));
        Assert.False(await live.Get<UserService>().ExistsAsync(server.Id, "ada", Cancellation));
    }

    [Fact]
    public async Task An_account_blocked_during_its_push_does_not_get_in_by_it()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var (account, session) = (await live.EnrolAsync(server), LiveServer.NewSession());
        using var listening = await account.OpenAsync();
        Assert.True((await listening.AskAsync(new Listen())).Done);
        await live.Get<PushService>().ProvokeAccountAsync(server, session, account.Id, null, Cancellation);
        var push = Assert.IsType<PushMessage>(await listening.NextAsync());
        using var phone = await RawPhone.ConnectAsync(live);
        var context = TestAccount.PushContextOf(session, System.Buffers.Text.Base64Url.DecodeFromChars(push.PushId));
        Assert.Null(await phone.BeginAsync(server, Purpose.Login, context));

        Assert.True(await live.Get<AccountService>().SetBlockedAsync(server.Id, account.Id, true, Cancellation));

        Assert.NotEqual(LoginOutcome.LoggedIn, ((await phone.ProveAsync(account.Key, TestAccount.Approve)).Message as LoginResult)?.Outcome);
        Assert.False(await live.IsLoggedInAsync(server, session));
        var reply = await listening.ReceiveAsync();
        while (reply.Message is LoggedOut)
        {
            reply = await listening.ReceiveAsync();
        }

        Assert.Equal(AlertCode.Refused, reply.Alert);
    }

    [Fact]
    public async Task A_deleted_servers_pages_hear_LOGOUT_and_its_phones_are_told()
    {
        await using var live = await LiveServer.StartAsync();
        var (server, other) = (await live.CreateServerAsync(), await live.CreateServerAsync());
        var (account, session) = (await live.EnrolAsync(server), LiveServer.NewSession());
        Assert.Equal(LoginOutcome.LoggedIn, await account.LogInAsync(session));
        using var page = await BrowserPage.OpenAsync(live, server.Id, session);
        await page.SendAsync("REGISTER");
        Assert.Equal("LOGIN", await page.NextStateAsync());
        using var phone = await account.OpenAsync();
        using var unharmed = await (await live.EnrolAsync(other)).OpenAsync();

        Assert.True(await live.Get<ServerDirectory>().DeleteAsync(server.Id, new Role(RoleId.New(), 1, Rights.Root, new Dictionary<ServerId, Rights>()), Cancellation));

        Assert.Equal("LOGOUT", await page.NextStateAsync());
        await page.SendAsync("REGISTER");
        Assert.Equal("LOGOUT", await page.NextStateAsync());
        await RemovedAsync(phone);
        using var late = await RawPhone.ConnectAsync(live);
        Assert.Equal(AlertCode.UnknownServer, await late.BeginAsync(server, Purpose.Account, []));
        Assert.True((await unharmed.AskAsync(new Listen())).Done);
    }

    [Fact]
    public async Task A_changed_configuration_reaches_phones_with_their_next_handshake()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var role = new Role(RoleId.New(), 1, Rights.Root, new Dictionary<ServerId, Rights>());
        var changed = await live.Get<ServerDirectory>().UpdateAsync(server.Id, new() { ServerName = "Shop 2", PingTime = 30 }, role, Cancellation);

        Assert.Equal(server.Server.Version + 1, changed!.Version);
        using var phone = await RawPhone.ConnectAsync(live);
        Assert.Null(await phone.BeginAsync(server, Purpose.Account, []));
        Assert.True(ProtocolJson.TryRead(phone.Initiator!.Hello.Span, ProtocolJson.Default.AccountHello, out var hello));
        Assert.Equal(("Shop 2", 30, changed.Version), (hello.Server.ServerName, hello.Server.PingTime, hello.Server.Version));
    }

    // Word of the session that ended may come first.
    private static async Task RemovedAsync(RawPhone phone)
    {
        var next = await phone.NextAsync();
        while (next is LoggedOut)
        {
            next = await phone.NextAsync();
        }

        Assert.Equal(PushKind.AccountRemoved, Assert.IsType<PushMessage>(next).Kind);
        Assert.Null(await phone.NextAsync());
    }

    private static async Task<TestAccount> EnrolAsync(LiveServer live, ServerRuntime server, string userId)
    {
        var code = await live.MakeCodeAsync(server, LiveServer.NewSession(), userId);
        return await TestAccount.EnrolAsync(live, server, code);
    }
}
