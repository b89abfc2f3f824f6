using NextAuth.Authenticator.Accounts;
using NextAuth.Authenticator.Tests.Scripted;
using NextAuth.Protocol.Messages;

namespace NextAuth.Authenticator.Tests;

public class PhoneClientTests
{
    [Fact]
    public async Task Enrolling_keeps_everything_a_later_login_needs()
    {
        await using var phone = await Phone.StartAsync();
        byte[] pushKey = [];
        phone.Server.Next(async connection =>
        {
            await connection.RespondEnrolAsync("alice");
            var request = await connection.AcceptEnrolAsync();
            Assert.Equal("laptop", request.Device);
            pushKey = connection.Export("push"u8);
            await connection.SendAsync(new EnrolResult { Outcome = EnrolOutcome.Enrolled, AccountId = 42 });
        });

        var result = await phone.Client.EnrolAsync(phone.Server.EnrolLink, null, Phone.Token);

        var enrolled = Assert.IsType<PhoneResult.Enrolled>(result);
        var stored = await phone.OnlyAccountAsync();
        Assert.Equal(enrolled.Account, stored.Account);
        Assert.Equal(42, stored.Account.AccountId);
        Assert.Equal("alice", stored.Account.Label);
        Assert.Equal(phone.Server.Id, stored.Account.Server);
        Assert.Equal(phone.Server.Identity.PublicKey, stored.Account.ServerKey.Span);
        Assert.Equal(pushKey, stored.Secrets.PushKey);
        Assert.Equal(HistoryKind.Enrol, Assert.Single(await phone.Store.ReadHistoryAsync(Phone.Token)).Kind);
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task A_scanned_code_logs_in_after_the_person_was_shown_who_asks()
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Server.Next(async connection =>
        {
            await connection.RespondLoginAsync(new LoginHello
            {
                Server = phone.Server.Parameters,
                Announceinfo = new SessionInfo { Ip = "203.0.113.7", Useragent = "Firefox", Info = new Dictionary<string, string> { ["order"] = "12" } },
            });
            Assert.Equal(phone.Server.Session, LoginContext.Read(connection.Context).Session);
            Assert.Equal(LoginDecision.Approve, (await connection.AcceptLoginAsync()).Decision);
            await connection.SendAsync(new LoginResult { Outcome = LoginOutcome.LoggedIn, Sessioninfo = new SessionInfo { Ip = "203.0.113.7" } });
        });

        var result = Assert.IsType<PhoneResult.LoggedIn>(await phone.LogInAsync());

        Assert.Null(result.Session);
        Assert.Equal("203.0.113.7", result.Info?.Ip);
        var prompt = Assert.Single(phone.Person.LoginPrompts);
        Assert.Equal(("Shop", "https://shop.example", "203.0.113.7", "Firefox"), (prompt.Server, prompt.Site, prompt.BrowserAddress, prompt.BrowserAgent));
        Assert.Equal("12", prompt.Announced["order"]);
        var entry = (await phone.Store.ReadHistoryAsync(Phone.Token))[^1];
        Assert.Equal((HistoryKind.Login, HistoryOutcome.Done, "203.0.113.7"), (entry.Kind, entry.Outcome, entry.Address));
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task Declining_a_login_is_said_to_the_server_under_the_accounts_key()
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Person.Login = (_, _) => Task.FromResult<LoginAnswer>(new LoginAnswer.Decline());
        phone.Server.Next(async connection =>
        {
            await connection.RespondLoginAsync();
            Assert.Equal(LoginDecision.Decline, (await connection.AcceptLoginAsync()).Decision);
            await connection.SendAsync(new LoginResult { Outcome = LoginOutcome.Declined });
        });

        Assert.IsType<PhoneResult.Declined>(await phone.LogInAsync());

        Assert.Equal(HistoryOutcome.Declined, (await phone.Store.ReadHistoryAsync(Phone.Token))[^1].Outcome);
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task Cancelling_while_the_person_is_asked_declines()
    {
        await using var phone = await Phone.EnrolledAsync();
        using var cancel = new CancellationTokenSource();
        phone.Person.Login = async (_, token) =>
        {
            await cancel.CancelAsync();
            token.ThrowIfCancellationRequested();
            throw new InvalidOperationException("The prompt's token was not cancelled.");
        };
        phone.Server.Next(async connection =>
        {
            await connection.RespondLoginAsync();
            Assert.Equal(LoginDecision.Decline, (await connection.AcceptLoginAsync()).Decision);
            await connection.SendAsync(new LoginResult { Outcome = LoginOutcome.Declined });
        });

        Assert.IsType<PhoneResult.Declined>(await phone.Client.LogInAsync(phone.Server.LoginLink, null, cancel.Token));
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task Declining_an_enrolment_turns_away_and_keeps_nothing()
    {
        await using var phone = await Phone.StartAsync();
        phone.Person.Enrol = (_, _) => Task.FromResult(EnrolAnswer.Decline);
        phone.Server.Next(async connection =>
        {
            await connection.RespondEnrolAsync();
            Assert.Equal(Alert.Write(AlertCode.Cancelled), await connection.ReceiveFrameAsync());
        });

        Assert.IsType<PhoneResult.Declined>(await phone.Client.EnrolAsync(phone.Server.EnrolLink, null, Phone.Token));

        Assert.Empty((await phone.Store.ListAsync(Phone.Token)).Accounts);
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task A_phone_without_an_account_says_so_to_the_server()
    {
        await using var phone = await Phone.StartAsync();
        phone.Server.Next(async connection =>
        {
            await connection.RespondLoginAsync();
            Assert.Equal(Alert.Write(AlertCode.NoAccount), await connection.ReceiveFrameAsync());
        });

        Assert.IsType<PhoneResult.NoAccount>(await phone.LogInAsync());

        Assert.Empty(phone.Person.LoginPrompts);
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task With_several_accounts_the_person_chooses()
    {
        await using var phone = await Phone.EnrolledAsync();
        var second = await phone.EnrolAsync("bob");
        phone.Person.Login = (prompt, _) => Task.FromResult<LoginAnswer>(new LoginAnswer.Approve(prompt.Accounts.Single(account => account.Label == "bob")));
        phone.Server.Next(async connection =>
        {
            await connection.RespondLoginAsync();
            await connection.AcceptLoginAsync();
            await connection.SendAsync(new LoginResult { Outcome = LoginOutcome.LoggedIn });
        });

        var result = Assert.IsType<PhoneResult.LoggedIn>(await phone.LogInAsync());

        Assert.Equal(second.Id, result.Account.Id);
        Assert.Equal(2, Assert.Single(phone.Person.LoginPrompts).Accounts.Count);
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task Turning_away_before_choosing_an_account_reveals_none()
    {
        await using var phone = await Phone.EnrolledAsync();
        await phone.EnrolAsync("bob");
        phone.Person.Login = (_, _) => Task.FromResult<LoginAnswer>(new LoginAnswer.Decline());
        phone.Server.Next(async connection =>
        {
            await connection.RespondLoginAsync();
            Assert.Equal(Alert.Write(AlertCode.Cancelled), await connection.ReceiveFrameAsync());
        });

        Assert.IsType<PhoneResult.Declined>(await phone.LogInAsync());
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task The_six_digits_are_sent_when_the_server_wants_them()
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Person.Login = (prompt, _) => Task.FromResult<LoginAnswer>(new LoginAnswer.Approve(null, prompt.NeedsCode ? "123456" : "no"));
        phone.Server.Next(async connection =>
        {
            await connection.RespondLoginAsync(new LoginHello { Server = phone.Server.Parameters, TypedCode = true });
            Assert.Equal("123456", (await connection.AcceptLoginAsync()).Code);
            await connection.SendAsync(new LoginResult { Outcome = LoginOutcome.WrongCode });
        });

        Assert.Equal(new PhoneResult.Refused(Refusal.WrongCode), await phone.LogInAsync());
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task Newer_server_parameters_are_kept_and_their_endpoints_used_first()
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Server.Parameters = phone.Server.Parameters with { Version = 2, Endpoints = ["ws://127.0.0.1:1/", $"{phone.Server.Address}"] };
        for (var i = 0; i < 2; i++)
        {
            phone.Server.Next(async connection =>
            {
                await connection.RespondLoginAsync();
                await connection.AcceptLoginAsync();
                await connection.SendAsync(new LoginResult { Outcome = LoginOutcome.LoggedIn });
            });
            Assert.IsType<PhoneResult.LoggedIn>(await phone.LogInAsync());
        }

        Assert.Equal(2, (await phone.OnlyAccountAsync()).Account.Parameters.Version);
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task Hostile_text_reaches_the_person_harmless()
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Server.Next(async connection =>
        {
            await connection.RespondLoginAsync(new LoginHello
            {
                Server = phone.Server.Parameters with { ServerName = "\u001b[2JBank\u202e\u200b\r\nApproved" },
                Announceinfo = new SessionInfo { Useragent = "\u009b31mred", Info = new Dictionary<string, string> { ["a\u2066"] = "\u0007b" } },
            });
            await connection.AcceptLoginAsync();
            await connection.SendAsync(new LoginResult { Outcome = LoginOutcome.LoggedIn });
        });

        Assert.IsType<PhoneResult.LoggedIn>(await phone.LogInAsync());

        var prompt = Assert.Single(phone.Person.LoginPrompts);
        Assert.Equal(("[2JBank Approved", "31mred", "b"), (prompt.Server, prompt.BrowserAgent, prompt.Announced["a"]));
        Assert.Equal("[2JBank Approved", (await phone.Store.ReadHistoryAsync(Phone.Token))[^1].Server);
        await phone.Server.FinishedAsync();
    }
}
