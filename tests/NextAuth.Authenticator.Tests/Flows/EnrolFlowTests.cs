using NextAuth.Authenticator.Accounts;
using NextAuth.Authenticator.Tests.Scripted;
using NextAuth.Protocol.Messages;
using NextAuth.Protocol.VisualHash;

namespace NextAuth.Authenticator.Tests.Flows;

/// <summary>The moments at which an enrolment can be interrupted.</summary>
public class EnrolFlowTests
{
    [Fact]
    public async Task The_account_is_saved_before_the_server_can_have_it()
    {
        await using var phone = await Phone.StartAsync();
        phone.Server.Next(async connection =>
        {
            await connection.RespondEnrolAsync();
            await connection.AcceptEnrolAsync();
            var saved = await phone.OnlyAccountAsync();
            Assert.False(saved.Account.IsEnrolled);
            Assert.Equal(connection.Export("push"u8), saved.Secrets.PushKey);
            await connection.SendAsync(new EnrolResult { Outcome = EnrolOutcome.Enrolled, AccountId = 42 });
        });

        Assert.IsType<PhoneResult.Enrolled>(await phone.Client.EnrolAsync(phone.Server.EnrolLink, null, Phone.Token));
        await phone.Server.FinishedAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_person_sees_the_picture_of_the_proven_identity_unless_the_server_wants_none(bool wanted)
    {
        await using var phone = await Phone.StartAsync();
        EnrolPrompt? seen = null;
        phone.Person.Enrol = (prompt, _) =>
        {
            seen = prompt;
            return Task.FromResult(EnrolAnswer.Decline);
        };
        phone.Server.Parameters = phone.Server.Parameters with { ServerFlags = wanted ? [] : ["noVash"] };
        phone.Server.Next(async connection =>
        {
            await connection.RespondEnrolAsync();
            await connection.TryAcceptAsync();
        });

        Assert.IsType<PhoneResult.Declined>(await phone.Client.EnrolAsync(phone.Server.EnrolLink, null, Phone.Token));

        Assert.Equal(wanted ? Drawn(ServerPicture.Of(phone.Server.Identity.PublicKey)) : null, seen!.Picture is { } picture ? Drawn(picture) : null);

        static string Drawn(ServerPicture picture) => string.Concat(
            Enumerable.Range(0, ServerPicture.Cells * ServerPicture.Cells).Select(cell => $"{picture.Colours[picture.ColourAt(cell % ServerPicture.Cells, cell / ServerPicture.Cells)]}"));
    }

    [Fact]
    public async Task A_lost_answer_is_asked_for_again_over_the_account_channel()
    {
        await using var phone = await Phone.StartAsync();
        phone.Server.Next(async connection =>
        {
            await connection.RespondEnrolAsync();
            await connection.AcceptEnrolAsync();
            connection.Break();
        });
        phone.Server.Next(connection => connection.OpenAccountAsync());

        var result = Assert.IsType<PhoneResult.Enrolled>(await phone.Client.EnrolAsync(phone.Server.EnrolLink, null, Phone.Token));

        Assert.Equal(42, result.Account.AccountId);
        Assert.True((await phone.OnlyAccountAsync()).Account.IsEnrolled);
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task An_unfinished_account_is_settled_by_the_next_login()
    {
        await using var phone = await Phone.StartAsync();
        phone.Server.Next(async connection =>
        {
            await connection.RespondEnrolAsync();
            await connection.AcceptEnrolAsync();
            connection.Break();
        });
        Assert.IsType<PhoneResult.NetworkFailed>(await phone.Client.EnrolAsync(phone.Server.EnrolLink, null, Phone.Token));
        Assert.False((await phone.OnlyAccountAsync()).Account.IsEnrolled);

        phone.Server.Next(connection => connection.OpenAccountAsync());
        phone.Server.Next(async connection =>
        {
            await connection.RespondLoginAsync();
            await connection.AcceptLoginAsync();
            await connection.SendAsync(new LoginResult { Outcome = LoginOutcome.LoggedIn });
        });

        Assert.IsType<PhoneResult.LoggedIn>(await phone.LogInAsync());
        Assert.Equal(42, (await phone.OnlyAccountAsync()).Account.AccountId);
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task A_forged_alert_after_M3_does_not_lose_the_account()
    {
        await using var phone = await Phone.StartAsync();
        phone.Server.Next(async connection =>
        {
            await connection.RespondEnrolAsync();
            await connection.AcceptEnrolAsync();
            await connection.SendFrameAsync(Alert.Write(AlertCode.HandshakeFailed));
        });

        Assert.IsType<PhoneResult.Refused>(await phone.Client.EnrolAsync(phone.Server.EnrolLink, null, Phone.Token));

        Assert.NotEmpty((await phone.OnlyAccountAsync()).Secrets.AuthenticationKey);
        await phone.Server.FinishedAsync();
    }

    [Theory]
    [InlineData(EnrolOutcome.Refused, Refusal.NotValid)]
    [InlineData(EnrolOutcome.NameTaken, Refusal.NameTaken)]
    [InlineData(EnrolOutcome.Unavailable, Refusal.Unavailable)]
    public async Task A_refusal_on_the_channel_leaves_no_account(EnrolOutcome outcome, Refusal cause)
    {
        await using var phone = await Phone.StartAsync();
        phone.Server.Next(async connection =>
        {
            await connection.RespondEnrolAsync();
            await connection.AcceptEnrolAsync();
            await connection.SendAsync(new EnrolResult { Outcome = outcome });
        });

        Assert.Equal(new PhoneResult.Refused(cause), await phone.Client.EnrolAsync(phone.Server.EnrolLink, null, Phone.Token));

        Assert.Empty((await phone.Store.ListAsync(Phone.Token)).Accounts);
        Assert.Equal(HistoryOutcome.Refused, Assert.Single(await phone.Store.ReadHistoryAsync(Phone.Token)).Outcome);
        await phone.Server.FinishedAsync();
    }
}
