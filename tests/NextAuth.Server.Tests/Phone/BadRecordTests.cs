using System.Net.WebSockets;
using System.Text;
using NextAuth.Protocol;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Tests.Live;

namespace NextAuth.Server.Tests.Phone;

/// <summary>After the handshake, and sealed inside it: what somebody between could do to records, and what a phone could write into them.</summary>
public class BadRecordTests
{
    [Theory]
    [InlineData("empty", WebSocketCloseStatus.PolicyViolation)]
    [InlineData("short", WebSocketCloseStatus.PolicyViolation)]
    [InlineData("truncated", WebSocketCloseStatus.PolicyViolation)]
    [InlineData("longer", WebSocketCloseStatus.PolicyViolation)]
    [InlineData("flippedType", WebSocketCloseStatus.PolicyViolation)]
    [InlineData("flippedSequence", WebSocketCloseStatus.PolicyViolation)]
    [InlineData("flippedMessage", WebSocketCloseStatus.PolicyViolation)]
    [InlineData("flippedTag", WebSocketCloseStatus.PolicyViolation)]
    [InlineData("skipped", WebSocketCloseStatus.PolicyViolation)]
    [InlineData("reordered", WebSocketCloseStatus.PolicyViolation)]
    [InlineData("otherChannel", WebSocketCloseStatus.PolicyViolation)]
    [InlineData("reflected", WebSocketCloseStatus.PolicyViolation)]
    [InlineData("firstMessage", WebSocketCloseStatus.PolicyViolation)]
    [InlineData("proof", WebSocketCloseStatus.PolicyViolation)]
    [InlineData("tooLarge", WebSocketCloseStatus.MessageTooBig)]
    [InlineData("text", WebSocketCloseStatus.InvalidMessageType)]
    public async Task A_record_that_is_not_the_next_one_as_it_was_sealed_does_nothing_and_ends_the_channel(string how, WebSocketCloseStatus closed)
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        using var bystander = await account.OpenAsync();
        using var other = await account.OpenAsync();
        using var phone = await RawPhone.ConnectAsync(live);
        Assert.Null(await phone.BeginAsync(server, Purpose.Account, []));
        var proof = phone.MakeProof(account.Key, TestAccount.Open);
        await phone.Socket.SendAsync(proof);
        Assert.IsType<OpenResult>((await phone.ReceiveAsync()).Message);

        foreach (var frame in await BreakAsync(phone, other, proof, how))
        {
            await phone.Socket.SendAsync(frame, how == "text" ? WebSocketMessageType.Text : WebSocketMessageType.Binary);
        }

