using System.Buffers.Text;
using NextAuth.Protocol;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Cluster;
using NextAuth.Server.Push;
using NextAuth.Server.Servers;
using NextAuth.Server.Tests.Live;
using PushMessage = NextAuth.Protocol.Messages.Push;

namespace NextAuth.Server.Tests.Phone;

public class PushLoginTests
{
    [Fact]
    public async Task A_push_asked_for_by_the_page_logs_it_in()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var (account, session) = await KnownAsync(live, server);
        using var page = await BrowserPage.OpenAsync(live, server.Id, session);
        await page.SendAsync("REGISTER");
        Assert.Equal("LOGOUT", await page.NextAsync());
        Assert.Equal("CANPROVOKE", await page.NextAsync());
        using var phone = await ListenAsync(account);

        await page.SendAsync("PROVOKE");
        var push = Assert.IsType<PushMessage>(await phone.NextAsync());
        Assert.Equal(PushKind.Login, push.Kind);
        Assert.Equal(session.ToString(), push.Hsid);
        await phone.SendAsync(new Pushed { N = push.N });
        Assert.Equal("CONFIRMPROVOKE", await page.NextAsync());

        Assert.Equal(LoginOutcome.LoggedIn, await AnswerAsync(live, server, account, push, TestAccount.Approve));
        Assert.Equal("LOGIN", await page.NextAsync());

