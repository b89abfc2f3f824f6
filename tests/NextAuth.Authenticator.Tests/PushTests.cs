using System.Text;
using NextAuth.Authenticator.Tests.Scripted;
using NextAuth.Protocol;
using NextAuth.Protocol.Messages;

namespace NextAuth.Authenticator.Tests;

/// <summary>How a phone names where it is woken, and what it makes of what comes that way.</summary>
public class PushTests
{
    private static readonly Push Login = new() { N = 7, Kind = PushKind.Login, Hsid = new('h', 43), PushId = new('p', 22), Expires = 4_000_000_000 };

    [Fact]
    public async Task An_endpoint_is_named_on_the_accounts_channel()
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Server.Next(async connection =>
        {
            await connection.OpenAccountAsync();
            var named = await connection.ReceiveAsync<PushEndpoint>();
            Assert.Equal(PushEndpoint.Fcm("token") with { Id = named.Id }, named);
            await connection.SendAsync(new Answer { Re = named.Id!.Value, Done = true });
        });
        phone.Server.Next(async connection =>
        {
            await connection.OpenAccountAsync();
            var named = await connection.ReceiveAsync<PushEndpoint>();
            await connection.SendAsync(new Answer { Re = named.Id!.Value, Done = false, Reason = "unsupported" });
        });
        var account = (await phone.OnlyAccountAsync()).Account.Id;

        Assert.IsType<PhoneResult.Done>(await phone.Client.SetPushEndpointAsync(account, PushEndpoint.Fcm("token"), Phone.Token));
        Assert.Equal(new PhoneResult.Refused(Refusal.Unsupported), await phone.Client.SetPushEndpointAsync(account, PushEndpoint.None(), Phone.Token));
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task A_box_is_opened_for_its_account_and_for_no_other()
    {
        await using var phone = await Phone.EnrolledAsync();
        var stored = await phone.OnlyAccountAsync();
        var (server, key) = (phone.Server.Id.ToString(), stored.Secrets.PushKey);
        var box = PushBox.Seal(key, 42, Login);

        var content = await phone.Client.OpenPushAsync(server, 42, box, Phone.Token);

        Assert.Equal((stored.Account.Id, Login), (content!.Account.Id, content.Push));
        Assert.Null(await phone.Client.OpenPushAsync(server, 43, box, Phone.Token));
        Assert.Null(await phone.Client.OpenPushAsync(ServerId.New().ToString(), 42, box, Phone.Token));
        Assert.Null(await phone.Client.OpenPushAsync("no server", 42, box, Phone.Token));
        Assert.Null(await phone.Client.OpenPushAsync(server, 42, PushBox.Seal(new byte[32], 42, Login), Phone.Token));
        Assert.Null(await phone.Client.OpenPushAsync(server, 42, "", Phone.Token));
    }

    [Fact]
    public async Task The_content_of_Web_Push_is_read_for_its_account()
    {
        await using var phone = await Phone.EnrolledAsync();
        var wakeUp = new WakeUp { Server = phone.Server.Id.ToString(), Id = 42, Push = Login };

        var content = await phone.Client.ReadWebPushAsync(wakeUp.Write(), Phone.Token);

        Assert.Equal(((await phone.OnlyAccountAsync()).Account.Id, Login), (content!.Account.Id, content.Push));
        Assert.Null(await phone.Client.ReadWebPushAsync((wakeUp with { Id = 43 }).Write(), Phone.Token));
        Assert.Null(await phone.Client.ReadWebPushAsync((wakeUp with { Server = ServerId.New().ToString() }).Write(), Phone.Token));
        Assert.Null(await phone.Client.ReadWebPushAsync(Encoding.UTF8.GetBytes("{}"), Phone.Token));
        Assert.Null(await phone.Client.ReadWebPushAsync(ReadOnlyMemory<byte>.Empty, Phone.Token));
    }

    // A push service keeps messages, and whoever has one can send it again.
    [Fact]
    public async Task What_is_over_is_dropped()
    {
        await using var phone = await Phone.EnrolledAsync();
        var time = new SetTime { Now = DateTimeOffset.FromUnixTimeSeconds(Login.Expires - 1) };
        phone.Options = phone.Options with { TimeProvider = time };
        var box = PushBox.Seal((await phone.OnlyAccountAsync()).Secrets.PushKey, 42, Login);
        var wakeUp = new WakeUp { Server = phone.Server.Id.ToString(), Id = 42, Push = Login }.Write();
        Assert.NotNull(await phone.Client.OpenPushAsync(phone.Server.Id.ToString(), 42, box, Phone.Token));
        Assert.NotNull(await phone.Client.ReadWebPushAsync(wakeUp, Phone.Token));

        time.Now += TimeSpan.FromSeconds(1);

        Assert.Null(await phone.Client.OpenPushAsync(phone.Server.Id.ToString(), 42, box, Phone.Token));
        Assert.Null(await phone.Client.ReadWebPushAsync(wakeUp, Phone.Token));
    }

    // docs/protocol/push.md, section 5: otherwise who has the keys of a push service could make a phone forget its accounts.
    [Fact]
    public async Task A_wake_up_alone_removes_no_account()
    {
        await using var phone = await Phone.EnrolledAsync();
        var removed = new Push { N = 0, Kind = PushKind.AccountRemoved, Expires = Login.Expires };
        var wakeUp = new WakeUp { Server = phone.Server.Id.ToString(), Id = 42, Push = removed };

        Assert.Equal(PushKind.AccountRemoved, (await phone.Client.ReadWebPushAsync(wakeUp.Write(), Phone.Token))!.Push.Kind);

        await phone.OnlyAccountAsync();
    }

    private sealed class SetTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
