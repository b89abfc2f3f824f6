using System.Collections.Concurrent;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NextAuth.Protocol;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Links;
using NextAuth.Protocol.Messages;

namespace NextAuth.Authenticator.Tests.Scripted;

/// <summary>
/// A virtual server on a loopback port that says what a test tells it to: each connection runs the next script, and what a script throws fails the test at
/// the end. The handshake is the library's own responder.
/// </summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _host;
    private readonly ConcurrentQueue<Func<ScriptedConnection, Task>> _scripts = new();
    private readonly ConcurrentBag<Task> _running = [];

    private ScriptedServer(WebApplication host) => _host = host;

    public ServerId Id { get; } = ServerId.New();

    public P256SigningKey Identity { get; } = P256SigningKey.Create();

    public byte[] Token { get; } = System.Security.Cryptography.RandomNumberGenerator.GetBytes(EnrolContext.TokenSize);

    public Hsid Session { get; } = Hsid.FromBytes(System.Security.Cryptography.RandomNumberGenerator.GetBytes(Hsid.Size));

    /// <summary>The account keys that have enrolled, by their public key.</summary>
    public ConcurrentDictionary<string, P256PublicKey> Accounts { get; } = new();

    public ServerParameters Parameters { get; set; } = new() { Version = 1, ServerName = "Shop", Siteurl = "https://shop.example" };

    public Uri Address => new(_host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public int Connections { get; private set; }

    public string EnrolLink => new Link.Enrol(Id, Token, System.Security.Cryptography.SHA256.HashData(Identity.PublicKey)).ToText($"{Address}app/#");

    public string LoginLink => new Link.Login(Id, Session, 2_000_000_000, 7).ToText($"{Address}app/#");

    public static async Task<ScriptedServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var host = builder.Build();
        var server = new ScriptedServer(host);
        host.UseWebSockets();
        host.Map(ProtocolLimits.Path, server.AcceptAsync);
        await host.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>What the next connection does.</summary>
    public void Next(Func<ScriptedConnection, Task> script) => _scripts.Enqueue(script);

    /// <summary>Waits for the scripts that have begun, and throws what they threw.</summary>
    public async Task FinishedAsync()
    {
        await Task.WhenAll(_running).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Empty(_scripts);
    }

    public async ValueTask DisposeAsync()
    {
        using var quick = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _host.StopAsync(quick.Token);
        await _host.DisposeAsync();
        Identity.Dispose();
    }

    private async Task AcceptAsync(HttpContext context)
    {
        Connections++;
        if (!_scripts.TryDequeue(out var script))
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        var finished = new TaskCompletionSource();
        _running.Add(finished.Task);
        using var socket = await context.WebSockets.AcceptWebSocketAsync(ProtocolLimits.Subprotocol);
        try
        {
            await script(new ScriptedConnection(this, socket));
            finished.SetResult();
        }
        catch (Exception failure)
        {
            finished.SetException(failure);
        }

        if (socket.State is WebSocketState.Open)
        {
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            try
            {
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, timeout.Token);
            }
            catch (Exception lost) when (lost is WebSocketException or OperationCanceledException)
            {
                // The phone was faster.
            }
        }
    }
}
