using System.Net.WebSockets;
using NextAuth.Protocol;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Handshake;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Servers;

namespace NextAuth.Server.Tests.Live;

/// <summary>A phone made of the protocol's own parts, step by step, so that any step can be done wrong.</summary>
public sealed class RawPhone : IDisposable
{
    private SecureChannel? _channel;

    private RawPhone(TestSocket socket) => Socket = socket;

    public TestSocket Socket { get; }

    public Initiator? Initiator { get; private set; }

    public SecureChannel Channel => _channel!;

    public static async Task<RawPhone> ConnectAsync(LiveServer live) =>
        new(await TestSocket.ConnectAsync(live, ProtocolLimits.Path, ProtocolLimits.Subprotocol));

    /// <summary>Sends M1 and checks M2.</summary>
    /// <returns>The alert, when the server refuses.</returns>
    public async Task<AlertCode?> BeginAsync(ServerRuntime server, Purpose purpose, byte[] context)
    {
        Initiator = Initiator.Start(purpose, server.Id, context);
        await Socket.SendAsync(Initiator.FirstMessage);
        var answer = await Socket.ReceiveAsync();
        Assert.NotNull(answer);
        if (Alert.TryParse(answer, out var alert))
        {
            return alert;
        }

        using var identity = ServerIdentity.OfKey(server.Identity.PublicKey);
        Assert.True(Initiator.TryReceive(answer, identity, out var error), error.ToString());
        return null;
    }

    public byte[] MakeProof(P256SigningKey key, byte[] request)
    {
        var proof = Initiator!.Complete(key, request, out var channel);
        _channel = channel;
        return proof;
    }

    /// <summary>Sends M3 and receives the first record.</summary>
    public async Task<Reply> ProveAsync(P256SigningKey key, byte[] request)
    {
        await Socket.SendAsync(MakeProof(key, request));
        return await ReceiveAsync();
    }

    public Task SendAsync(PhoneMessage message) => Socket.SendAsync(_channel!.Seal(ProtocolJson.Write(message, ProtocolJson.Default.PhoneMessage)));

    /// <summary>Sends a message with an id and waits for its answer; other messages are put into <paramref name="others"/>.</summary>
    public async Task<Answer> AskAsync(PhoneMessage message, List<ServerMessage>? others = null)
    {
        await SendAsync(message with { Id = 7 });
        while (true)
        {
            switch ((await ReceiveAsync()).Message)
            {
                case Answer answer:
                    Assert.Equal(7, answer.Re);
                    return answer;
                case { } other:
                    others?.Add(other);
                    break;
                default:
                    throw new InvalidOperationException("Closed before the answer.");
            }
        }
    }

    /// <summary>Receives the next record, answering pings on the way.</summary>
    public async Task<ServerMessage?> NextAsync()
    {
        while (true)
        {
            var reply = await ReceiveAsync();
            if (reply.Message is not Ping)
            {
                return reply.Message;
            }

            await SendAsync(new Pong());
        }
    }

    public async Task<Reply> ReceiveAsync()
    {
        if (await Socket.ReceiveAsync() is not { } record)
        {
            return new(null, null, Socket.CloseStatus);
        }

        if (Alert.TryParse(record, out var clear))
        {
            return new(null, clear, null);
        }

        var message = new byte[record.Length];
        Assert.True(_channel!.TryOpen(record, message, out var size, out var alert, out var error), error.ToString());
        if (alert is not null)
        {
            return new(null, alert, null);
        }

        Assert.True(ProtocolJson.TryRead(message.AsSpan(0, size), ProtocolJson.Default.ServerMessage, out var parsed));
        return new(parsed, null, null);
    }

    public void Dispose()
    {
        _channel?.Dispose();
        Initiator?.Dispose();
        Socket.Dispose();
    }

    /// <summary>One of: a message, an alert, the end.</summary>
    public sealed record Reply(ServerMessage? Message, AlertCode? Alert, WebSocketCloseStatus? Closed);
}
