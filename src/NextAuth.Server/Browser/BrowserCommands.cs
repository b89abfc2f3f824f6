using System.Net.WebSockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NextAuth.Protocol;
using NextAuth.Server.Push;
using NextAuth.Server.Servers;
using NextAuth.Server.Sessions;

namespace NextAuth.Server.Browser;

/// <summary>Does what pages ask for (docs/api/websocket.md).</summary>
internal sealed class BrowserCommands(
    SessionService sessions,
    PushService pushes,
    ServerDirectory servers,
    LoginCodes codes,
    IOptions<BrowserOptions> options,
    IOptions<PushOptions> pushOptions,
    TimeProvider time,
    ILogger<BrowserCommands> logger)
{
    private readonly SessionPace _logouts = new(options.Value.LogoutInterval, time);

    // The store keeps the same limit for all nodes; this one keeps a flood away from its writer.
    private readonly SessionPace _provokes = new(pushOptions.Value.BrowserInterval, time);

    /// <summary>Handles one message. Whatever is wrong with it, the page is told nothing it could learn from.</summary>
    public async Task HandleAsync(BrowserSocket socket, BrowserMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await DoAsync(socket, message, cancellationToken);
        }
        catch (StorageUnavailableException unavailable)
        {
            // Silence could hide a login: the page connects again and asks again.
            logger.StoreUnavailable(unavailable);
            socket.Outbox.Close(WebSocketCloseStatus.InternalServerError);
        }
    }

    /// <summary>Forgets what no longer limits anything.</summary>
    public void Sweep()
    {
        _logouts.Sweep();
        _provokes.Sweep();
    }

    private async Task DoAsync(BrowserSocket socket, BrowserMessage message, CancellationToken cancellationToken)
    {
        if (message.Verb is BrowserVerb.Logout)
        {
            await LogOutAsync(message, cancellationToken);
            return;
        }

        if (socket.Watch(message.Server, message.Session, options.Value.MaxSessions) is not { } watch)
        {
            logger.SocketRefused("too many sessions");
            socket.Outbox.Close(WebSocketCloseStatus.PolicyViolation);
            return;
        }

        if (message.Verb is BrowserVerb.Provoke or BrowserVerb.Code or BrowserVerb.Hold)
        {
            // Before the push, whose digits come over the bus.
            watch.ShowCodes();
        }

        await (message.Verb switch
        {
            BrowserVerb.Register => RegisterAsync(watch, cancellationToken),
            BrowserVerb.Provoke => ProvokeAsync(watch, cancellationToken),
            _ => SendCodesAsync(socket, watch, held: message.Verb is BrowserVerb.Hold, cancellationToken),
        });
    }

    private async Task SendCodesAsync(BrowserSocket socket, Watch watch, bool held, CancellationToken cancellationToken)
    {
        // A server that is not there, or not any more, has no codes, and takes none of those away that the page may have.
        if (await servers.FindAsync(watch.Server, cancellationToken) is null)
        {
            return;
        }

        // Each costs a read every few seconds for as long as the socket lives.
        if (watch.NextCode == 0 && !socket.TryTakeCode(options.Value.MaxFreshCodes))
        {
            return;
        }

        await (held ? codes.HoldAsync(watch, cancellationToken) : codes.StartAsync(watch, cancellationToken));
    }

    private async Task RegisterAsync(Watch watch, CancellationToken cancellationToken)
    {
        // The watch is in place, so a login from here on is heard; one from before is in the store.
        var session = await ReadAsync(watch.Server, watch.Session, cancellationToken);
        watch.Learn(session.Epoch, sessions.IsLoggedIn(session), asked: true);
        if (sessions.CanProvoke(session))
        {
            watch.Tell("CANPROVOKE", null);
        }
    }

    private async Task ProvokeAsync(Watch watch, CancellationToken cancellationToken)
    {
        if (await servers.FindAsync(watch.Server, cancellationToken) is not { } server)
        {
            return;
        }

        var session = await ReadAsync(watch.Server, watch.Session, cancellationToken);
        if (!sessions.CanProvoke(session) || !_provokes.TryPass(watch.Session))
        {
            return;
        }

        var result = await pushes.ProvokeSessionAsync(server, watch.Session, context: null, fromBrowser: true, cancellationToken);
        logger.Provoked(watch.Session, watch.Server, result.GetType().Name);
    }

    private async Task LogOutAsync(BrowserMessage message, CancellationToken cancellationToken)
    {
        // The read comes first: asking for a session that nobody is logged in to must not use up the real one's turn.
        var session = await ReadAsync(message.Server, message.Session, cancellationToken);
        if (sessions.IsLoggedIn(session) && _logouts.TryPass(message.Session))
        {
            logger.LogoutAsked(message.Session, message.Server);
            await sessions.LogOutAsync(message.Session, cancellationToken);
        }
    }

    // The page names the server; a session of another one, or of one that was deleted, does not exist for it.
    private async ValueTask<Session> ReadAsync(ServerId server, Hsid id, CancellationToken cancellationToken) =>
        await servers.FindAsync(server, cancellationToken) is not null && await sessions.GetAsync(server, id, cancellationToken) is var session && session.Server == server ? session : Session.Unseen(server, id);
}
