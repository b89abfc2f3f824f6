using System.Net.WebSockets;
using System.Security.Cryptography;
using NextAuth.Protocol;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Handshake;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Tests.Live;

namespace NextAuth.Server.Tests.Phone;

public class BadInputTests
{
    public static TheoryData<string, AlertCode> BrokenFirstMessages => new()
    {
        { "empty", AlertCode.Malformed },
        { "version", AlertCode.UnsupportedVersion },
        { "suite", AlertCode.UnsupportedSuite },
        { "purpose", AlertCode.UnknownPurpose },
        { "server", AlertCode.UnknownServer },
        { "truncated", AlertCode.Malformed },
        { "longer", AlertCode.Malformed },
        { "type", AlertCode.Malformed },
        { "tag", AlertCode.Refused },
        { "point", AlertCode.Malformed },
        { "context", AlertCode.Malformed },
        { "large", AlertCode.Malformed },
    };

    [Theory]
    [MemberData(nameof(BrokenFirstMessages))]
    public async Task A_broken_first_message_is_refused_by_its_cause(string how, AlertCode alert)
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        using var initiator = Initiator.Start(Purpose.Login, server.Id, await TestAccount.CodeAsync(live, server, LiveServer.NewSession()));

        using var phone = await RawPhone.ConnectAsync(live);
        await phone.Socket.SendAsync(Break(initiator.FirstMessage.ToArray(), how));

