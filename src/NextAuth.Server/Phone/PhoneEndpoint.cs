using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NextAuth.Protocol;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Diagnostics;
using NextAuth.Server.Http;
using NextAuth.Server.Sockets;

namespace NextAuth.Server.Phone;

/// <summary><c>/ns/sigmai</c>: where phones speak the protocol (docs/protocol/overview.md, section 2).</summary>
internal sealed class PhoneEndpoint(
    PhoneHandshake handshake,
    ChannelLoop channels,
    PhoneConnections connections,
    DrainState drain,
    Telemetry telemetry,
    IOptions<PhoneOptions> options,
    TimeProvider time,
    ILogger<PhoneEndpoint> logger)
{
    private readonly AddressLimiter _addresses = new(options.Value.MaxUnfinishedPerAddress);

    public async Task HandleAsync(HttpContext context)
    {
        // A phone of another version is turned away before anything is set up for it.
        if (!context.WebSockets.IsWebSocketRequest || !context.WebSockets.WebSocketRequestedProtocols.Contains(ProtocolLimits.Subprotocol))
        {
            await ApiProblem.NoWebSocket.ToResult($"Connect by WebSocket, with the subprotocol {ProtocolLimits.Subprotocol}.").ExecuteAsync(context);
            return;
        }

        if (drain.IsDraining)
        {
            await ApiProblem.RefuseSocketAsync(context);
            return;
        }

        telemetry.SocketOpened("phone");
        try
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync(
                new WebSocketAcceptContext { SubProtocol = ProtocolLimits.Subprotocol, KeepAliveInterval = Timeout.InfiniteTimeSpan });
            await ServeAsync(context, socket);
        }
        finally
        {
            telemetry.SocketClosed("phone");
        }
    }

    private async Task ServeAsync(HttpContext context, WebSocket socket)
    {
        var address = context.Connection.RemoteIpAddress;
        var admitted = _addresses.TryEnter(address);
        var outbox = new Outbox(socket, context, WebSocketMessageType.Binary, options.Value.MaxWaiting, time);
        var connection = new PhoneConnection(socket, outbox, _addresses, address, time);
        connections.Add(connection);
        try
        {
            if (admitted)
            {
                await RunAsync(connection);
            }
            else
            {
                logger.TooManyConnections(address);
                telemetry.HandshakeRefused(nameof(AlertCode.TooManyConnections));
                connection.Refuse(AlertCode.TooManyConnections, WebSocketCloseStatus.PolicyViolation);
            }

            await connection.LingerAsync(drain.Aborted);
        }
        catch (OperationCanceledException) when (drain.Aborted.IsCancellationRequested)
        {
            outbox.Abort();
        }
        finally
        {
            if (admitted)
            {
                connection.Finish();
            }

            outbox.Close(WebSocketCloseStatus.NormalClosure);
            await outbox.EndAsync();
            connections.Remove(connection);
        }
    }

    private async Task RunAsync(PhoneConnection connection)
    {
        using var channel = await handshake.RunAsync(connection, drain.Aborted);
        connection.Finish();
        if (channel is { StaysOpen: true } && !drain.IsDraining)
        {
            await channels.RunAsync(channel, drain.Aborted);
        }

        if (channel is { Move: { } offer } && !drain.IsDraining)
        {
            await channels.RunMoveAsync(channel, offer, drain.Aborted);
        }

        connection.Close(drain.IsDraining ? Outbox.ServiceRestart : WebSocketCloseStatus.NormalClosure);
    }
}
