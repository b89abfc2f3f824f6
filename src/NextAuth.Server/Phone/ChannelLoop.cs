using System.Buffers;
using System.Net.WebSockets;
using Microsoft.Extensions.Logging;
using NextAuth.Protocol;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Sockets;

namespace NextAuth.Server.Phone;

/// <summary>Reads a phone's records until it goes (docs/protocol/messages.md, section 5).</summary>
internal sealed class ChannelLoop(PhoneChannels channels, PhoneCommands commands, ILogger<ChannelLoop> logger)
{
    public async Task RunAsync(PhoneChannel channel, CancellationToken cancellationToken)
    {
        channels.Add(channel);

        // What happened to the account and its login between the proof and this line was not heard.
        channels.Enqueue(channel, ChannelWork.Check | (channel.Login is null ? ChannelWork.None : ChannelWork.CheckLogin));
        try
        {
            while (await ReadAsync(channel, cancellationToken))
            {
                // Each turn is one record.
            }
        }
        finally
        {
            channels.Remove(channel);
        }
    }

    private static bool Refuse(PhoneChannel channel, AlertCode alert, WebSocketCloseStatus status)
    {
        channel.End(alert, status);
        return false;
    }

    private async Task<bool> ReadAsync(PhoneChannel channel, CancellationToken cancellationToken)
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
                logger.ChannelClosed(channel.Account, "invalid record");
                return Refuse(channel, AlertCode.InvalidRecord, WebSocketCloseStatus.PolicyViolation);
            }

            return alert is null && await HandleAsync(channel, plaintext.AsMemory(0, length), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plaintext, clearArray: true);
        }
    }

    private async Task<bool> HandleAsync(PhoneChannel channel, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        if (ProtocolJson.TryRead(json.Span, ProtocolJson.Default.PhoneMessage, out var message))
        {
            return await commands.HandleAsync(channel, message, cancellationToken);
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
