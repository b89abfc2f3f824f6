using System.Net.WebSockets;
using NextAuth.Protocol;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Handshake;
using NextAuth.Protocol.Messages;

namespace NextAuth.Authenticator.Tests.Scripted;

/// <summary>The server's end of one connection, in steps a script can leave out or do wrong.</summary>
internal sealed class ScriptedConnection(ScriptedServer server, WebSocket socket)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private byte[] _first = [];
    private Responder? _responder;
    private SecureChannel? _channel;

    public ScriptedServer Server => server;

    public Purpose Purpose => (Purpose)_first[3];

    public byte[] Context => _first[InitiatorHello.HeaderSize..];

    public async Task<byte[]?> ReceiveFrameAsync()
    {
        using var timeout = new CancellationTokenSource(Patience);
        var buffer = new byte[ProtocolLimits.MaxFrameSize];
        var size = 0;
        while (true)
        {
            WebSocketReceiveResult part;
            try
            {
                part = await socket.ReceiveAsync(new ArraySegment<byte>(buffer, size, buffer.Length - size), timeout.Token);
            }
            catch (WebSocketException)
            {
                return null;
            }

            if (part.MessageType is WebSocketMessageType.Close)
            {
                return null;
            }

            size += part.Count;
            if (part.EndOfMessage)
            {
                return buffer[..size];
            }
        }
    }

    public async Task SendFrameAsync(byte[] frame, WebSocketMessageType type = WebSocketMessageType.Binary)
    {
        using var timeout = new CancellationTokenSource(Patience);
        await socket.SendAsync(frame, type, endOfMessage: true, timeout.Token);
    }

    public Task CloseAsync() => socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);

    public void Break() => socket.Abort();

    /// <summary>Takes M1 and makes M2, without sending it.</summary>
    public async Task<byte[]> MakeResponseAsync(byte[] hello, P256SigningKey? identity = null)
    {
        _first = await ReceiveFrameAsync() ?? throw new InvalidOperationException("No M1.");
        return Respond(hello, identity ?? server.Identity);
    }

    public async Task RespondAsync(byte[] hello, P256SigningKey? identity = null) => await SendFrameAsync(await MakeResponseAsync(hello, identity));

    public Task RespondLoginAsync(LoginHello? hello = null) => RespondAsync(
        ProtocolJson.Write(hello ?? new LoginHello { Server = server.Parameters }, ProtocolJson.Default.LoginHello));

    public Task RespondEnrolAsync(string label = "alice") => RespondAsync(
        ProtocolJson.Write(new EnrolHello { Server = server.Parameters, Label = label }, ProtocolJson.Default.EnrolHello));

    public Task RespondAccountAsync() => RespondAsync(
        ProtocolJson.Write(new AccountHello { Server = server.Parameters }, ProtocolJson.Default.AccountHello));

    /// <summary>Takes M3 of an account that has enrolled.</summary>
    public async Task<byte[]> AcceptAsync()
    {
        var request = await TryAcceptAsync(server.Accounts.GetValueOrDefault);
        return request ?? throw new InvalidOperationException("The phone's proof was refused.");
    }

    /// <summary>Takes M3 of an account; <see langword="null"/> when it proves nothing.</summary>
    public async Task<byte[]?> TryAcceptAsync()
    {
        return await TryAcceptAsync(server.Accounts.GetValueOrDefault);
    }

    /// <summary>Takes M3 of an enrolment, checks it, and takes the account in.</summary>
    public async Task<EnrolRequest> AcceptEnrolAsync()
    {
        var request = await TryAcceptAsync(key => P256PublicKey.TryImport(Convert.FromHexString(key), out var parsed) ? parsed : null);
        Assert.NotNull(request);
        Assert.True(ProtocolJson.TryRead(request, ProtocolJson.Default.EnrolRequest, out var enrol));
        Assert.Equal(server.Token, System.Buffers.Text.Base64Url.DecodeFromChars(enrol.Token));
        Assert.True(P256PublicKey.TryImport(System.Buffers.Text.Base64Url.DecodeFromChars(enrol.TransactionKey), out var transaction));
        Assert.True(_responder!.VerifyTransactionKey(transaction, System.Buffers.Text.Base64Url.DecodeFromChars(enrol.TransactionSignature)));
        var account = Convert.ToHexString(_responder.AccountKey);
        Assert.True(P256PublicKey.TryImport(_responder.AccountKey, out var key));
        server.Accounts[account] = key;
        return enrol;
    }

    public async Task<LoginRequest> AcceptLoginAsync()
    {
        Assert.True(ProtocolJson.TryRead(await AcceptAsync(), ProtocolJson.Default.LoginRequest, out var request));
        return request;
    }

    /// <summary>The whole opening of an account channel.</summary>
    public async Task OpenAccountAsync()
    {
        await RespondAccountAsync();
        await AcceptAsync();
        await SendAsync(new OpenResult { AccountId = 42 });
    }

    public byte[] Seal(ServerMessage message) => _channel!.Seal(ProtocolJson.Write(message, ProtocolJson.Default.ServerMessage));

    public byte[] SealAlert(AlertCode code) => _channel!.SealAlert(code);

    public byte[] Export(ReadOnlySpan<byte> label) => _channel!.Export(label);

    public Task SendAsync(ServerMessage message) => SendFrameAsync(Seal(message));

    /// <summary>The phone's next message; <see langword="null"/> when it closed.</summary>
    public async Task<PhoneMessage?> ReceiveAsync()
    {
        if (await ReceiveFrameAsync() is not { } record)
        {
            return null;
        }

        var message = new byte[record.Length];
        Assert.True(_channel!.TryOpen(record, message, out var size, out _, out var error), error.ToString());
        Assert.True(ProtocolJson.TryRead(message.AsSpan(0, size), ProtocolJson.Default.PhoneMessage, out var parsed));
        return parsed;
    }

    public async Task<T> ReceiveAsync<T>()
        where T : PhoneMessage => Assert.IsType<T>(await ReceiveAsync());

    public P256PublicKey AccountKey => server.Accounts[Convert.ToHexString(_responder!.AccountKey)];

    private byte[] Respond(byte[] hello, P256SigningKey identity)
    {
        Assert.True(InitiatorHello.TryParse(_first, out var parsed, out _));
        Assert.Equal(server.Id, parsed.Server);
        var response = new byte[Responder.ResponseSize(hello.Length)];
        Assert.True(Responder.TryRespond(parsed, identity, hello, response, out _responder, out _));
        return response;
    }

    private async Task<byte[]?> TryAcceptAsync(Func<string, P256PublicKey?> find)
    {
        var proof = await ReceiveFrameAsync() ?? throw new InvalidOperationException("No M3.");
        Assert.True(_responder!.TryOpen(proof, out var error), error.ToString());
        return _responder.TryVerify(find(Convert.ToHexString(_responder.AccountKey)), out _channel, out _) ? _responder.Request.ToArray() : null;
    }
}
