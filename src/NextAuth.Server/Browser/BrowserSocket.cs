using System.Net.WebSockets;
using NextAuth.Protocol;
using NextAuth.Server.Sockets;

namespace NextAuth.Server.Browser;

/// <summary>One page's socket. Its loop owns the list of watches; <see cref="Send"/> may be called by any thread. Ten thousand of these sit idle: no timer, task or buffer each.</summary>
internal sealed class BrowserSocket(WebSocket socket, Outbox outbox, WatchTable table, TimeProvider time)
{
    private Watch? _watches;
    private int _count;
    private int _codes;
    private long _heard = time.GetTimestamp();

    public Outbox Outbox => outbox;

    /// <summary>How long the page has said nothing.</summary>
    public TimeSpan Silence => time.GetElapsedTime(Volatile.Read(ref _heard));

    /// <summary>Reads messages until the socket is gone.</summary>
    public async Task RunAsync(BrowserCommands commands, CancellationToken cancellationToken)
    {
        while (!outbox.IsClosing)
        {
            // Not the token: a registration for each of ten thousand waiting sockets costs memory, and closing ends this read as well.
            using var frame = await FrameReader.ReadAsync(socket, WebSocketMessageType.Text, BrowserMessage.MaxFrameSize, CancellationToken.None);
            Volatile.Write(ref _heard, time.GetTimestamp());
            switch (frame.Kind)
            {
                case FrameKind.Closed:
                    outbox.Close(WebSocketCloseStatus.NormalClosure);
                    return;
                case var _ when outbox.IsClosing:
                    break;
                case FrameKind.TooLarge:
                    outbox.Close(WebSocketCloseStatus.MessageTooBig);
                    break;
                case FrameKind.WrongType:
                    outbox.Close(WebSocketCloseStatus.PolicyViolation);
                    break;
                case FrameKind.Message when BrowserMessage.TryParse(frame.Span, out var message):
                    await commands.HandleAsync(this, message, cancellationToken);
                    break;
            }
        }

        await FrameReader.DrainAsync(socket, CancellationToken.None);
    }

    /// <summary>Gets the watch of a session, making it when there is room.</summary>
    /// <returns><see langword="null"/> when the socket watches as many sessions as it may.</returns>
    public Watch? Watch(ServerId server, Hsid session, int limit)
    {
        for (var watch = _watches; watch is not null; watch = watch.NextOfSocket)
        {
            if (watch.Session == session && watch.Server == server)
            {
                return watch;
            }
        }

        if (_count == limit)
        {
            return null;
        }

        var added = new Watch(this, server, session) { NextOfSocket = _watches };
        _watches = added;
        _count++;
        table.Add(added);
        return added;
    }

    /// <summary>Counts one more session whose login code is kept fresh.</summary>
    /// <returns><see langword="false"/> when that is one too many.</returns>
    public bool TryTakeCode(int limit) => ++_codes <= limit;

    /// <summary>Ends all watches.</summary>
    public void Unwatch()
    {
        for (var watch = _watches; watch is not null; watch = watch.NextOfSocket)
        {
            table.Remove(watch);
        }
    }

    /// <summary>Sends a text frame.</summary>
    public void Send(byte[] text) => outbox.TrySend(text);
}
