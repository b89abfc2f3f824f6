using NextAuth.Authenticator.Tests.Scripted;
using NextAuth.Protocol.Messages;

namespace NextAuth.Authenticator.Tests;

/// <summary>What a phone does on an account channel besides listening.</summary>
public class AccountOperationTests
{
    [Fact]
    public async Task Renaming_is_kept_when_the_server_took_it()
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Server.Next(connection => AnswerAsync<Describe>(connection, describe => Assert.Equal("new", describe.Device)));

        var account = await phone.OnlyAccountAsync();
        Assert.IsType<PhoneResult.Done>(await phone.Client.DescribeAsync(account.Account.Id, "new", Phone.Token));

        Assert.Equal("new", (await phone.OnlyAccountAsync()).Account.Device);
        await phone.Server.FinishedAsync();
    }

    [Theory]
    [InlineData("unsupported", Refusal.Unsupported)]
    [InlineData("notContinuous", Refusal.NotContinuous)]
    [InlineData("something new", Refusal.Malformed)]
    public async Task A_refused_operation_changes_nothing_here(string reason, Refusal cause)
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Server.Next(async connection =>
        {
            await connection.OpenAccountAsync();
            var delete = await connection.ReceiveAsync<Delete>();
            await connection.SendAsync(new Answer { Re = delete.Id!.Value, Done = false, Reason = reason });
        });

        var account = await phone.OnlyAccountAsync();
        Assert.Equal(new PhoneResult.Refused(cause), await phone.Client.DeleteAsync(account.Account.Id, Phone.Token));

        await phone.OnlyAccountAsync();
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task Deleting_removes_the_keys_once_the_server_has_deleted_the_account()
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Server.Next(connection => AnswerAsync<Delete>(connection, _ => { }));

        var account = await phone.OnlyAccountAsync();
        Assert.IsType<PhoneResult.Done>(await phone.Client.DeleteAsync(account.Account.Id, Phone.Token));

        Assert.Empty((await phone.Store.ListAsync(Phone.Token)).Accounts);
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task An_account_that_the_server_has_removed_is_removed_here_whatever_was_asked()
    {
        await using var phone = await Phone.EnrolledAsync();
        var events = new List<PhoneEvent>();
        phone.Options = phone.Options with { Progress = new Told(events.Add) };
        phone.Server.Next(RemovedAsync);

        var account = await phone.OnlyAccountAsync();
        Assert.Equal(new PhoneResult.Refused(Refusal.AccountRemoved), await phone.Client.DescribeAsync(account.Account.Id, "new", Phone.Token));

        Assert.Empty((await phone.Store.ListAsync(Phone.Token)).Accounts);
        Assert.Equal(account.Account.Id, Assert.Single(events.OfType<PhoneEvent.AccountRemoved>()).Account.Id);
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task Deleting_an_account_that_the_server_has_removed_is_done()
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Server.Next(RemovedAsync);

        var account = await phone.OnlyAccountAsync();
        Assert.IsType<PhoneResult.Done>(await phone.Client.DeleteAsync(account.Account.Id, Phone.Token));

        Assert.Empty((await phone.Store.ListAsync(Phone.Token)).Accounts);
    }

    [Fact]
    public async Task A_login_with_an_account_that_the_server_has_removed_removes_it_here()
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Server.Next(async connection =>
        {
            await connection.RespondLoginAsync();
            await connection.AcceptLoginAsync();
            await connection.SendAsync(new Push { N = 0, Kind = PushKind.AccountRemoved });
        });

        Assert.Equal(new PhoneResult.Refused(Refusal.AccountRemoved), await phone.LogInAsync());

        Assert.Empty((await phone.Store.ListAsync(Phone.Token)).Accounts);
        await phone.Server.FinishedAsync();
    }

    // Anybody on the line can send one; a phone that removed its account for it could be made to.
    [Fact]
    public async Task What_is_not_said_in_a_record_removes_nothing()
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Server.Next(async connection =>
        {
            await connection.RespondAccountAsync();
            await connection.AcceptAsync();
            await connection.SendFrameAsync(Alert.Write(AlertCode.HandshakeFailed));
        });

        var account = await phone.OnlyAccountAsync();
        Assert.Equal(new PhoneResult.Refused(Refusal.UnknownAccount), await phone.Client.DescribeAsync(account.Account.Id, "new", Phone.Token));

        await phone.OnlyAccountAsync();
    }

    [Fact]
    public async Task Deleting_keeps_the_keys_while_the_server_cannot_be_reached()
    {
        var phone = await Phone.EnrolledAsync();
        await phone.DisposeAsync();

        var account = await phone.OnlyAccountAsync();
        Assert.IsType<PhoneResult.NetworkFailed>(await phone.Client.DeleteAsync(account.Account.Id, Phone.Token));

        await phone.OnlyAccountAsync();
    }

    [Fact]
    public async Task Logging_out_names_one_session_or_all()
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Server.Next(connection => AnswerAsync<Logout>(connection, logout => Assert.Equal(phone.Server.Session.ToString(), logout.Hsid)));
        phone.Server.Next(connection => AnswerAsync<Logout>(connection, logout => Assert.Null(logout.Hsid)));

        var account = await phone.OnlyAccountAsync();
        Assert.IsType<PhoneResult.Done>(await phone.Client.LogoutAsync(account.Account.Id, phone.Server.Session, Phone.Token));
        Assert.IsType<PhoneResult.Done>(await phone.Client.LogoutAsync(account.Account.Id, null, Phone.Token));
        await phone.Server.FinishedAsync();
    }

    private static async Task AnswerAsync<T>(ScriptedConnection connection, Action<T> check)
        where T : PhoneMessage
    {
        await connection.OpenAccountAsync();
        var message = await connection.ReceiveAsync<T>();
        check(message);
        await connection.SendAsync(new Answer { Re = message.Id!.Value, Done = true });
    }

    private static async Task RemovedAsync(ScriptedConnection connection)
    {
        await connection.RespondAccountAsync();
        await connection.AcceptAsync();
        await connection.SendAsync(new Push { N = 0, Kind = PushKind.AccountRemoved });
    }

    private sealed class Told(Action<PhoneEvent> tell) : IProgress<PhoneEvent>
    {
        public void Report(PhoneEvent value) => tell(value);
    }
}