        Assert.Equal(AlertCode.InvalidRecord, (await phone.ReceiveAsync()).Alert);
        Assert.Equal(closed, await phone.Socket.ClosedAsync());
        Assert.Equal("test", (await live.AccountAsync(server, account.Id))!.Device);
        Assert.True((await bystander.AskAsync(new Listen())).Done);
        Assert.Empty(live.LoggedFailures.All);
    }

    public static TheoryData<string> BadRequests =>
    [
        "", "null", "[]", "7", "{}", "{\"decision\":\"approve\"", "{\"decision\":\"maybe\"}", "{\"decision\":null}", "{\"decision\":7}",
        "{\"decision\":\"decline\",\"decision\":\"approve\"}", "{\"decision\":\"approve\",\"code\":123456}", "{\"decision\":\"approve\",\"userInput\":{}}",
        $$"""{"decision":"approve","deep":{{new string('[', 1000)}}{{new string(']', 1000)}}}""",
        $$"""{"decision":"approve","userInput":"{{new string('u', 1001)}}"}""",
        $$"""{"decision":"approve","clientVersion":"{{new string('v', 101)}}"}""",
        $$"""{"decision":"approve","code":"{{new string('1', 101)}}"}""",
        "{\"decision\":\"approve\",\"userInput\":\"\\ud800\"}", "\uFEFF{\"decision\":\"approve\"}",
    ];

    [Theory]
    [MemberData(nameof(BadRequests))]
    public async Task A_login_whose_request_is_malformed_logs_nobody_in(string json)
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        var session = LiveServer.NewSession();
        using var phone = await account.ScanAsync(session);

        Assert.Equal(AlertCode.Malformed, (await phone.ProveAsync(account.Key, Encoding.UTF8.GetBytes(json))).Alert);

        Assert.Equal(WebSocketCloseStatus.PolicyViolation, await phone.Socket.ClosedAsync());
        Assert.False(await live.IsLoggedInAsync(server, session));
        Assert.Empty(live.LoggedFailures.All);
    }

    [Fact]
    public async Task A_message_that_is_nested_without_end_ends_the_channel()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        using var phone = await account.OpenAsync();
        var deep = $$"""{"type":"describe","id":7,"device":"forged","x":{{new string('[', 1000)}}{{new string(']', 1000)}}}""";

        await phone.Socket.SendAsync(phone.Channel.Seal(Encoding.UTF8.GetBytes(deep)));

        Assert.Equal(AlertCode.Malformed, (await phone.ReceiveAsync()).Alert);
        Assert.Equal("test", (await live.AccountAsync(server, account.Id))!.Device);
        Assert.Empty(live.LoggedFailures.All);
    }

    [Theory]
    [InlineData("{\"type\":\"describe\",\"id\":7,\"device\":\"forged\",\"device\":\"forged\"}")]
    [InlineData("{\"type\":\"describe\",\"id\":7,\"device\":[\"forged\"]}")]
    [InlineData("{\"type\":\"describe\",\"id\":7,\"device\":\"for\\u0000ged\"}")]
    [InlineData("{\"type\":\"describe\",\"id\":7,\"device\":\"\u00FF\"}")]
    public async Task A_message_that_is_no_strict_JSON_is_invalid_and_does_nothing(string json)
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var account = await live.EnrolAsync(server);
        using var phone = await account.OpenAsync();

        // As bytes: U+00FF becomes one that is no UTF-8.
        await phone.Socket.SendAsync(phone.Channel.Seal(Encoding.Latin1.GetBytes(json)));

        Assert.Equal(new Answer { Re = 7, Done = false, Reason = "invalid" }, await phone.NextAsync());
        Assert.Equal("test", (await live.AccountAsync(server, account.Id))!.Device);
        Assert.Empty(live.LoggedFailures.All);
    }

    [Theory]
    [InlineData("offTheCurve")]
    [InlineData("truncated")]
    [InlineData("compressed")]
    [InlineData("infinity")]
    public async Task An_enrolment_whose_transaction_key_is_no_point_makes_no_account(string how)
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var session = LiveServer.NewSession();
        var code = await live.MakeCodeAsync(server, session, null);
        using var phone = await RawPhone.ConnectAsync(live);
        Assert.Null(await phone.BeginAsync(server, Purpose.Enrol, EnrolContext.Derive(code.Token.Span)));
        using var transactionKey = P256SigningKey.Create();
        Assert.True(ProtocolJson.TryRead(TestAccount.EnrolRequest(phone, code, transactionKey), ProtocolJson.Default.EnrolRequest, out var request));
        var point = transactionKey.PublicKey.ToArray();
        point[^1] ^= 1;
        byte[] key = how switch
        {
            "offTheCurve" => point,
            "truncated" => point[..^1],
            "compressed" => [2, .. point[1..33]],
            _ => [0],
        };

        var broken = request with { TransactionKey = System.Buffers.Text.Base64Url.EncodeToString(key) };
        var reply = await phone.ProveAsync(P256SigningKey.Create(), ProtocolJson.Write(broken, ProtocolJson.Default.EnrolRequest));

        Assert.Equal(EnrolOutcome.Invalid, Assert.IsType<EnrolResult>(reply.Message).Outcome);
        Assert.False(await live.IsLoggedInAsync(server, session));
        Assert.Empty(live.LoggedFailures.All);
    }

    private static async Task<IReadOnlyList<byte[]>> BreakAsync(RawPhone phone, RawPhone other, byte[] proof, string how)
    {
        switch (how)
        {
            case "otherChannel":
                return [Seal(other)];
            case "reflected":
                await phone.SendAsync(new Listen { Id = 1 });
                var answer = (await phone.Socket.ReceiveAsync())!;
                Assert.True(phone.Channel.TryOpen(answer, new byte[answer.Length], out _, out _, out _));
                return [answer];
            case "firstMessage":
                return [phone.Initiator!.FirstMessage.ToArray()];
            case "proof":
                return [proof];
            case "text":
                return [[.. "text"u8]];
            case "tooLarge":
                return [new byte[ProtocolLimits.MaxFrameSize + 1]];
            case "skipped":
                Seal(phone);
                return [Seal(phone)];
            case "reordered":
                var first = Seal(phone);
                return [Seal(phone), first];
        }

        var record = Seal(phone);
        switch (how)
        {
            case "empty":
                return [[]];
            case "short":
                return [record[..9]];
            case "truncated":
                return [record[..^1]];
            case "longer":
                return [[.. record, 0]];
            case "flippedType":
                record[0] ^= 1;
                break;
            case "flippedSequence":
                record[8] ^= 1;
                break;
            case "flippedMessage":
                record[20] ^= 1;
                break;
            case "flippedTag":
                record[^1] ^= 1;
                break;
        }

        return [record];
    }

    private static byte[] Seal(RawPhone phone) =>
        phone.Channel.Seal(ProtocolJson.Write<PhoneMessage>(new Describe { Device = "forged" }, ProtocolJson.Default.PhoneMessage));
}