        Assert.Equal(alert, (await phone.ReceiveAsync()).Alert);
        var closed = await phone.Socket.ClosedAsync();
        Assert.Equal(how == "large" ? WebSocketCloseStatus.MessageTooBig : WebSocketCloseStatus.PolicyViolation, closed);
        Assert.Empty(live.LoggedFailures.All);
    }

    [Fact]
    public async Task Every_flipped_bit_of_the_proof_is_a_failed_handshake()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);

        // The first byte tells the type; the rest is sealed. Every bit is the protocol library's test, here one in each field.
        foreach (var at in new[] { 1, 64, 66, 130, 165, -17, -1 })
        {
            using var phone = await account.ScanAsync(LiveServer.NewSession());
            var proof = phone.MakeProof(account.Key, TestAccount.Approve);
            proof[at < 0 ? proof.Length + at : at] ^= 1;
            await phone.Socket.SendAsync(proof);
            Assert.Equal(AlertCode.HandshakeFailed, (await phone.ReceiveAsync()).Alert);
            Assert.Equal(WebSocketCloseStatus.PolicyViolation, await phone.Socket.ClosedAsync());
        }
    }

    [Fact]
    public async Task An_unknown_account_is_answered_like_a_bad_signature()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        using var stranger = P256SigningKey.Create();

        using var phone = await account.ScanAsync(LiveServer.NewSession());
        Assert.Equal(AlertCode.HandshakeFailed, (await phone.ProveAsync(stranger, TestAccount.Approve)).Alert);

        // A known account whose proof was cut short.
        using var impostor = await account.ScanAsync(LiveServer.NewSession());
        await impostor.Socket.SendAsync(impostor.MakeProof(account.Key, TestAccount.Approve).AsMemory()[..^1]);
        Assert.Equal(AlertCode.HandshakeFailed, (await impostor.ReceiveAsync()).Alert);
    }

    [Fact]
    public async Task The_proof_of_one_connection_is_refused_on_another()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        var session = LiveServer.NewSession();
        using var mine = await account.ScanAsync(session);
        using var other = await account.ScanAsync(session);

        await other.Socket.SendAsync(mine.MakeProof(account.Key, TestAccount.Approve));

        Assert.Equal(AlertCode.HandshakeFailed, (await other.ReceiveAsync()).Alert);
        Assert.False(await live.IsLoggedInAsync(server, session));
    }

    [Fact]
    public async Task A_second_first_message_ends_the_connection()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        using var phone = await account.ScanAsync(LiveServer.NewSession());

        await phone.Socket.SendAsync(phone.Initiator!.FirstMessage);

        Assert.Equal(AlertCode.Malformed, (await phone.ReceiveAsync()).Alert);
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, await phone.Socket.ClosedAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Text_is_refused_at_every_step(bool afterFirstMessage)
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        using var phone = afterFirstMessage ? await account.ScanAsync(LiveServer.NewSession()) : await RawPhone.ConnectAsync(live);

        await phone.Socket.SendAsync("hello");

        Assert.Equal(AlertCode.Malformed, (await phone.ReceiveAsync()).Alert);
        Assert.Equal(WebSocketCloseStatus.InvalidMessageType, await phone.Socket.ClosedAsync());
    }

    // Who has proven nothing gets 8 KiB of memory, whatever a message may have later.
    [Theory]
    [InlineData((8 * 1024) + 1)]
    [InlineData(ProtocolLimits.MaxFrameSize + 1)]
    public async Task A_proof_over_the_limit_is_refused(int size)
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        using var phone = await account.ScanAsync(LiveServer.NewSession());

        await phone.Socket.SendAsync(new byte[size]);

        Assert.Equal(AlertCode.Malformed, (await phone.ReceiveAsync()).Alert);
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, await phone.Socket.ClosedAsync());
    }

    [Fact]
    public async Task A_replayed_record_ends_the_channel()
    {
        await using var live = await LiveServer.StartAsync();
        var account = await live.EnrolAsync(await live.CreateServerAsync());
        using var phone = await account.OpenAsync();
        var record = phone.Channel.Seal(ProtocolJson.Write<PhoneMessage>(new Pong(), ProtocolJson.Default.PhoneMessage));

        await phone.Socket.SendAsync(record);
        await phone.Socket.SendAsync(record);

        Assert.Equal(AlertCode.InvalidRecord, (await phone.ReceiveAsync()).Alert);
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, await phone.Socket.ClosedAsync());
    }

    [Fact]
    public async Task A_phone_that_says_nothing_is_closed()
    {
        await using var live = await LiveServer.StartAsync(new() { ["NextAuth:Phone:FirstMessageTimeout"] = "00:00:01" });
        using var phone = await RawPhone.ConnectAsync(live);

        Assert.Equal(AlertCode.TimedOut, (await phone.ReceiveAsync()).Alert);
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, await phone.Socket.ClosedAsync());
    }

    [Fact]
    public async Task One_unfinished_connection_too_many_is_refused_and_a_finished_one_makes_room()
    {
        await using var live = await LiveServer.StartAsync();
        var account = await live.EnrolAsync(await live.CreateServerAsync());
        var waiting = new List<RawPhone>();
        for (var i = 0; i < 32; i++)
        {
            waiting.Add(await RawPhone.ConnectAsync(live));
        }

        using var refused = await RawPhone.ConnectAsync(live);
        Assert.Equal(AlertCode.TooManyConnections, (await refused.ReceiveAsync()).Alert);

        waiting[0].Dispose();
        while (live.Get<NextAuth.Server.Phone.PhoneConnections>().Count > 32)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        using var open = await account.OpenAsync();
        using var another = await account.OpenAsync();
        waiting.ForEach(phone => phone.Dispose());
    }

    [Fact]
    public async Task Random_bytes_at_any_step_never_break_the_server()
    {
        await using var live = await LiveServer.StartAsync();
        var account = await live.EnrolAsync(await live.CreateServerAsync());

        for (var round = 0; round < 200; round++)
        {
            using var phone = round % 2 == 0 ? await RawPhone.ConnectAsync(live) : await account.ScanAsync(LiveServer.NewSession());
            var bytes = RandomNumberGenerator.GetBytes(RandomNumberGenerator.GetInt32(0, 400));
            if (bytes.Length > 0 && round % 3 == 0)
            {
                bytes[0] = (byte)(round % 2 == 0 ? MessageType.InitiatorHello : MessageType.InitiatorProof);
            }

            await phone.Socket.SendAsync(bytes);
            await phone.Socket.ClosedAsync();
        }

        Assert.Empty(live.LoggedFailures.All);
        Assert.Equal(LoginOutcome.LoggedIn, await account.LogInAsync(LiveServer.NewSession()));
    }

    [Fact]
    public async Task A_phone_of_another_version_is_turned_away_before_a_socket_is_set_up()
    {
        await using var live = await LiveServer.StartAsync();

        await Assert.ThrowsAsync<WebSocketException>(() => TestSocket.ConnectAsync(live, ProtocolLimits.Path));
        await Assert.ThrowsAsync<WebSocketException>(() => TestSocket.ConnectAsync(live, ProtocolLimits.Path, "nextauth.sigmai.v2"));
    }

    private static byte[] Break(byte[] message, string how)
    {
        switch (how)
        {
            case "empty":
                return [];
            case "version":
                message[1] = 2;
                break;
            case "suite":
                message[2] = 2;
                break;
            case "purpose":
                message[3] = 9;
                break;
            case "server":
                message[4] ^= 1;
                break;
            case "truncated":
                return message[..^1];
            case "longer":
                return [.. message, 0];
            case "type":
                message[0] = (byte)MessageType.InitiatorProof;
                break;
            case "tag":
                message[^1] ^= 1;
                break;
            case "point":
                message[60] ^= 1;
                break;
            case "context":
                message[InitiatorHello.HeaderSize] = 3;
                break;
            case "large":
                return [.. message, .. new byte[2000]];
        }

        return message;
    }
}
