using System.Net;
using System.Net.WebSockets;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Sockets;

namespace NextAuth.Server.Phone;

/// <summary>One phone's WebSocket, from its opening on. Read by one loop; sending and closing are thread-safe.</summary>
internal sealed class PhoneConnection(WebSocket socket, Outbox outbox, AddressLimiter addresses, IPAddress? address, TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();
    private int _stage;
    private int _finished;

    public Outbox Outbox => outbox;

    public IPAddress? Address => address;

    public PhoneStage Stage => (PhoneStage)Volatile.Read(ref _stage);

    public TimeSpan Age => time.GetElapsedTime(_began);

    /// <summary>Waits for a binary message.</summary>
    public ValueTask<Frame> ReceiveAsync(int limit, CancellationToken cancellationToken) =>
        FrameReader.ReadAsync(socket, WebSocketMessageType.Binary, limit, cancellationToken);

    /// <summary>Takes the next step, unless somebody else (the sweeper, a drain) has ended the connection.</summary>
    public bool TryAdvance(PhoneStage from, PhoneStage to) => Interlocked.CompareExchange(ref _stage, (int)to, (int)from) == (int)from;

    /// <summary>Refuses in the clear: before the channel is open there are no keys to seal with.</summary>
    public void Refuse(AlertCode alert, WebSocketCloseStatus status)
    {
        Volatile.Write(ref _stage, (int)PhoneStage.Ended);
        outbox.TrySend(Alert.Write(alert));
        outbox.Close(status);
    }

    /// <summary>Ends the connection without a word beyond the close frame.</summary>
    public void Close(WebSocketCloseStatus status)
    {
        Volatile.Write(ref _stage, (int)PhoneStage.Ended);
        outbox.Close(status);
    }

    /// <summary>Counts no longer as unfinished.</summary>
    public void Finish()
    {
        if (Interlocked.Exchange(ref _finished, 1) == 0)
        {
            addresses.Leave(address);
        }
    }

    /// <summary>Lets the phone read what it was told last. The sweeper ends it.</summary>
    public Task LingerAsync(CancellationToken cancellationToken) => FrameReader.DrainAsync(socket, cancellationToken);
}
