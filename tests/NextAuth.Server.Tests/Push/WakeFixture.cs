using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Push;
using NextAuth.Server.Servers;
using NextAuth.Server.Tests.Live;

namespace NextAuth.Server.Tests.Push;

/// <summary>A server, a push service on this machine that it trusts, and a phone that has named it and gone.</summary>
internal sealed class WakeFixture : IAsyncDisposable
{
    private WakeFixture(LiveServer live, PushPeer peer, ServerRuntime server, TestAccount account, TestPhone phone) =>
        (Live, Peer, Server, Account, Phone) = (live, peer, server, account, phone);

    public LiveServer Live { get; }

    public PushPeer Peer { get; }

    public ServerRuntime Server { get; }

    public TestAccount Account { get; }

    public TestPhone Phone { get; }

    public Uri Endpoint => new(Peer.Address, "/subscription/secret-of-the-phone");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<WakeFixture> StartAsync(Dictionary<string, string?>? settings = null)
    {
        var peer = await PushPeer.StartAsync();
        var all = new Dictionary<string, string?>(settings ?? []) { ["NextAuth:Push:AllowPrivateEndpoints"] = "true" };
        var live = await LiveServer.StartAsync(all, services: services => services.AddSingleton(provider => Http(provider.GetRequiredService<IOptions<PushOptions>>(), peer.Certificate)));
        var server = await live.CreateServerAsync();
        var fixture = new WakeFixture(live, peer, server, await live.EnrolAsync(server), new());
        await fixture.NameAsync(fixture.Phone.SubscribeAt(fixture.Endpoint));
        return fixture;
    }

    public static PushHttp Http(IOptions<PushOptions> options, X509Certificate2 trusted) => new(options) { Trusted = [trusted] };

    /// <summary>The phone connects, names its endpoint and goes, and the server knows that it is gone.</summary>
    public async Task NameAsync(PushEndpoint endpoint)
    {
        using (var phone = await Account.OpenAsync())
        {
            Assert.True((await phone.AskAsync(endpoint)).Done);
        }

        while (Live.Get<IPhonePresence>().IsConnected(Account.Id))
        {
            await Task.Delay(10, Cancellation);
        }
    }

    /// <summary>A phone that listens.</summary>
    public async Task<RawPhone> ListenAsync()
    {
        var phone = await Account.OpenAsync();
        Assert.True((await phone.AskAsync(new Listen())).Done);
        return phone;
    }

    public async Task ProvokeAsync() =>
        Assert.IsType<ProvokeResult.Pushed>(await Live.Get<PushService>().ProvokeAccountAsync(Server, LiveServer.NewSession(), Account.Id, null, Cancellation));

    public Task<PushDestination?> DestinationAsync() => Live.Get<IPushEndpointStore>().FindAsync(Account.Id, Cancellation);

    public async ValueTask DisposeAsync()
    {
        Phone.Dispose();
        await Live.DisposeAsync();
        await Peer.DisposeAsync();
    }
}
