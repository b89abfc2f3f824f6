using System.Text;
using System.Text.Json.Serialization.Metadata;
using CsCheck;
using NextAuth.Protocol.Messages;

namespace NextAuth.Protocol.Tests.Messages;

public class ProtocolJsonTests
{
    [Fact]
    public void Unknown_members_are_ignored()
    {
        Assert.True(TryRead("""{"decision":"approve","later":{"a":[1,2,{"b":null}]},"later":1,"code":"123456"}""", ProtocolJson.Default.LoginRequest, out var request));
        Assert.Equal(LoginDecision.Approve, request.Decision);
        Assert.Equal("123456", request.Code);
    }

    [Theory]
    [InlineData("""{"decision":"approve","decision":"decline"}""")]
    [InlineData("""{"decision":"approve","code":"1","code":"1"}""")]
    [InlineData("""{"decision":"approve","\u0063ode":"1","code":"1"}""")]
    [InlineData("""{"decision":7}""")]
    [InlineData("""{"decision":0}""")]
    [InlineData("""{"decision":"0"}""")]
    [InlineData("""{"decision":"Approve"}""")]
    [InlineData("""{"decision":"APPROVE"}""")]
    [InlineData("""{"decision":" approve"}""")]
    [InlineData("""{"decision":"approve, decline"}""")]
    [InlineData("""{"decision":"approve,"}""")]
    [InlineData("""{"decision":""}""")]
    [InlineData("""{"decision":null}""")]
    [InlineData("""{"decision":true}""")]
    [InlineData("""{"decision":["approve"]}""")]
    [InlineData("""{"Decision":"approve"}""")]
    [InlineData("""{"code":"123456"}""")]
    [InlineData("""{"decision":"approve","code":123456}""")]
    [InlineData("""{"decision":"approve","code":{}}""")]
    [InlineData("""{"decision":"approve"} {}""")]
    [InlineData("""{"decision":"approve",}""")]
    [InlineData("""{"decision":"approve"/**/}""")]
    [InlineData("""{"decision":"approve","code":"\ud800"}""")]
    [InlineData("""[{"decision":"approve"}]""")]
    [InlineData("\uFEFF{\"decision\":\"approve\"}")]
    [InlineData("\"approve\"")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{")]
    [InlineData("")]
    public void Wrong_requests_are_refused(string json) => Assert.False(TryRead(json, ProtocolJson.Default.LoginRequest, out _));

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"type":"dance"}""")]
    [InlineData("""{"type":"Listen"}""")]
    [InlineData("""{"type":1}""")]
    [InlineData("""{"type":null}""")]
    [InlineData("""{"type":"listen","type":"delete"}""")]
    [InlineData("""{"type":"listen","id":"1"}""")]
    [InlineData("""{"type":"listen","id":1.5}""")]
    [InlineData("""{"type":"listen","id":9223372036854775808}""")]
    [InlineData("""{"type":"listen","id":1,"id":2}""")]
    [InlineData("""{"type":"pushed"}""")]
    [InlineData("""{"type":"pushed","n":null}""")]
    [InlineData("""{"type":"pushed","n":"3"}""")]
    [InlineData("""{"type":"describe","device":null}""")]
    [InlineData("""{"type":"appLogin"}""")]
    [InlineData("""{"type":"rotate","authenticationKey":"","transactionKey":"","signature":""}""")]
    [InlineData("""{"$type":"listen"}""")]
    [InlineData("""{"type":"\ud800"}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"type":"listen","\ud800":1,"\udc00":2}""")]
    [InlineData("""[]""")]
    [InlineData("""1""")]
    public void Wrong_phone_messages_are_refused(string json) => Assert.False(TryRead(json, ProtocolJson.Default.PhoneMessage, out _));

    [Fact]
    public void The_type_may_stand_anywhere()
    {
        Assert.True(TryRead("""{"id":4,"n":7,"type":"pushed"}""", ProtocolJson.Default.PhoneMessage, out var message));
        Assert.Equal(new Pushed { Id = 4, N = 7 }, message);
    }

    [Theory]
    [InlineData("""{"type":"dance","id":3}""", "dance", 3L, false)]
    [InlineData("""{"id":3,"steps":[],"type":"dance"}""", "dance", 3L, false)]
    [InlineData("""{"type":"pushed"}""", "pushed", null, true)]
    [InlineData("""{"type":"Listen"}""", "Listen", null, false)]
    public void An_unknown_type_is_told_from_a_malformed_message(string json, string type, long? id, bool known)
    {
        Assert.False(TryRead(json, ProtocolJson.Default.PhoneMessage, out _));
        Assert.True(TryRead(json, ProtocolJson.Default.MessageHead, out var head));
        Assert.Equal(type, head.Type);
        Assert.Equal(id, head.Id);
        Assert.Equal(known, head.IsPhoneMessage());
    }

    [Fact]
    public void Every_phone_message_round_trips_and_its_type_is_known()
    {
        PhoneMessage[] messages =
        [
            new Listen { Id = 1 },
            new Pushed { N = 2 },
            new Pong(),
            new Logout { Hsid = "h" },
            new Describe { Device = "d" },
            new Rotate { AuthenticationKey = "a", TransactionKey = "t", Signature = "s", AuthenticationSignature = "as", TransactionSignature = "ts" },
            new Delete(),
            new AppLogin { WebNonce = "w" },
            new TransactionCommand { Action = TransactionAction.Approve, Tid = "t", Signature = "s" },
        ];

        Assert.All(messages, message =>
        {
            var json = ProtocolJson.Write(message, ProtocolJson.Default.PhoneMessage);
            Assert.True(ProtocolJson.TryRead(json, ProtocolJson.Default.PhoneMessage, out var read));
            Assert.Equal(message, read);
            Assert.True(ProtocolJson.TryRead(json, ProtocolJson.Default.MessageHead, out var head));
            Assert.True(head.IsPhoneMessage());
        });
    }

    [Fact]
    public void Too_deep_and_too_large_are_refused()
    {
        var deep = $$"""{"decision":"approve","x":{{new string('[', 1000)}}{{new string(']', 1000)}}}""";
        var large = $$"""{"decision":"approve","x":"{{new string('x', ProtocolLimits.MaxMessageSize)}}"}""";

        Assert.False(TryRead(deep, ProtocolJson.Default.LoginRequest, out _));
        Assert.False(TryRead(large, ProtocolJson.Default.LoginRequest, out _));
    }

    [Fact]
    public void The_limits_themselves_are_good()
    {
        var deep = $$"""{"decision":"approve","x":{{new string('[', 15)}}{{new string(']', 15)}}}""";
        const string Start = """{"decision":"approve","x":""";
        var large = $$"""{{Start}}"{{new string('x', ProtocolLimits.MaxMessageSize - Start.Length - 3)}}"}""";

        Assert.True(TryRead(deep, ProtocolJson.Default.LoginRequest, out _));
        Assert.Equal(ProtocolLimits.MaxMessageSize, large.Length);
        Assert.True(TryRead(large, ProtocolJson.Default.LoginRequest, out _));
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused() =>
        Assert.False(ProtocolJson.TryRead([.. "{\"decision\":\"approve\",\"code\":\""u8, 0xC3, 0x28, .. "\"}"u8], ProtocolJson.Default.LoginRequest, out _));

    [Fact]
    public void Duplicate_names_in_the_information_to_show_are_refused()
    {
        const string Server = """{"version":1,"serverName":"Shop"}""";

        Assert.True(TryRead($$$$"""{"server":{{{{Server}}}},"announceinfo":{"info":{"a":"1"}}}""", ProtocolJson.Default.LoginHello, out _));
        Assert.False(TryRead($$$$"""{"server":{{{{Server}}}},"announceinfo":{"info":{"a":"1","a":"2"}}}""", ProtocolJson.Default.LoginHello, out _));
    }

    [Fact]
    public void Members_without_a_value_are_left_out_and_enums_are_names()
    {
        Assert.Equal("""{"decision":"decline"}""", Text(ProtocolJson.Write(new LoginRequest { Decision = LoginDecision.Decline }, ProtocolJson.Default.LoginRequest)));
        Assert.Equal(
            """{"type":"login","outcome":"loggedIn","pingTime":0}""",
            Text(ProtocolJson.Write(new LoginResult { Outcome = LoginOutcome.LoggedIn }, ProtocolJson.Default.ServerMessage)));
        Assert.Equal("""{"type":"listen","id":1}""", Text(ProtocolJson.Write(new Listen { Id = 1 }, ProtocolJson.Default.PhoneMessage)));
    }

    [Fact]
    public void Every_server_message_round_trips()
    {
        ServerMessage[] messages =
        [
            .. Enum.GetValues<LoginOutcome>().Select(outcome => new LoginResult { Outcome = outcome, PingTime = 5 }),
            .. Enum.GetValues<EnrolOutcome>().Select(outcome => new EnrolResult { Outcome = outcome, AccountId = 9, LoggedIn = true }),
            .. Enum.GetValues<PushKind>().Select(kind => new Push { N = 3, Kind = kind, Hsid = "h", PushId = "p", Tid = "t", Expires = 4 }),
            new OpenResult { AccountId = long.MaxValue },
            new Ping(),
            new LoggedOut { Hsid = "h" },
            new Answer { Re = 1, Done = false, Reason = "unsupported" },
        ];

        Assert.All(messages, message =>
        {
            Assert.True(ProtocolJson.TryRead(ProtocolJson.Write(message, ProtocolJson.Default.ServerMessage), ProtocolJson.Default.ServerMessage, out var read));
            Assert.Equal(message, read);
        });
    }

    [Fact]
    public void Any_bytes_are_read_or_refused_and_never_throw() =>
        Gen.OneOf(Gen.Byte.Array[0, 60], Gen.OneOf(
            "{", "}", "[", "]", "\"", ",", ":", "\"type\":", "\"listen\"", "\"id\":", "\"decision\":", "\"approve\"", "\"\\ud800\"", "\"\\ud800\":", "1", "-0", "1e999", "null", "\"server\":{\"version\":1,\"serverName\":\"x\"}", "\"$id\":\"1\"")
            .Array[0, 12].Select(tokens => Encoding.UTF8.GetBytes(string.Concat(tokens)))).Sample(
            bytes =>
            {
                _ = ProtocolJson.TryRead(bytes, ProtocolJson.Default.PhoneMessage, out _);
                _ = ProtocolJson.TryRead(bytes, ProtocolJson.Default.ServerMessage, out _);
                _ = ProtocolJson.TryRead(bytes, ProtocolJson.Default.LoginRequest, out _);
                _ = ProtocolJson.TryRead(bytes, ProtocolJson.Default.EnrolRequest, out _);
                _ = ProtocolJson.TryRead(bytes, ProtocolJson.Default.OpenRequest, out _);
                _ = ProtocolJson.TryRead(bytes, ProtocolJson.Default.LoginHello, out _);
                _ = ProtocolJson.TryRead(bytes, ProtocolJson.Default.EnrolHello, out _);
                _ = ProtocolJson.TryRead(bytes, ProtocolJson.Default.AccountHello, out _);
            },
            iter: 10_000);

    private static string Text(byte[] json) => Encoding.UTF8.GetString(json);

    private static bool TryRead<T>(string json, JsonTypeInfo<T> type, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? message)
        where T : class =>
        ProtocolJson.TryRead(Encoding.UTF8.GetBytes(json), type, out message);
}
