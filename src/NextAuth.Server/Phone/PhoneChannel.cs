using System.Net.WebSockets;
using NextAuth.Protocol;
using NextAuth.Protocol.Handshake;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Servers;

namespace NextAuth.Server.Phone;

/// <summary>An account's open channel on one connection. Any thread may send; one loop receives.</summary>
internal sealed class PhoneChannel(
    PhoneConnection connection, SecureChannel secure, ServerRuntime server, long? account, byte[] accountKey, TimeProvider time) : IDisposable
{
    private readonly Lock _sending = new();
    private readonly HashSet<long> _pushed = [];
    private volatile bool _hasMore;
    private long _heard = time.GetTimestamp();
    private long _pinged = time.GetTimestamp();
    private long? _keptAlive;
    private byte[] _nextKey = [];
    private bool _disposed;
    private int _work;

    public PhoneConnection Connection => connection;

    /// <summary>Whether the connection goes on after the first record.</summary>
    public bool StaysOpen => account is not null;

    public long Account => account ?? throw new InvalidOperationException("This connection ends with its first record.");

    /// <summary>The session whose login opened this channel; <see langword="null"/>: it was opened without one.</summary>
    public Hsid? Login { get; init; }

    /// <summary>The offer of an account that this phone has taken; it has no account yet. <see langword="null"/>: none.</summary>
    public AccountOffer? Move { get; init; }

    /// <summary>The offer that this phone has made of its account; owned by the channel's loop. <see langword="null"/>: none.</summary>
    public AccountOffer? Offered { get; set; }

    /// <summary>The configuration at the handshake; pings and replies use it until the phone connects again.</summary>
    public ServerRuntime Server => server;

    /// <summary>The authentication key this phone has proven, 65 bytes.</summary>
    public byte[] Key { get; private set; } = accountKey;

    /// <summary>Whether the phone wants pushes.</summary>
    public bool Listens { get; set; }

    /// <summary>Whether the phone is deleting the account itself, or gives it to another phone.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>How long the phone has said nothing.</summary>
    public TimeSpan Silence => time.GetElapsedTime(Volatile.Read(ref _heard));

    /// <summary>Time since the last ping.</summary>
    public TimeSpan SincePing => time.GetElapsedTime(_pinged);

    public void Ping()
    {
        _pinged = time.GetTimestamp();
        Send(new Ping());
    }

    /// <summary>Whether the last pong that counted was long enough ago: half of the time between two pings.</summary>
    public bool TryKeepAlive()
    {
        if (_keptAlive is { } last && time.GetElapsedTime(last) < TimeSpan.FromSeconds(server.Server.PingTime / 6.0))
        {
            return false;
        }

        _keptAlive = time.GetTimestamp();
        return true;
    }

    public void Heard() => Volatile.Write(ref _heard, time.GetTimestamp());

    /// <summary>Seals and sends; a login's picture is left out when the message is too large with it.</summary>
    /// <returns><see langword="false"/> when the connection is closing.</returns>
    public bool Send(ServerMessage message)
    {
        var json = message is LoginResult login
            ? Fitting.FirstThatFits<ServerMessage>(
                ProtocolJson.Default.ServerMessage,
                () => login,
                () => login with { Sessioninfo = Fitting.WithoutLogo(login.Sessioninfo) },
                () => login with { Sessioninfo = null })
            : ProtocolJson.Write(message, ProtocolJson.Default.ServerMessage);
        return json is not null && SendJson(json);
    }

    /// <summary>Sends a sealed alert and closes.</summary>
    public void End(AlertCode alert, WebSocketCloseStatus status)
    {
        lock (_sending)
        {
            if (!_disposed)
            {
                connection.Outbox.TrySend(secure.SealAlert(alert));
            }
        }

        connection.Close(status);
    }

    /// <summary>Opens a record into <paramref name="message"/>.</summary>
    public bool TryOpen(ReadOnlySpan<byte> record, Span<byte> message, out int length, out AlertCode? alert) =>
        secure.TryOpen(record, message, out length, out alert, out _);

    /// <summary>What binds a key rotation to this channel.</summary>
    public byte[] RotationBinding() => secure.Export("rotate"u8);

    /// <summary>What binds the move of the account to this channel.</summary>
    public byte[] MoveBinding() => secure.Export("move"u8);

    /// <summary>A rotation begins: for now the account may have either key.</summary>
    public void BeginRotation(byte[] newKey) => _nextKey = newKey;

    /// <summary>The rotation has succeeded.</summary>
    public void EndRotation() => Key = _nextKey;

    /// <summary>Whether this phone holds an account key.</summary>
    public bool Holds(ReadOnlySpan<byte> key) => key.SequenceEqual(Key) || key.SequenceEqual(_nextKey);

    /// <summary>Whether more pushes wait than were sent at once.</summary>
    public bool HasMore
    {
        get => _hasMore;
        set => _hasMore = value;
    }

    /// <summary>Up to which number the logouts of the store have gone to this phone; owned by <see cref="PhoneDelivery"/>.</summary>
    public long LogoutsRead { get; set; }

    /// <summary>Tells of a logout as it happens; one that <see cref="PhoneDelivery"/> has found in the store before is not told again, and the other way round.</summary>
    public void Tell(LoggedOut logout)
    {
        if (logout.N is not { } n || TryPush(n))
        {
            Send(logout);
        }
    }

    /// <summary>Notes that a push goes to this phone now.</summary>
    /// <returns><see langword="false"/> when it went before.</returns>
    public bool TryPush(long n)
    {
        lock (_pushed)
        {
            return _pushed.Add(n);
        }
    }

    /// <summary>What has gone to this phone and is not known to be acknowledged.</summary>
    public long[] Pushed()
    {
        lock (_pushed)
        {
            return [.. _pushed];
        }
    }

    /// <summary>Forgets pushes that wait no longer.</summary>
    public void Forget(IEnumerable<long> gone)
    {
        lock (_pushed)
        {
            _pushed.ExceptWith(gone);
        }
    }

    /// <summary>Adds work for <see cref="PhoneDelivery"/>.</summary>
    /// <returns><see langword="true"/> when it had none: the caller puts the channel in line.</returns>
    public bool AddWork(ChannelWork work) => Interlocked.Or(ref _work, (int)work) == 0;

    public ChannelWork TakeWork() => (ChannelWork)Interlocked.Exchange(ref _work, 0);

    public void Dispose()
    {
        lock (_sending)
        {
            _disposed = true;
            secure.Dispose();
        }
    }

    private bool SendJson(byte[] json)
    {
        // Sealing counts records, so it and the sending are one step.
        lock (_sending)
        {
            return !_disposed && connection.Outbox.TrySend(secure.Seal(json));
        }
    }
}
