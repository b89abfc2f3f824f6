using NextAuth.Protocol;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Handshake;
using NextAuth.Protocol.Messages;

namespace NextAuth.Benchmarks.Protocol;

/// <summary>
/// The server's steps of a login, ready to be repeated. A step that can be taken once only needs a prepared handshake each time.
/// </summary>
internal sealed class HandshakeSteps : IDisposable
{
    private readonly ServerId _server = ServerId.New();
    private readonly P256SigningKey _identityKey = P256SigningKey.Create();
    private readonly P256SigningKey _accountSigningKey = P256SigningKey.Create();
    private readonly P256PublicKey _accountKey;
    private readonly ServerIdentity _identity;
    private readonly byte[] _context = new byte[LoginContext.Size];
    private readonly byte[] _hello;
    private readonly byte[] _request;
    private readonly byte[] _response;
    private readonly byte[] _firstMessage;

    public HandshakeSteps()
    {
        _accountKey = P256PublicKey.TryImport(_accountSigningKey.PublicKey, out var key) ? key : throw new InvalidOperationException("An own key is refused.");
        _identity = ServerIdentity.OfKey(_identityKey.PublicKey);
        new LoginContext(Hsid.Derive(_server, "nonce"), 1_800_000_000, 1).Write(_context);
        _hello = ProtocolJson.Write(new LoginHello { Server = Parameters() }, ProtocolJson.Default.LoginHello);
        _request = ProtocolJson.Write(new LoginRequest { Decision = LoginDecision.Approve }, ProtocolJson.Default.LoginRequest);
        _response = new byte[Responder.ResponseSize(_hello.Length)];
        using var initiator = Initiator.Start(Purpose.Login, _server, _context);
        _firstMessage = initiator.FirstMessage.ToArray();
    }

    /// <summary>M1 read, M2 made.</summary>
    public int Respond()
    {
        using var responder = Respond(_firstMessage);
        return responder.TranscriptHash.Length;
    }

    /// <summary>A whole handshake, both sides; the channels are the caller's.</summary>
    public (SecureChannel Phone, SecureChannel Server) Handshake()
    {
        using var initiator = Initiator.Start(Purpose.Login, _server, _context);
        using var responder = Respond(initiator.FirstMessage.Span);
        Expect(initiator.TryReceive(_response, _identity, out _));
        var proof = initiator.Complete(_accountSigningKey, _request, out var phone);
        Expect(responder.TryOpen(proof, out _));
        Expect(responder.TryVerify(_accountKey, out var server, out _));
        return (phone, server!);
    }

    /// <summary>A handshake as far as the server's last step: M3 is here, and not opened yet.</summary>
    public (Responder Responder, byte[] Proof) Prepare()
    {
        using var initiator = Initiator.Start(Purpose.Login, _server, _context);
        var responder = Respond(initiator.FirstMessage.Span);
        Expect(initiator.TryReceive(_response, _identity, out _));
        var proof = initiator.Complete(_accountSigningKey, _request, out var phone);
        phone.Dispose();
        return (responder, proof);
    }

    /// <summary>M3 opened and verified, the channel opened.</summary>
    public int Finish((Responder Responder, byte[] Proof) prepared)
    {
        using var responder = prepared.Responder;
        Expect(responder.TryOpen(prepared.Proof, out _));
        Expect(responder.TryVerify(_accountKey, out var channel, out _));
        channel!.Dispose();
        return prepared.Proof.Length;
    }

    public void Dispose()
    {
        _identityKey.Dispose();
        _accountSigningKey.Dispose();
        _accountKey.Dispose();
        _identity.Dispose();
    }

    private static ServerParameters Parameters() => new()
    {
        ServerName = "Flower shop",
        Siteurl = "https://flowers.example",
        Appname = "nextAuth",
        PinTimeout = 0,
        PinTransTimeout = 0,
        PingTime = 0,
        Version = 1,
    };

    private static void Expect(bool succeeded)
    {
        if (!succeeded)
        {
            throw new InvalidOperationException("A handshake failed.");
        }
    }

    private Responder Respond(ReadOnlySpan<byte> firstMessage)
    {
        Expect(InitiatorHello.TryParse(firstMessage, out var hello, out _));
        Expect(Responder.TryRespond(hello, _identityKey, _hello, _response, out var responder, out _));
        return responder!;
    }
}
