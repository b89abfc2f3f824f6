using System.Net.WebSockets;
using NextAuth.Authenticator.Accounts;
using NextAuth.Authenticator.Tests.Scripted;
using NextAuth.Protocol;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Messages;

namespace NextAuth.Authenticator.Tests;

public class MisbehavingServerTests
{
    [Fact]
    public async Task A_server_with_another_key_gets_no_proof_from_the_phone()
    {
        await using var phone = await Phone.EnrolledAsync();
        using var impostor = P256SigningKey.Create();
        phone.Server.Next(async connection =>
        {
            await connection.RespondAsync(LoginHello(phone), impostor);
            Assert.Null(await connection.ReceiveFrameAsync());
        });

        Assert.Equal(new PhoneResult.ServerNotProven(ProtocolError.WrongServerKey), await phone.LogInAsync());

        Assert.Empty(phone.Person.LoginPrompts);
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task A_server_without_the_key_of_the_enrol_code_gets_no_account()
    {
        await using var phone = await Phone.StartAsync();
        using var impostor = P256SigningKey.Create();
        phone.Server.Next(async connection =>
        {
            await connection.RespondAsync("{}"u8.ToArray(), impostor);
            Assert.Null(await connection.ReceiveFrameAsync());
        });

        var result = await phone.Client.EnrolAsync(phone.Server.EnrolLink, null, Phone.Token);

        Assert.Equal(new PhoneResult.ServerNotProven(ProtocolError.WrongServerKey), result);
        Assert.Empty(phone.Person.EnrolPrompts);
        Assert.Empty((await phone.Store.ListAsync(Phone.Token)).Accounts);
        await phone.Server.FinishedAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(-1)]
    public async Task A_changed_bit_in_M2_stops_the_phone(int position)
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Server.Next(async connection =>
        {
            var response = await connection.MakeResponseAsync(LoginHello(phone));
            response[position < 0 ? response.Length - 1 : position] ^= 1;
            await connection.SendFrameAsync(response);
            Assert.Null(await connection.ReceiveFrameAsync());
        });

        var result = await phone.LogInAsync();

        Assert.True(result is PhoneResult.ServerNotProven or PhoneResult.ProtocolViolated, result.ToString());
        Assert.Empty(phone.Person.LoginPrompts);
        await phone.Server.FinishedAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(500)]
    [InlineData(ProtocolLimits.MaxFrameSize)]
    public async Task Garbage_instead_of_M2_is_a_violation(int size)
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Server.Next(async connection =>
        {
            await connection.ReceiveFrameAsync();
            await connection.SendFrameAsync([.. Enumerable.Repeat((byte)0x7f, size)]);
        });

        Assert.IsType<PhoneResult.ProtocolViolated>(await phone.LogInAsync());
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task An_oversized_frame_is_refused_without_being_read_to_its_end()
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Server.Next(async connection =>
        {
            await connection.ReceiveFrameAsync();
            await connection.SendFrameAsync(new byte[ProtocolLimits.MaxFrameSize + 1]);
        });

        Assert.Equal(new PhoneResult.ProtocolViolated(ProtocolError.WrongLength), await phone.LogInAsync());
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task A_text_frame_is_refused_even_with_a_good_alert_in_it()
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Server.Next(async connection =>
        {
            await connection.ReceiveFrameAsync();
            await connection.SendFrameAsync(Alert.Write(AlertCode.Expired), WebSocketMessageType.Text);
        });

