using System.Buffers.Text;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Push;
using NextAuth.Server.Push.WebPush;
using NextAuth.Server.Tests.Live;

namespace NextAuth.Server.Tests.Push;

/// <summary>What a phone may name as its endpoint, as it is answered on its channel.</summary>
public sealed class PushEndpointRecordTests : IDisposable
{
    private static readonly Uri Address = new("https://push.example.com/subscription");

    private readonly TestPhone _phone = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _phone.Dispose();

    [Fact]
    public async Task An_endpoint_is_set_replaced_and_removed()
    {
        await using var live = await LiveServer.StartAsync();
        var account = await live.EnrolAsync(await live.CreateServerAsync());
        using var channel = await account.OpenAsync();

        Assert.True((await channel.AskAsync(_phone.SubscribeAt(Address))).Done);
        var first = await FindAsync(live, account);
        Assert.NotNull(first);
        Assert.True((await channel.AskAsync(_phone.SubscribeAt(new(Address, "/another")))).Done);
        Assert.NotEqual(first.Sealed, (await FindAsync(live, account))!.Sealed);

        Assert.True((await channel.AskAsync(PushEndpoint.None())).Done);
        Assert.Null(await FindAsync(live, account));
        Assert.True((await channel.AskAsync(PushEndpoint.None())).Done);
    }

    // A phone names it each time it connects.
    [Fact]
    public async Task The_same_again_writes_nothing()
    {
        await using var live = await LiveServer.StartAsync();
        var account = await live.EnrolAsync(await live.CreateServerAsync());
        using var channel = await account.OpenAsync();
        Assert.True((await channel.AskAsync(_phone.SubscribeAt(Address))).Done);
        var first = await FindAsync(live, account);

        Assert.True((await channel.AskAsync(_phone.SubscribeAt(Address))).Done);

        Assert.Equal(first!.Sealed, (await FindAsync(live, account))!.Sealed);
    }

    [Theory]
    [InlineData("http://push.example.com/")]
    [InlineData("https://push.example.com:8080/")]
    [InlineData("https://localhost/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://10.0.0.1/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    public async Task An_address_that_no_phone_may_name_is_refused(string address)
    {
        await using var live = await LiveServer.StartAsync();
        var account = await live.EnrolAsync(await live.CreateServerAsync());
        using var channel = await account.OpenAsync();

        Assert.Equal((false, "refused"), Told(await channel.AskAsync(_phone.SubscribeAt(new(address)))));
        Assert.Null(await FindAsync(live, account));
    }

    [Fact]
    public async Task What_is_malformed_is_invalid_and_leaves_what_was_there()
    {
        await using var live = await LiveServer.StartAsync();
        var account = await live.EnrolAsync(await live.CreateServerAsync());
        using var channel = await account.OpenAsync();
        var good = _phone.SubscribeAt(Address);
        Assert.True((await channel.AskAsync(good)).Done);
        var notOnCurve = _phone.PublicKey;
        notOnCurve[64] ^= 1;
        PushEndpoint[] bad =
        [
            good with { Endpoint = null },
            good with { Endpoint = "" },
            good with { Endpoint = "no address" },
            good with { Endpoint = "https://push.example.com/" + new string('a', PushEndpoint.MaxEndpointLength) },
            good with { P256dh = null },
            good with { P256dh = Base64Url.EncodeToString(new byte[64]) },
            good with { P256dh = Base64Url.EncodeToString(new byte[P256.PublicKeySize]) },
            good with { P256dh = Base64Url.EncodeToString(notOnCurve) },
            good with { P256dh = good.P256dh + "=" },
            good with { Auth = null },
            good with { Auth = Base64Url.EncodeToString(new byte[15]) },
            good with { Auth = Base64Url.EncodeToString(new byte[17]) },
        ];

        foreach (var endpoint in bad)
        {
            Assert.Equal((false, "invalid"), Told(await channel.AskAsync(endpoint)));
        }

        Assert.NotNull(await FindAsync(live, account));
    }

    [Fact]
    public async Task A_service_that_is_not_set_up_is_unsupported()
    {
        await using var live = await LiveServer.StartAsync(new() { ["NextAuth:Push:WebPush:Enabled"] = "false" });
        var account = await live.EnrolAsync(await live.CreateServerAsync());
        using var channel = await account.OpenAsync();

        Assert.Equal((false, "unsupported"), Told(await channel.AskAsync(_phone.SubscribeAt(Address))));
        Assert.Equal((false, "unsupported"), Told(await channel.AskAsync(PushEndpoint.Fcm("token"))));
        Assert.Equal((false, "unsupported"), Told(await channel.AskAsync(PushEndpoint.Apns([1]))));
        Assert.True((await channel.AskAsync(PushEndpoint.None())).Done);
    }

    [Fact]
    public async Task A_phone_learns_the_installations_key_in_every_hello_and_it_stays()
    {
        var directory = Directory.CreateTempSubdirectory("nextauth-vapid-");
        string? key;
        await using (var live = await LiveServer.StartAsync(directory: directory.FullName))
        {
            key = live.Get<VapidKey>().PublicKey;
            var server = await live.CreateServerAsync();
            using var phone = await RawPhone.ConnectAsync(live);
            Assert.Null(await phone.BeginAsync(server, Purpose.Account, []));
            Assert.True(ProtocolJson.TryRead(phone.Initiator!.Hello.Span, ProtocolJson.Default.AccountHello, out var hello));
            Assert.Equal(key, hello.Server.Vapid);
        }

        await using (var live = await LiveServer.StartAsync(directory: directory.FullName))
        {
            Assert.Equal(key, live.Get<VapidKey>().PublicKey);
        }

        Assert.True(P256PublicKey.TryImport(Base64Url.DecodeFromChars(key), out var point));
        point.Dispose();
        directory.Delete(recursive: true);
    }

    [Fact]
    public async Task An_endpoint_stays_through_a_rotation_of_keys()
    {
        await using var live = await LiveServer.StartAsync();
        var account = await live.EnrolAsync(await live.CreateServerAsync());
        using var channel = await account.OpenAsync();
        Assert.True((await channel.AskAsync(_phone.SubscribeAt(Address))).Done);
        using var key = P256SigningKey.Create();
        using var transactionKey = P256SigningKey.Create();

        Assert.True((await channel.AskAsync(Rotation.Make(channel, account.Key, key, transactionKey))).Done);

        Assert.NotNull(await FindAsync(live, account));
    }

    private static (bool Done, string? Reason) Told(Answer answer) => (answer.Done, answer.Reason);

    private static Task<PushDestination?> FindAsync(LiveServer live, TestAccount account) => live.Get<IPushEndpointStore>().FindAsync(account.Id, Cancellation);
}