        // Once: the same push again is refused.
        using var again = await RawPhone.ConnectAsync(live);
        Assert.Equal(AlertCode.Refused, await again.BeginAsync(server, Purpose.Login, ContextOf(push)));
    }

    [Theory]
    [InlineData(true, LoginOutcome.LoggedIn)]
    [InlineData(false, LoginOutcome.WrongCode)]
    public async Task The_digits_on_the_page_must_be_typed_on_the_phone(bool right, LoginOutcome outcome)
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync(0, "typedCode");
        var (account, session) = await KnownAsync(live, server);
        using var bystander = await BrowserPage.OpenAsync(live, server.Id, session);
        await bystander.SendAsync("REGISTER");
        await bystander.UntilAsync("CANPROVOKE");
        using var page = await BrowserPage.OpenAsync(live, server.Id, session);
        using var phone = await ListenAsync(account);

        await page.SendAsync("PROVOKE");
        var code = (await page.UntilAsync("CODE")).Split(' ')[1];
        Assert.Matches("^[0-9]{6}$", code);
        var push = Assert.IsType<PushMessage>(await phone.NextAsync());
        Assert.True((await phone.AskAsync(new Pushed { N = push.N })).Done);

        var typed = right ? code : code[..5] + (char)('0' + ((code[5] - '0' + 1) % 10));
        Assert.Equal(outcome, await AnswerAsync(live, server, account, push, TestAccount.WithCode(typed)));
        Assert.Equal(right, await live.IsLoggedInAsync(server, session));

        // Who only watches never sees the digits.
        Assert.Equal("CONFIRMPROVOKE", await bystander.NextAsync());
        if (!right)
        {
            using var again = await RawPhone.ConnectAsync(live);
            Assert.Equal(AlertCode.Refused, await again.BeginAsync(server, Purpose.Login, ContextOf(push)));
        }
    }

    // Each would be a try at the six digits: opened before the first is spent, they must not add up to a search.
    [Fact]
    public async Task Handshakes_opened_at_once_on_one_push_share_its_one_try()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync(0, "typedCode");
        var (account, session) = await KnownAsync(live, server);
        using var phone = await ListenAsync(account);
        var pushed = Assert.IsType<ProvokeResult.Pushed>(
            await live.Get<PushService>().ProvokeSessionAsync(server, session, null, false, TestContext.Current.CancellationToken));
        var push = Assert.IsType<PushMessage>(await phone.NextAsync());
        using var first = await RawPhone.ConnectAsync(live);
        using var second = await RawPhone.ConnectAsync(live);
        Assert.Null(await first.BeginAsync(server, Purpose.Login, ContextOf(push)));
        Assert.Null(await second.BeginAsync(server, Purpose.Login, ContextOf(push)));
        var wrong = pushed.Code == "000000" ? "000001" : "000000";

        Assert.Equal(LoginOutcome.WrongCode, Assert.IsType<LoginResult>((await first.ProveAsync(account.Key, TestAccount.WithCode(wrong))).Message).Outcome);
        Assert.Equal(LoginOutcome.Refused, Assert.IsType<LoginResult>((await second.ProveAsync(account.Key, TestAccount.WithCode(pushed.Code!))).Message).Outcome);

        Assert.False(await live.IsLoggedInAsync(server, session));
    }

    [Fact]
    public async Task A_push_declined_on_one_device_is_not_approved_on_another_that_was_still_asking()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var (account, session) = await KnownAsync(live, server);
        using var phone = await ListenAsync(account);
        await live.Get<PushService>().ProvokeSessionAsync(server, session, null, false, TestContext.Current.CancellationToken);
        var push = Assert.IsType<PushMessage>(await phone.NextAsync());
        using var first = await RawPhone.ConnectAsync(live);
        using var second = await RawPhone.ConnectAsync(live);
        Assert.Null(await first.BeginAsync(server, Purpose.Login, ContextOf(push)));
        Assert.Null(await second.BeginAsync(server, Purpose.Login, ContextOf(push)));

        Assert.Equal(LoginOutcome.Declined, Assert.IsType<LoginResult>((await first.ProveAsync(account.Key, TestAccount.Decline)).Message).Outcome);
        Assert.Equal(LoginOutcome.Refused, Assert.IsType<LoginResult>((await second.ProveAsync(account.Key, TestAccount.Approve)).Message).Outcome);

        Assert.False(await live.IsLoggedInAsync(server, session));
    }

    [Fact]
    public async Task The_digits_go_to_every_page_that_asked_for_a_login_and_to_no_other()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync(0, "typedCode");
        var (account, session) = await KnownAsync(live, server);
        using var asking = await BrowserPage.OpenAsync(live, server.Id, session);
        await asking.SendAsync("PROVOKE");
        await asking.UntilAsync("CODE");
        using var scanning = await BrowserPage.OpenAsync(live, server.Id, session);
        await scanning.SendAsync("QR");
        await scanning.UntilAsync("QR");
        using var bystander = await BrowserPage.OpenAsync(live, server.Id, session);
        await bystander.SendAsync("REGISTER");
        await bystander.UntilAsync("CANPROVOKE");
        await bystander.Socket.SendAsync($"QR {LiveServer.NewSession()} {server.Id}");
        Assert.StartsWith("QR ", await bystander.Socket.ReceiveTextAsync(), StringComparison.Ordinal);

        // The web application asks, perhaps on another node.
        var pushed = Assert.IsType<ProvokeResult.Pushed>(
            await live.Get<PushService>().ProvokeAccountAsync(server, session, account.Id, null, TestContext.Current.CancellationToken));

        Assert.Equal($"CODE {pushed.Code}", await asking.UntilAsync("CODE"));
        Assert.Equal($"CODE {pushed.Code}", await scanning.UntilAsync("CODE"));
        live.Get<IClusterBus>().Publish(new ClusterEvent.Code(server.Id, session, "123456"));
        live.Get<IClusterBus>().Publish(new ClusterEvent.Code(ServerId.New(), session, "000000"));
        live.Get<IClusterBus>().Publish(new ClusterEvent.Browser(server.Id, session, BrowserNews.ConfirmProvoke, 0));
        Assert.Equal("CODE 123456", await asking.NextAsync());
        Assert.Equal("CONFIRMPROVOKE", await asking.NextAsync());

        // Its QR was for another session.
        var heard = await bystander.Socket.ReceiveTextAsync();
        while (heard?.StartsWith("QR ", StringComparison.Ordinal) is true)
        {
            heard = await bystander.Socket.ReceiveTextAsync();
        }

        Assert.Equal($"CONFIRMPROVOKE {session} {server.Id}", heard);
    }

    [Fact]
    public async Task A_declined_push_cancels_on_the_page_and_is_spent()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var (account, session) = await KnownAsync(live, server);
        using var page = await BrowserPage.OpenAsync(live, server.Id, session);
        await page.SendAsync("REGISTER");
        await page.UntilAsync("CANPROVOKE");
        using var phone = await ListenAsync(account);
        await page.SendAsync("PROVOKE");
        var push = Assert.IsType<PushMessage>(await phone.NextAsync());

        Assert.Equal(LoginOutcome.Declined, await AnswerAsync(live, server, account, push, TestAccount.Decline));

        Assert.Equal("CANCEL", await page.NextAsync());
        using var again = await RawPhone.ConnectAsync(live);
        Assert.Equal(AlertCode.Refused, await again.BeginAsync(server, Purpose.Login, ContextOf(push)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_report_the_account_gets_no_pushes_for_a_while(bool wasPushed)
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var (account, session) = await KnownAsync(live, server);
        using var page = await BrowserPage.RegisterAsync(live, server.Id, session);
        if (wasPushed)
        {
            using var phone = await ListenAsync(account);
            await page.SendAsync("PROVOKE");
            Assert.Equal(LoginOutcome.Declined, await AnswerAsync(live, server, account, Assert.IsType<PushMessage>(await phone.NextAsync()), TestAccount.Report));
        }
        else
        {
            using var phone = await account.ScanAsync(session);
            Assert.Equal(LoginOutcome.Declined, Assert.IsType<LoginResult>((await phone.ProveAsync(account.Key, TestAccount.Report)).Message).Outcome);
        }

        await page.UntilAsync("CANCEL");
        Assert.IsType<ProvokeResult.TooMany>(await live.Get<PushService>().ProvokeSessionAsync(server, session, null, false, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_push_to_one_account_is_refused_to_another()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var (account, session) = await KnownAsync(live, server);
        var stranger = await live.EnrolAsync(server);
        using var phone = await ListenAsync(account);
        await live.Get<PushService>().ProvokeSessionAsync(server, session, null, false, TestContext.Current.CancellationToken);
        var push = Assert.IsType<PushMessage>(await phone.NextAsync());

        Assert.Equal(LoginOutcome.Refused, await AnswerAsync(live, server, stranger, push, TestAccount.Approve));
        Assert.False(await live.IsLoggedInAsync(server, session));
    }

    [Fact]
    public async Task A_push_leads_to_no_other_session_and_no_other_server()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var other = await live.CreateServerAsync();
        var (account, session) = await KnownAsync(live, server);
        using var phone = await ListenAsync(account);
        await live.Get<PushService>().ProvokeSessionAsync(server, session, null, false, TestContext.Current.CancellationToken);
        var push = Assert.IsType<PushMessage>(await phone.NextAsync());

        using var elsewhere = await RawPhone.ConnectAsync(live);
        var moved = TestAccount.PushContextOf(LiveServer.NewSession(), Base64Url.DecodeFromChars(push.PushId));
        Assert.Equal(AlertCode.Refused, await elsewhere.BeginAsync(server, Purpose.Login, moved));
        using var abroad = await RawPhone.ConnectAsync(live);
        Assert.Equal(AlertCode.Refused, await abroad.BeginAsync(other, Purpose.Login, ContextOf(push)));

        Assert.Equal(LoginOutcome.LoggedIn, await AnswerAsync(live, server, account, push, TestAccount.Approve));
    }

    [Fact]
    public async Task Missed_pushes_come_first_and_once()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var (account, session) = await KnownAsync(live, server);
        await live.Get<PushService>().ProvokeSessionAsync(server, session, null, false, TestContext.Current.CancellationToken);
        await live.Get<PushService>().ProvokeSessionAsync(server, session, null, false, TestContext.Current.CancellationToken);

        using var phone = await ListenAsync(account);
        var first = Assert.IsType<PushMessage>(await phone.NextAsync());
        var second = Assert.IsType<PushMessage>(await phone.NextAsync());
        Assert.True(first.N < second.N);
        await phone.SendAsync(new Pushed { N = first.N });

        // A third one: nothing of the first two comes again.
        await phone.AskAsync(new Listen());
        await live.Get<PushService>().ProvokeSessionAsync(server, session, null, false, TestContext.Current.CancellationToken);
        var third = Assert.IsType<PushMessage>(await phone.NextAsync());
        Assert.True(third.N > second.N);

        // What was acknowledged does not come to the next connection, the rest does.
        await phone.AskAsync(new Pushed { N = third.N });
        using var next = await ListenAsync(account);
        Assert.Equal(second.N, Assert.IsType<PushMessage>(await next.NextAsync()).N);
    }

    private static async Task<(TestAccount Account, Hsid Session)> KnownAsync(LiveServer live, ServerRuntime server)
    {
        var session = LiveServer.NewSession();
        var account = await live.EnrolAsync(server, session);

        // By the phone: a logout by anybody else would be waiting for it.
        Assert.True(await live.Sessions.LogOutAccountAsync(account.Id, session, TestContext.Current.CancellationToken));
        return (account, session);
    }

    private static async Task<RawPhone> ListenAsync(TestAccount account)
    {
        var phone = await account.OpenAsync();
        Assert.True((await phone.AskAsync(new Listen())).Done);
        return phone;
    }

    private static byte[] ContextOf(PushMessage push)
    {
        Assert.True(Hsid.TryParse(push.Hsid, out var session));
        return TestAccount.PushContextOf(session, Base64Url.DecodeFromChars(push.PushId));
    }

    private static async Task<LoginOutcome> AnswerAsync(LiveServer live, ServerRuntime server, TestAccount account, PushMessage push, byte[] request)
    {
        using var phone = await RawPhone.ConnectAsync(live);
        Assert.Null(await phone.BeginAsync(server, Purpose.Login, ContextOf(push)));
        Assert.True(ProtocolJson.TryRead(phone.Initiator!.Hello.Span, ProtocolJson.Default.LoginHello, out var hello));
        Assert.Equal(server.Server.TypedCode, hello.TypedCode);
        return Assert.IsType<LoginResult>((await phone.ProveAsync(account.Key, request)).Message).Outcome;
    }
}
