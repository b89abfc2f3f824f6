using System.Net.WebSockets;
using System.Runtime.InteropServices;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Accounts;
using NextAuth.Server.Jobs;
using NextAuth.Server.Servers;
using NextAuth.Server.Tests.Live;
using PushMessage = NextAuth.Protocol.Messages.Push;

namespace NextAuth.Server.Tests.Phone;

/// <summary>A phone whose account was deleted while it was away is told when it connects, and nobody else is (docs/adr/0005).</summary>
public class RemovedAccountTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_phone_is_told_as_often_as_it_connects()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        await live.Get<AccountService>().DeleteAsync(account.Id, Cancellation);

        for (var time = 0; time < 2; time++)
        {
            using var phone = await OpenAsync(live, server);
            await IsToldAsync(phone, account.Key, TestAccount.Open);
        }

        Assert.Empty(live.LoggedFailures.All);
    }

    [Fact]
    public async Task A_scanned_code_logs_nobody_in_and_the_page_hears_that_there_is_no_account()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        var session = LiveServer.NewSession();
        using var page = await BrowserPage.RegisterAsync(live, server.Id, session);
        await live.Get<AccountService>().DeleteAsync(account.Id, Cancellation);

        using var phone = await account.ScanAsync(session);
        await IsToldAsync(phone, account.Key, TestAccount.Approve);

        Assert.Equal("CONFIRMSCAN", await page.NextAsync());
        Assert.Equal("NOACCOUNTS", await page.NextAsync());
        Assert.False(await live.IsLoggedInAsync(server, session));
    }

    [Fact]
    public async Task Who_only_knows_the_public_key_is_refused_like_a_stranger()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var removed = await live.EnrolAsync(server);
        await live.Get<AccountService>().DeleteAsync(removed.Id, Cancellation);
        using var unknown = P256SigningKey.Create();

        foreach (var claimed in new[] { removed.Key, unknown })
        {
            using var thief = P256SigningKey.Create();
            claimed.PublicKey.CopyTo(MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(thief.PublicKey), P256.PublicKeySize));
            using var phone = await OpenAsync(live, server);
            Assert.Equal(AlertCode.HandshakeFailed, (await phone.ProveAsync(thief, TestAccount.Open)).Alert);
            Assert.Equal(WebSocketCloseStatus.PolicyViolation, await phone.Socket.ClosedAsync());
        }
    }

    [Fact]
    public async Task On_another_server_the_key_is_a_strangers()
    {
        await using var live = await LiveServer.StartAsync();
        var (server, other) = (await live.CreateServerAsync(), await live.CreateServerAsync());
        var account = await live.EnrolAsync(server);
        await live.Get<AccountService>().DeleteAsync(account.Id, Cancellation);

        using var phone = await OpenAsync(live, other);

        Assert.Equal(AlertCode.HandshakeFailed, (await phone.ProveAsync(account.Key, TestAccount.Open)).Alert);
    }

    [Fact]
    public async Task After_the_time_set_the_key_is_a_strangers_again()
    {
        await using var live = await LiveServer.StartAsync(new() { ["NextAuth:Accounts:RemovedLifetime"] = "00:00:00" });
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        await live.Get<AccountService>().DeleteAsync(account.Id, Cancellation);
        await Task.Delay(5, Cancellation);

        await live.Get<ForgetOld>().RunAsync(Cancellation);

        using var phone = await OpenAsync(live, server);
        Assert.Equal(AlertCode.HandshakeFailed, (await phone.ProveAsync(account.Key, TestAccount.Open)).Alert);
    }

    private static async Task<RawPhone> OpenAsync(LiveServer live, ServerRuntime server)
    {
        var phone = await RawPhone.ConnectAsync(live);
        Assert.Null(await phone.BeginAsync(server, Purpose.Account, []));
        return phone;
    }

    private static async Task IsToldAsync(RawPhone phone, P256SigningKey key, byte[] request)
    {
        var told = Assert.IsType<PushMessage>((await phone.ProveAsync(key, request)).Message);
        Assert.Equal(new PushMessage { N = 0, Kind = PushKind.AccountRemoved }, told);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, await phone.Socket.ClosedAsync());
    }
}
