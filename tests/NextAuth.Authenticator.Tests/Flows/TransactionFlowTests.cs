using System.Buffers.Text;
using System.Text;
using NextAuth.Authenticator.Accounts;
using NextAuth.Authenticator.Tests.Scripted;
using NextAuth.Protocol;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Messages;
using NextAuth.Protocol.Transactions;

namespace NextAuth.Authenticator.Tests.Flows;

public class TransactionFlowTests
{
    private static readonly TransactionId Id = TransactionId.New();

    [Fact]
    public async Task What_is_shown_is_what_is_signed()
    {
        await using var phone = await Phone.EnrolledAsync();
        var shown = Content(phone.Server).Write();
        TransactionCommand? approval = null;
        phone.Server.Next(connection => ServeAsync(connection, shown));
        phone.Server.Next(async connection => approval = await AnswerAsync(connection, TransactionAction.Approve, done: true));

        var result = Assert.IsType<PhoneResult.Approved>(await ScanAsync(phone));
        await phone.Server.FinishedAsync();

        Assert.Equal(Content(phone.Server), result.Content);
        var prompt = Assert.Single(phone.Person.TransactionPrompts);
        Assert.Equal(("1 250,00 €", "Zoë \"Z\"  Müller", null), (prompt.Amount, prompt.Benificiary, prompt.Description));
        Assert.Equal(("Shop", "alice", false), (prompt.Server, prompt.Account.Label, prompt.IsPush));
        Assert.True(P256SigningKey.TryImportPkcs8((await phone.OnlyAccountAsync()).Secrets.TransactionKey, out var key));
        Assert.True(P256PublicKey.TryImport(key.PublicKey, out var publicKey));
        Assert.True(publicKey.Verify(TransactionContent.SignedBytes(shown), Base64Url.DecodeFromChars(approval!.Signature)));

        var entry = (await phone.Store.ReadHistoryAsync(Phone.Token))[^1];
        Assert.Equal((HistoryKind.Transaction, HistoryOutcome.Done, Id.ToString(), "1 250,00 €"), (entry.Kind, entry.Outcome, entry.Transaction, entry.Amount));
    }

    [Fact]
    public async Task Reporting_declines_and_says_that_somebody_else_asked()
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Person.Transaction = (_, _) => Task.FromResult(TransactionAnswer.Report);
        TransactionCommand? decline = null;
        phone.Server.Next(connection => ServeAsync(connection, Content(phone.Server).Write()));
        phone.Server.Next(async connection => decline = await AnswerAsync(connection, TransactionAction.Decline, done: true));

        Assert.IsType<PhoneResult.Declined>(await ScanAsync(phone));
        await phone.Server.FinishedAsync();

