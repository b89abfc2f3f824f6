using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NextAuth.Server.Diagnostics;
using NextAuth.Server.Http;
using NextAuth.Server.Sockets;

namespace NextAuth.Server.Browser;

/// <summary>
/// <c>/ns/websocket</c>: what pages follow their sessions by. <c>Origin</c> is not checked: no cookie or other ambient authority comes with the request, the hsid
/// in each message is all it can act on, and sites embed it from their own origins.
/// </summary>
internal sealed class BrowserEndpoint(
    BrowserSockets sockets,
    BrowserCommands commands,
    WatchTable table,
    DrainState drain,
    Telemetry telemetry,
    IOptions<BrowserOptions> options,
    TimeProvider time,
    ILogger<BrowserEndpoint> logger)
{
    public const string Path = "/ns/websocket";

    private readonly AddressLimiter _addresses = new(options.Value.MaxSocketsPerAddress);

    public async Task HandleAsync(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await ApiProblem.NoWebSocket.ToResult("Connect by WebSocket.").ExecuteAsync(context);
            return;
        }

        if (drain.IsDraining || !_addresses.TryEnter(address))
        {
            if (!drain.IsDraining)
            {
                logger.TooManySockets(address);
            }

            await ApiProblem.RefuseSocketAsync(context);
            return;
        }

        telemetry.SocketOpened("browser");
        try
        {
            // No keep-alive of ours: it would be a timer a socket, and pages send PING.
            using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = Timeout.InfiniteTimeSpan });
            await ServeAsync(context, socket);
        }
        finally
        {
            telemetry.SocketClosed("browser");
            _addresses.Leave(address);
        }
    }

    private async Task ServeAsync(HttpContext context, WebSocket socket)
    {
        var outbox = new Outbox(socket, context, WebSocketMessageType.Text, options.Value.MaxWaiting, time);
        var browser = new BrowserSocket(socket, outbox, table, time);
        sockets.Add(browser);
        if (drain.IsDraining)
        {
            // Began between the check and the list: nobody else closes it.
            outbox.Close(Outbox.ServiceRestart);
        }

        try
        {
            await browser.RunAsync(commands, drain.Aborted);
        }
        catch (OperationCanceledException) when (drain.Aborted.IsCancellationRequested)
        {
            outbox.Abort();
        }
        finally
        {
            browser.Unwatch();
            await outbox.EndAsync();
            sockets.Remove(browser);
        }
    }
}
