using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Tests.Jobs;
using NextAuth.Server.Tests.Live;

namespace NextAuth.Server.Tests.Phone;

public class EnrolTests
{
    [Fact]
    public async Task Enrolling_makes_an_account_and_logs_its_page_in_once()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var session = LiveServer.NewSession();
        using var page = await BrowserPage.RegisterAsync(live, server.Id, session);
        var code = await live.MakeCodeAsync(server, session, "eva");

        var account = await TestAccount.EnrolAsync(live, server, code);

        Assert.Equal("CONFIRMSCAN", await page.NextAsync());
        Assert.Equal("LOGIN", await page.NextAsync());
        Assert.Equal("eva", (await live.AccountAsync(server, account.Id))!.UserId);

        using var again = await RawPhone.ConnectAsync(live);
        Assert.Equal(AlertCode.Refused, await again.BeginAsync(server, Purpose.Enrol, EnrolContext.Derive(code.Token.Span)));
    }

    [Fact]
    public async Task An_enrol_code_expires()
    {
        var time = new JumpingTime();
        await using var live = await LiveServer.StartAsync(time: time);
        var server = await live.CreateServerAsync();
        var code = await live.MakeCodeAsync(server, LiveServer.NewSession(), null);

        time.Jump(TimeSpan.FromMinutes(10));

        using var phone = await RawPhone.ConnectAsync(live);
        Assert.Equal(AlertCode.Expired, await phone.BeginAsync(server, Purpose.Enrol, EnrolContext.Derive(code.Token.Span)));
    }

    [Fact]
    public async Task Of_two_phones_with_one_code_exactly_one_enrols()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var code = await live.MakeCodeAsync(server, LiveServer.NewSession(), null);
        RawPhone[] phones = [await RawPhone.ConnectAsync(live), await RawPhone.ConnectAsync(live)];
        foreach (var phone in phones)
        {
            Assert.Null(await phone.BeginAsync(server, Purpose.Enrol, EnrolContext.Derive(code.Token.Span)));
        }

        var replies = await Task.WhenAll(phones.Select(phone =>
            phone.ProveAsync(P256SigningKey.Create(), TestAccount.EnrolRequest(phone, code, P256SigningKey.Create()))));

        EnrolOutcome[] outcomes = [.. replies.Select(reply => Assert.IsType<EnrolResult>(reply.Message).Outcome)];
        Assert.Single(outcomes, EnrolOutcome.Enrolled);
        Assert.Single(outcomes, EnrolOutcome.Refused);
        Array.ForEach(phones, phone => phone.Dispose());
    }

    [Fact]
    public async Task A_transaction_key_without_its_signature_is_refused()
    {
        await using var live = await LiveServer.StartAsync();
        var server = await live.CreateServerAsync();
        var code = await live.MakeCodeAsync(server, LiveServer.NewSession(), null);
        using var phone = await RawPhone.ConnectAsync(live);
        Assert.Null(await phone.BeginAsync(server, Purpose.Enrol, EnrolContext.Derive(code.Token.Span)));
        Assert.True(ProtocolJson.TryRead(
            TestAccount.EnrolRequest(phone, code, P256SigningKey.Create()), ProtocolJson.Default.EnrolRequest, out var mine));
        Assert.True(ProtocolJson.TryRead(
            TestAccount.EnrolRequest(phone, code, P256SigningKey.Create()), ProtocolJson.Default.EnrolRequest, out var other));

        var mixed = mine with { TransactionSignature = other.TransactionSignature };
        var reply = await phone.ProveAsync(P256SigningKey.Create(), ProtocolJson.Write(mixed, ProtocolJson.Default.EnrolRequest));

        Assert.Equal(EnrolOutcome.Invalid, Assert.IsType<EnrolResult>(reply.Message).Outcome);
    }
}
