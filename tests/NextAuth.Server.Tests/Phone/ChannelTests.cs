using System.Text;
using NextAuth.Protocol;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Accounts;
using NextAuth.Server.Tests.Live;
using PushMessage = NextAuth.Protocol.Messages.Push;

namespace NextAuth.Server.Tests.Phone;

public class ChannelTests
{
    [Fact]
    public async Task Rotated_keys_log_in_and_the_old_ones_do_not()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        using var phone = await account.OpenAsync();
        using var elsewhere = await account.OpenAsync();
        var (key, transactionKey) = (P256SigningKey.Create(), P256SigningKey.Create());

        Assert.True((await phone.AskAsync(Rotation.Make(phone, account.Key, key, transactionKey))).Done);

        // The channel goes on under the new key; one that only proved the old key does not.
        Assert.True((await phone.AskAsync(new Describe { Device = "new" })).Done);
        Assert.Equal(AlertCode.Refused, (await elsewhere.ReceiveAsync()).Alert);

        using var old = await account.ScanAsync(LiveServer.NewSession());
        Assert.Equal(AlertCode.HandshakeFailed, (await old.ProveAsync(account.Key, TestAccount.Approve)).Alert);
        account.Replace(key, transactionKey);
        Assert.Equal(LoginOutcome.LoggedIn, await account.LogInAsync(LiveServer.NewSession()));
    }

    [Fact]
    public async Task A_rotation_signed_on_another_channel_is_refused()
    {
        await using var live = await LiveServer.StartAsync();
        var account = await live.EnrolAsync(await live.CreateServerAsync());
        using var phone = await account.OpenAsync();
        using var other = await account.OpenAsync();

        var answer = await phone.AskAsync(Rotation.Make(other, account.Key, P256SigningKey.Create(), P256SigningKey.Create()));

        Assert.Equal("invalid", answer.Reason);
        Assert.Equal(LoginOutcome.LoggedIn, await account.LogInAsync(LiveServer.NewSession()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_rotation_needs_all_three_signatures(int wrong)
    {
        await using var live = await LiveServer.StartAsync();
        var account = await live.EnrolAsync(await live.CreateServerAsync());
        using var phone = await account.OpenAsync();
        var rotation = Rotation.Make(phone, account.Key, P256SigningKey.Create(), P256SigningKey.Create());
        var broken = wrong switch
        {
            0 => rotation with { Signature = rotation.AuthenticationSignature },
            1 => rotation with { AuthenticationSignature = rotation.TransactionSignature },
            _ => rotation with { TransactionSignature = rotation.Signature },
        };

        Assert.Equal("invalid", (await phone.AskAsync(broken)).Reason);
    }

    [Fact]
    public async Task A_deleted_account_is_gone_everywhere()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        var session = LiveServer.NewSession();
        using var page = await BrowserPage.RegisterAsync(live, server.Id, session);
        Assert.Equal(LoginOutcome.LoggedIn, await account.LogInAsync(session));
        using var phone = await account.OpenAsync();
        using var elsewhere = await account.OpenAsync();

        Assert.True((await phone.AskAsync(new Delete())).Done);

        Assert.Equal(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, await phone.Socket.ClosedAsync());
        Assert.Equal("CONFIRMSCAN", await page.NextAsync());
        Assert.Equal("LOGIN", await page.NextAsync());
        Assert.Equal("LOGOUT", await page.NextAsync());
        ServerMessage? message;
        do
        {
            message = await elsewhere.NextAsync();
        }
        while (message is LoggedOut);

        Assert.Equal(PushKind.AccountRemoved, Assert.IsType<PushMessage>(message).Kind);
        Assert.Null(await live.AccountAsync(server, account.Id));
    }

    [Fact]
    public async Task A_blocked_account_loses_its_channels_and_opens_none()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        using var phone = await account.OpenAsync();

        await live.Get<AccountService>().SetBlockedAsync(server.Id, account.Id, true, TestContext.Current.CancellationToken);

        RawPhone.Reply reply;
        do
        {
            reply = await phone.ReceiveAsync();
        }
        while (reply.Message is LoggedOut);

        Assert.Equal(AlertCode.Refused, reply.Alert);
        using var again = await RawPhone.ConnectAsync(live);
        Assert.Null(await again.BeginAsync(server, Purpose.Account, []));
        Assert.Equal(AlertCode.Refused, (await again.ProveAsync(account.Key, TestAccount.Open)).Alert);
    }

    [Fact]
    public async Task Describing_keeps_the_devices_name()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        using var phone = await account.OpenAsync();

        Assert.True((await phone.AskAsync(new Describe { Device = "Eva's phone" })).Done);
        Assert.Equal("Eva's phone", (await live.AccountAsync(server, account.Id))!.Device);
        Assert.Equal("invalid", (await phone.AskAsync(new Describe { Device = "" })).Reason);
        Assert.Equal("invalid", (await phone.AskAsync(new Describe { Device = new string('x', 101) })).Reason);
    }

    [Fact]
    public async Task A_phone_logs_out_its_own_sessions_only()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        var other = await live.EnrolAsync(server);
        Hsid[] sessions = [LiveServer.NewSession(), LiveServer.NewSession(), LiveServer.NewSession()];
        await account.LogInAsync(sessions[0]);
        await account.LogInAsync(sessions[1]);
        await other.LogInAsync(sessions[2]);
        using var phone = await account.OpenAsync();

        Assert.Equal("refused", (await phone.AskAsync(new Logout { Hsid = sessions[2].ToString() })).Reason);
        Assert.Equal("invalid", (await phone.AskAsync(new Logout { Hsid = "nonsense" })).Reason);
        List<ServerMessage> others = [];
        Assert.True((await phone.AskAsync(new Logout { Hsid = sessions[0].ToString() }, others)).Done);
        Assert.Equal(sessions[0].ToString(), Assert.IsType<LoggedOut>(Assert.Single(others)).Hsid);
        Assert.False(await live.IsLoggedInAsync(server, sessions[0]));
        Assert.True(await live.IsLoggedInAsync(server, sessions[1]));

        Assert.True((await phone.AskAsync(new Logout())).Done);
        Assert.False(await live.IsLoggedInAsync(server, sessions[1]));
        Assert.True(await live.IsLoggedInAsync(server, sessions[2]));
    }

    // No web application stands in between: without a limit one phone fills the store and keeps its writer busy for everybody.
    [Fact]
    public async Task A_phone_that_logs_itself_in_without_end_is_stopped_and_can_still_scan_a_code()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync(30);
        var account = await live.EnrolAsync(server);
        using var phone = await account.OpenAsync();

        var done = 0;
        for (var i = 0; i < 70; i++)
        {
            done += (await phone.AskAsync(new AppLogin { WebNonce = $"{i:D2}{new string('n', 41)}" })).Done ? 1 : 0;
        }

        // The enrolment's login is one of the 64.
        Assert.Equal(63, done);
        var session = LiveServer.NewSession();
        await account.LogInAsync(session);
        Assert.True(await live.IsLoggedInAsync(server, session));
    }

    [Fact]
    public async Task A_phone_logs_itself_in_only_with_continuous_authentication()
    {
        await using var live = await LiveServer.StartAsync();
        var oneShot = await live.CreateServerAsync();
        using var phone = await (await live.EnrolAsync(oneShot)).OpenAsync();
        Assert.Equal("notContinuous", (await phone.AskAsync(new AppLogin { WebNonce = new string('n', 43) })).Reason);

        var server = await live.CreateServerAsync(30);
        var account = await live.EnrolAsync(server);
        using var continuous = await account.OpenAsync();
        Assert.Equal("invalid", (await continuous.AskAsync(new AppLogin { WebNonce = new string('n', 21) })).Reason);
        Assert.Equal("invalid", (await continuous.AskAsync(new AppLogin { WebNonce = new string(' ', 43) })).Reason);
        Assert.True((await continuous.AskAsync(new AppLogin { WebNonce = new string('n', 43) })).Done);
        Assert.True(await live.IsLoggedInAsync(server, Hsid.Derive(server.Id, new string('n', 43))));
        Assert.Equal("refused", (await continuous.AskAsync(new AppLogin { WebNonce = new string('n', 43) })).Reason);
    }

    [Theory]
    [InlineData("""{"type":"future","id":7}""", "unsupported")]
    [InlineData("""{"type":"describe","id":7}""", "invalid")]
    public async Task What_this_version_cannot_do_is_answered_and_the_channel_goes_on(string json, string reason)
    {
        await using var live = await LiveServer.StartAsync();
        var account = await live.EnrolAsync(await live.CreateServerAsync());
        using var phone = await account.OpenAsync();

        await phone.Socket.SendAsync(phone.Channel.Seal(Encoding.UTF8.GetBytes(json)));

        Assert.Equal(new Answer { Re = 7, Done = false, Reason = reason }, await phone.NextAsync());
        Assert.True((await phone.AskAsync(new Listen())).Done);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"type\":\"pong\"")]
    [InlineData("{\"id\":7}")]
    public async Task What_is_no_message_ends_the_channel(string json)
    {
        await using var live = await LiveServer.StartAsync();
        var account = await live.EnrolAsync(await live.CreateServerAsync());
        using var phone = await account.OpenAsync();

        await phone.Socket.SendAsync(phone.Channel.Seal(Encoding.UTF8.GetBytes(json)));

        Assert.Equal(AlertCode.Malformed, (await phone.ReceiveAsync()).Alert);
        Assert.Empty(live.LoggedFailures.All);
    }
}