        Assert.True(decline!.Reported);
        Assert.Equal(HistoryOutcome.Reported, (await phone.Store.ReadHistoryAsync(Phone.Token))[^1].Outcome);
    }

    [Fact]
    public async Task Declining_tells_the_server_without_a_signature()
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Person.Transaction = (_, _) => Task.FromResult(TransactionAnswer.Decline);
        TransactionCommand? decline = null;
        phone.Server.Next(connection => ServeAsync(connection, Content(phone.Server).Write()));
        phone.Server.Next(async connection => decline = await AnswerAsync(connection, TransactionAction.Decline, done: true));

        Assert.IsType<PhoneResult.Declined>(await ScanAsync(phone));
        await phone.Server.FinishedAsync();

        Assert.Equal((null, false), (decline!.Signature, decline.Reported));
        Assert.Equal(HistoryOutcome.Declined, (await phone.Store.ReadHistoryAsync(Phone.Token))[^1].Outcome);
    }

    [Fact]
    public async Task Cancelling_while_the_person_is_asked_declines()
    {
        await using var phone = await Phone.EnrolledAsync();
        using var cancelling = CancellationTokenSource.CreateLinkedTokenSource(Phone.Token);
        phone.Person.Transaction = async (_, token) =>
        {
            await cancelling.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
            return TransactionAnswer.Approve;
        };
        phone.Server.Next(connection => ServeAsync(connection, Content(phone.Server).Write()));
        phone.Server.Next(connection => AnswerAsync(connection, TransactionAction.Decline, done: true));

        Assert.IsType<PhoneResult.Declined>(await phone.Client.AnswerTransactionAsync(Link(phone.Server), cancelling.Token));
        await phone.Server.FinishedAsync();
    }

    // The server itself may be the attacker: what it sends must be one thing to every reader, and about this account and this transaction.
    [Theory]
    [InlineData("another transaction")]
    [InlineData("another account")]
    [InlineData("another server")]
    [InlineData("another form")]
    [InlineData("hidden characters")]
    [InlineData("no base64url")]
    [InlineData("nothing")]
    public async Task What_must_not_be_signed_is_neither_shown_nor_answered(string what)
    {
        await using var phone = await Phone.EnrolledAsync();
        var good = Content(phone.Server);
        var bytes = what switch
        {
            "another transaction" => (good with { Id = TransactionId.New() }).Write(),
            "another account" => (good with { Account = 43 }).Write(),
            "another server" => (good with { Server = ServerId.New() }).Write(),
            "another form" => [.. good.Write(), (byte)'\n'],
            "hidden characters" => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(good.Write()).Replace("1 250", "1\u200B250", StringComparison.Ordinal)),
            _ => good.Write(),
        };
        phone.Server.Next(async connection =>
        {
            await connection.OpenAccountAsync();
            var fetch = await connection.ReceiveAsync<TransactionCommand>();
            if (what != "nothing")
            {
                await connection.SendAsync(new TransactionData { Content = what == "no base64url" ? "!" : Base64Url.EncodeToString(bytes) });
            }

            await connection.SendAsync(new Answer { Re = fetch.Id!.Value, Done = true });
        });

        Assert.IsType<PhoneResult.ProtocolViolated>(await ScanAsync(phone));

        Assert.Empty(phone.Person.TransactionPrompts);
        await phone.Server.FinishedAsync();
        Assert.Equal(2, phone.Server.Connections);
    }

    [Theory]
    [InlineData("expired", Refusal.Expired)]
    [InlineData("decided", Refusal.AlreadyDecided)]
    [InlineData("refused", Refusal.NotValid)]
    [InlineData("unavailable", Refusal.Unavailable)]
    [InlineData("unsupported", Refusal.Unsupported)]
    public async Task A_refusal_says_why(string reason, Refusal cause)
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Server.Next(connection => AnswerAsync(connection, TransactionAction.Fetch, done: false, reason));
        Assert.Equal(cause, Assert.IsType<PhoneResult.Refused>(await ScanAsync(phone)).Cause);

        phone.Server.Next(connection => ServeAsync(connection, Content(phone.Server).Write()));
        phone.Server.Next(connection => AnswerAsync(connection, TransactionAction.Approve, done: false, reason));
        Assert.Equal(cause, Assert.IsType<PhoneResult.Refused>(await ScanAsync(phone)).Cause);
        Assert.Equal(HistoryOutcome.Refused, (await phone.Store.ReadHistoryAsync(Phone.Token))[^1].Outcome);
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task An_account_that_the_server_has_removed_does_not_keep_the_next_from_being_asked()
    {
        await using var phone = await Phone.EnrolledAsync();
        await phone.EnrolAsync("bob");
        phone.Server.Next(async connection =>
        {
            await connection.RespondAccountAsync();
            await connection.AcceptAsync();
            await connection.SendAsync(new Push { N = 0, Kind = PushKind.AccountRemoved });
        });
        phone.Server.Next(connection => ServeAsync(connection, Content(phone.Server).Write()));
        phone.Server.Next(connection => AnswerAsync(connection, TransactionAction.Approve, done: true));

        Assert.IsType<PhoneResult.Approved>(await ScanAsync(phone));

        Assert.Single((await phone.Store.ListAsync(Phone.Token)).Accounts);
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task A_link_of_another_kind_or_server_is_refused()
    {
        await using var phone = await Phone.EnrolledAsync();
        Assert.IsType<PhoneResult.InvalidLink>(await phone.Client.AnswerTransactionAsync(phone.Server.LoginLink, Phone.Token));
        Assert.IsType<PhoneResult.NoAccount>(await phone.Client.AnswerTransactionAsync(new Protocol.Links.Link.Transaction(ServerId.New(), Id).ToText("x:"), Phone.Token));
    }

    internal static string Link(ScriptedServer server) => new Protocol.Links.Link.Transaction(server.Id, Id).ToText("nextauth:");

    internal static TransactionContent Content(ScriptedServer server) => new()
    {
        Server = server.Id,
        Id = Id,
        Account = 42,
        Created = 1_800_000_000,
        Expires = 1_800_000_600,
        Amount = "1 250,00 €",
        Benificiary = "Zoë \"Z\"  Müller",
    };

    internal static async Task ServeAsync(ScriptedConnection connection, byte[] shown)
    {
        await connection.OpenAccountAsync();
        var fetch = await connection.ReceiveAsync<TransactionCommand>();
        Assert.Equal((TransactionAction.Fetch, Id.ToString()), (fetch.Action, fetch.Tid));
        await connection.SendAsync(new TransactionData { Content = Base64Url.EncodeToString(shown) });
        await connection.SendAsync(new Answer { Re = fetch.Id!.Value, Done = true });
    }

    internal static async Task<TransactionCommand> AnswerAsync(ScriptedConnection connection, TransactionAction action, bool done, string? reason = null)
    {
        await connection.OpenAccountAsync();
        var command = await connection.ReceiveAsync<TransactionCommand>();
        Assert.Equal((action, Id.ToString()), (command.Action, command.Tid));
        await connection.SendAsync(new Answer { Re = command.Id!.Value, Done = done, Reason = reason });
        return command;
    }

    private static Task<PhoneResult> ScanAsync(Phone phone) => phone.Client.ScanAsync(Link(phone.Server), null, Phone.Token);
}
