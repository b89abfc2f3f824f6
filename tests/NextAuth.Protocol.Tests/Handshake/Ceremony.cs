using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Handshake;
using NextAuth.Protocol.Messages;

namespace NextAuth.Protocol.Tests.Handshake;

/// <summary>Two sides of one handshake, driven a message at a time, so that a test can put itself between them.</summary>
internal sealed class Ceremony : IDisposable
{
    public static readonly byte[] Hello = "{\"server\":{\"version\":1,\"serverName\":\"Shop\"}}"u8.ToArray();
    public static readonly byte[] Request = "{\"decision\":\"approve\"}"u8.ToArray();

    public static readonly P256SigningKey Identity = P256SigningKey.Create();
    public static readonly P256SigningKey Account = P256SigningKey.Create();
    public static readonly P256PublicKey AccountPublic = Import(Account);
    private static readonly ServerIdentity Expected = ServerIdentity.OfKey(Identity.PublicKey);

    private readonly List<IDisposable> _owned = [];

    public Ceremony(Purpose purpose = Purpose.Enrol)
    {
        byte[] context = purpose is Purpose.Enrol ? [.. Enumerable.Range(0, 16).Select(n => (byte)n)] : [];
        Phone = Own(Initiator.Start(purpose, ServerId.New(), context));
    }

    public Initiator Phone { get; }

    public byte[] M1 => Phone.FirstMessage.ToArray();

    public static P256PublicKey Import(P256SigningKey key)
    {
        Assert.True(P256PublicKey.TryImport(key.PublicKey, out var imported));
        return imported;
    }

    /// <summary>The server's answer to M1, or why it refuses.</summary>
    public ProtocolError Respond(byte[] m1, out byte[] m2, out Responder? responder, P256SigningKey? identity = null)
    {
        m2 = new byte[Responder.ResponseSize(Hello.Length)];
        responder = null;
        if (InitiatorHello.TryParse(m1, out var hello, out var error)
            && Responder.TryRespond(hello, identity ?? Identity, Hello, m2, out responder, out error))
        {
            Own(responder);
        }

        return error;
    }

    public Responder Respond(out byte[] m2)
    {
        Assert.Equal(ProtocolError.None, Respond(M1, out m2, out var responder));
        return responder!;
    }

    public ProtocolError Receive(byte[] m2, ServerIdentity? expected = null)
    {
        var received = Phone.TryReceive(m2, expected ?? Expected, out var error);
        Assert.Equal(received, error is ProtocolError.None);
        return error;
    }

    /// <summary>M1 and M2 exchanged; M3 made and not yet sent.</summary>
    public (Responder Responder, byte[] M2, byte[] M3, SecureChannel Phone) UpToThird(P256SigningKey? account = null)
    {
        var responder = Respond(out var m2);
        Assert.Equal(ProtocolError.None, Receive(m2));
        var m3 = Phone.Complete(account ?? Account, Request, out var channel);
        return (responder, m2, m3, Own(channel));
    }

    public ProtocolError Finish(Responder responder, byte[] m3, P256PublicKey? account, out SecureChannel? channel)
    {
        channel = null;
        if (responder.TryOpen(m3, out var error) && responder.TryVerify(account, out channel, out error))
        {
            Own(channel);
        }

        return error;
    }

    /// <summary>Two ends of an open channel.</summary>
    public (SecureChannel Phone, SecureChannel Server) Open()
    {
        var (responder, _, m3, phone) = UpToThird();
        Assert.Equal(ProtocolError.None, Finish(responder, m3, AccountPublic, out var server));
        return (phone, server!);
    }

    public T Own<T>(T disposable)
        where T : IDisposable
    {
        _owned.Add(disposable);
        return disposable;
    }

    public void Dispose() => _owned.ForEach(owned => owned.Dispose());
}