        Assert.Equal(new PhoneResult.ProtocolViolated(ProtocolError.UnexpectedType), await phone.LogInAsync());
        await phone.Server.FinishedAsync();
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("{\"server\":{\"version\":\"1\",\"serverName\":\"Shop\"}}")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]")]
    public async Task A_malformed_hello_is_shown_to_nobody(string hello)
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Server.Next(async connection =>
        {
            await connection.RespondAsync(System.Text.Encoding.UTF8.GetBytes(hello));
            Assert.Null(await connection.ReceiveFrameAsync());
        });

        Assert.Equal(new PhoneResult.ProtocolViolated(ProtocolError.InvalidMessage), await phone.LogInAsync());
        Assert.Empty(phone.Person.LoginPrompts);
        await phone.Server.FinishedAsync();
    }

    [Theory]
    [InlineData(AlertCode.Expired, Refusal.Expired)]
    [InlineData(AlertCode.Refused, Refusal.NotValid)]
    [InlineData(AlertCode.UnknownServer, Refusal.UnknownServer)]
    [InlineData(AlertCode.TooManyConnections, Refusal.TooManyConnections)]
    [InlineData((AlertCode)999, Refusal.Malformed)]
    public async Task An_alert_before_M2_is_a_refusal(AlertCode alert, Refusal cause)
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Server.Next(async connection =>
        {
            await connection.ReceiveFrameAsync();
            await connection.SendFrameAsync(Alert.Write(alert));
        });

        Assert.Equal(new PhoneResult.Refused(cause), await phone.LogInAsync());
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task An_alert_after_M3_comes_in_the_clear()
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Server.Next(async connection =>
        {
            await connection.RespondLoginAsync();
            await connection.AcceptLoginAsync();
            await connection.SendFrameAsync(Alert.Write(AlertCode.HandshakeFailed));
        });

        Assert.Equal(new PhoneResult.Refused(Refusal.UnknownAccount), await phone.LogInAsync());
        Assert.Equal(HistoryOutcome.Refused, (await phone.Store.ReadHistoryAsync(Phone.Token))[^1].Outcome);
        await phone.Server.FinishedAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_that_ends_in_mid_handshake_is_a_network_failure(bool politely)
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Server.Next(async connection =>
        {
            await connection.RespondLoginAsync();
            await connection.AcceptLoginAsync();
            if (politely)
            {
                await connection.CloseAsync();
            }
            else
            {
                connection.Break();
            }
        });

        var failed = Assert.IsType<PhoneResult.NetworkFailed>(await phone.LogInAsync());

        Assert.Equal(NetworkFailure.Closed, failed.Cause);
        Assert.Equal(HistoryOutcome.Unknown, (await phone.Store.ReadHistoryAsync(Phone.Token))[^1].Outcome);
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task A_silent_server_is_given_up()
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Options = phone.Options with { AnswerTimeout = TimeSpan.FromMilliseconds(100) };
        phone.Server.Next(async connection =>
        {
            await connection.ReceiveFrameAsync();
            Assert.Null(await connection.ReceiveFrameAsync());
        });

        Assert.Equal(NetworkFailure.TimedOut, Assert.IsType<PhoneResult.NetworkFailed>(await phone.LogInAsync()).Cause);
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task A_replayed_record_closes_the_channel()
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Server.Next(async connection =>
        {
            await connection.OpenAccountAsync();
            await connection.ReceiveAsync<Describe>();
            var record = connection.Seal(new Ping());
            await connection.SendFrameAsync(record);
            await connection.SendFrameAsync(record);
            await connection.ReceiveAsync<Pong>();
            Assert.Null(await connection.ReceiveFrameAsync());
        });

        var account = await phone.OnlyAccountAsync();
        Assert.Equal(new PhoneResult.ProtocolViolated(ProtocolError.InvalidSequence), await phone.Client.DescribeAsync(account.Account.Id, "new", Phone.Token));
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task An_alert_in_the_clear_on_an_open_channel_does_not_count()
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Server.Next(async connection =>
        {
            await connection.OpenAccountAsync();
            await connection.ReceiveAsync<Describe>();
            await connection.SendFrameAsync(Alert.Write(AlertCode.HandshakeFailed));
        });

        var account = await phone.OnlyAccountAsync();
        Assert.IsType<PhoneResult.ProtocolViolated>(await phone.Client.DescribeAsync(account.Account.Id, "new", Phone.Token));
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unreachable()
    {
        var phone = await Phone.EnrolledAsync();
        var link = phone.Server.LoginLink;
        await phone.DisposeAsync();

        Assert.Equal(NetworkFailure.Unreachable, Assert.IsType<PhoneResult.NetworkFailed>(await phone.Client.LogInAsync(link, null, Phone.Token)).Cause);
    }

    private static byte[] LoginHello(Phone phone) =>
        ProtocolJson.Write(new LoginHello { Server = phone.Server.Parameters }, ProtocolJson.Default.LoginHello);
}
