using System.Buffers;
using System.Net.WebSockets;
using Microsoft.Extensions.Logging;
using NextAuth.Protocol;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Sockets;

namespace NextAuth.Server.Phone;

/// <summary>Reads a phone's records until it goes (docs/protocol/messages.md, section 5).</summary>
internal sealed class ChannelLoop(PhoneChannels channels, PhoneCommands commands, AccountOffers moves, ILogger<ChannelLoop> logger)
{
    public async Task RunAsync(PhoneChannel channel, CancellationToken cancellationToken)
    {
        channels.Add(channel);

        // What happened to the account and its login between the proof and this line was not heard.
        channels.Enqueue(channel, ChannelWork.Check | (channel.Login is null ? ChannelWork.None : ChannelWork.CheckLogin));
        try
        {
            while (await ReadAsync(channel, (from, message, token) => new(commands.HandleAsync(from, message, token)), cancellationToken))
            {
                // Each turn is one record.
            }
        }
        finally
        {
            channels.Remove(channel);
            moves.Leave(channel);
        }
    }

    /// <summary>Reads what a phone says that has taken an offer and has no account yet (docs/protocol/move.md, section 3).</summary>
    public async Task RunMoveAsync(PhoneChannel channel, AccountOffer offer, CancellationToken cancellationToken)
    {
        offer.Attach(channel);
        try
        {
            while (await ReadAsync(channel, (_, message, _) => ValueTask.FromResult(Handle(channel, offer, message)), cancellationToken))
            {
                // Each turn is one record.
            }
        }
        finally
        {
            moves.Abandon(offer);
        }
    }

    private static bool Handle(PhoneChannel channel, AccountOffer offer, PhoneMessage message)
    {
        var done = message is MoveConfirm ? offer.TryConfirm() : message is Pong;
        if (message.Id is { } id)
        {
            channel.Send(new Answer { Re = id, Done = done, Reason = done ? null : MoveReasons.Refused });
        }

        return true;
    }

    private static bool Refuse(PhoneChannel channel, AlertCode alert, WebSocketCloseStatus status)
    {
        channel.End(alert, status);
        return false;
    }

    private async Task<bool> ReadAsync(
        PhoneChannel channel, Func<PhoneChannel, PhoneMessage, CancellationToken, ValueTask<bool>> handleAsync, CancellationToken cancellationToken)
    {
        using var frame = await channel.Connection.ReceiveAsync(ProtocolLimits.MaxFrameSize, cancellationToken);
        if (channel.Connection.Outbox.IsClosing)
        {
            return false;
        }

        channel.Heard();
        switch (frame.Kind)
        {
            case FrameKind.Message:
                break;
            case FrameKind.Closed:
                return false;
            case FrameKind.TooLarge:
                return Refuse(channel, AlertCode.InvalidRecord, WebSocketCloseStatus.MessageTooBig);
            default:
                return Refuse(channel, AlertCode.InvalidRecord, WebSocketCloseStatus.InvalidMessageType);
        }

        var plaintext = ArrayPool<byte>.Shared.Rent(Math.Max(frame.Memory.Length, 1));
        try
        {
            if (!channel.TryOpen(frame.Span, plaintext, out var length, out var alert))
            {
                logger.ChannelClosed(channel.StaysOpen ? channel.Account : 0, "invalid record");
                return Refuse(channel, AlertCode.InvalidRecord, WebSocketCloseStatus.PolicyViolation);
            }

            return alert is null && await HandleAsync(channel, plaintext.AsMemory(0, length), handleAsync, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plaintext, clearArray: true);
        }
    }

    private static async Task<bool> HandleAsync(
        PhoneChannel channel, ReadOnlyMemory<byte> json, Func<PhoneChannel, PhoneMessage, CancellationToken, ValueTask<bool>> handleAsync,
        CancellationToken cancellationToken)
    {
        if (ProtocolJson.TryRead(json.Span, ProtocolJson.Default.PhoneMessage, out var message))
        {
            return await handleAsync(channel, message, cancellationToken);
        }

        if (!ProtocolJson.TryRead(json.Span, ProtocolJson.Default.MessageHead, out var head))
        {
            return Refuse(channel, AlertCode.Malformed, WebSocketCloseStatus.PolicyViolation);
        }

        // A later version's message must not end the channel of a phone that also speaks this one.
        if (head.Id is { } id)
        {
            channel.Send(new Answer { Re = id, Done = false, Reason = head.IsPhoneMessage() ? "invalid" : "unsupported" });
        }

        return true;
    }
}
