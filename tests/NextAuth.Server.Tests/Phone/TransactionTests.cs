using System.Buffers.Text;
using System.Text;
using CsCheck;
using NextAuth.Protocol;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Messages;
using NextAuth.Protocol.Transactions;
using NextAuth.Server.Accounts;
using NextAuth.Server.Servers;
using NextAuth.Server.Tests.Jobs;
using NextAuth.Server.Tests.Live;
using NextAuth.Server.Transactions;
using PushMessage = NextAuth.Protocol.Messages.Push;

namespace NextAuth.Server.Tests.Phone;

public class TransactionTests
{
    private static readonly Transaction Rent = new() { Amount = "1 250,00 €", Benificiary = "Zoë \"Z\" Müller", Description = "Rent" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pushed_transaction_is_fetched_approved_once_and_proven()
    {
        await using var live = await LiveServer.StartAsync();
        var (server, account, session) = await KnownAsync(live);
        using var phone = await account.OpenAsync();
        Assert.True((await phone.AskAsync(new Listen())).Done);

        var id = await CreateAsync(live, server, session);
        var push = Assert.IsType<PushMessage>(await phone.NextAsync());
        Assert.Equal((PushKind.Transaction, id.ToString(), null, null), (push.Kind, push.Tid, push.Hsid, push.PushId));
        Assert.True((await phone.AskAsync(new Pushed { N = push.N })).Done);

        var shown = await FetchAsync(phone, id);
        Assert.True(TransactionContent.TryRead(shown, out var content));
        Assert.Equal((server.Id, id, account.Id), (content.Server, content.Id, content.Account));
        Assert.Equal((Rent.Amount, Rent.Benificiary, Rent.Description), (content.Amount, content.Benificiary, content.Description));
        Assert.Equal(600, content.Expires - content.Created);
        Assert.Equal(push.Expires, content.Expires);
        Assert.Equal(TransactionStatus.New, await StatusAsync(live, server, id));
        Assert.Null(await EvidenceAsync(live, server, id));

        Assert.True((await phone.AskAsync(Approval(id, shown, account.TransactionKey))).Done);

        Assert.Equal(TransactionStatus.Approved, await StatusAsync(live, server, id));
        Assert.Equal("decided", (await phone.AskAsync(Approval(id, shown, account.TransactionKey))).Reason);
        Assert.Equal("decided", (await phone.AskAsync(Decline(id))).Reason);
        Assert.Equal("decided", (await phone.AskAsync(Fetch(id))).Reason);
        Assert.Equal(TransactionStatus.Approved, await StatusAsync(live, server, id));

        var evidence = await EvidenceAsync(live, server, id);
        Assert.Equal(shown, evidence!.Content.ToArray());
        Assert.Equal(account.TransactionKey.PublicKey.ToArray(), evidence.TransactionKey.ToArray());
        Assert.Equal(account.Key.PublicKey.ToArray(), evidence.AccountKey.ToArray());
        Assert.Equal(EvidenceVerdict.Valid, evidence.Verify(server.Server.PublicKey));
        Assert.Empty(live.LoggedFailures.All);
    }

    [Fact]
    public async Task After_a_report_the_account_is_asked_nothing_for_a_while()
    {
        await using var live = await LiveServer.StartAsync();
        var (server, account, session) = await KnownAsync(live);
        using var phone = await account.OpenAsync();
        var id = await CreateAsync(live, server, session);

        Assert.True((await phone.AskAsync(Decline(id) with { Reported = true })).Done);

        Assert.Equal(TransactionStatus.Declined, await StatusAsync(live, server, id));
        Assert.IsType<CreateTransactionResult.TooMany>(await live.Get<TransactionService>().CreateAsync(server, session, Rent, Cancellation));
    }

    [Fact]
    public async Task A_declined_transaction_is_declined_and_has_no_evidence()
    {
        await using var live = await LiveServer.StartAsync();
        var (server, account, session) = await KnownAsync(live);
        using var phone = await account.OpenAsync();
        var id = await CreateAsync(live, server, session);
        var shown = await FetchAsync(phone, id);

        Assert.True((await phone.AskAsync(Decline(id))).Done);

        Assert.Equal("decided", (await phone.AskAsync(Approval(id, shown, account.TransactionKey))).Reason);
        Assert.Equal(TransactionStatus.Declined, await StatusAsync(live, server, id));
        Assert.Null(await EvidenceAsync(live, server, id));
    }

    [Fact]
    public async Task What_was_missed_comes_at_listening_and_not_after_it_was_decided()
    {
        await using var live = await LiveServer.StartAsync();
        var (server, account, session) = await KnownAsync(live);
        var (open, decided) = (await CreateAsync(live, server, session), await CreateAsync(live, server, session));
        using var phone = await account.OpenAsync();
        Assert.True((await phone.AskAsync(Decline(decided))).Done);

        // A logout ends pushed logins, but the payment that was asked for stays asked for.
        await live.Sessions.LogOutAsync(session, Cancellation);
        var others = new List<ServerMessage>();
        Assert.True((await phone.AskAsync(new Listen(), others)).Done);

        PushMessage? push;
        do
        {
            push = await phone.NextAsync() as PushMessage;
        }
        while (push is null);
        Assert.Equal(open.ToString(), push.Tid);
        Assert.True((await phone.AskAsync(new Pushed { N = push.N }, others)).Done);
        Assert.DoesNotContain(others.OfType<PushMessage>(), other => other.Tid == decided.ToString());
    }

    [Fact]
    public async Task Of_many_answers_at_once_from_two_phones_exactly_one_counts()
    {
        await using var live = await LiveServer.StartAsync();
        var (server, account, session) = await KnownAsync(live);
        using var one = await account.OpenAsync();
        using var two = await account.OpenAsync();
        for (var round = 0; round < 20; round++)
        {
            var id = await CreateAsync(live, server, session);
            var shown = await FetchAsync(one, id);
            var answers = await Task.WhenAll(
                Task.Run(() => one.AskAsync(Approval(id, shown, account.TransactionKey))),
                Task.Run(() => two.AskAsync(round % 2 == 0 ? Approval(id, shown, account.TransactionKey) : Decline(id))));

            Assert.Single(answers, answer => answer.Done);
            Assert.Single(answers, answer => answer.Reason == "decided");
            var expected = answers[1].Done && round % 2 == 1 ? TransactionStatus.Declined : TransactionStatus.Approved;
            Assert.Equal(expected, await StatusAsync(live, server, id));
        }
    }

    [Fact]
    public async Task Another_account_can_neither_see_approve_nor_decline_it()
    {
        await using var live = await LiveServer.StartAsync();
        var (server, account, session) = await KnownAsync(live);
        var stranger = await live.EnrolAsync(server);
        var id = await CreateAsync(live, server, session);
        using var phone = await account.OpenAsync();
        using var other = await stranger.OpenAsync();
        var shown = await FetchAsync(phone, id);

        foreach (var command in (TransactionCommand[])[Fetch(id), Decline(id), Approval(id, shown, stranger.TransactionKey), Approval(id, shown, account.TransactionKey), Fetch(TransactionId.New())])
        {
            Assert.Equal("refused", (await other.AskAsync(command)).Reason);
        }

        Assert.Equal(TransactionStatus.New, await StatusAsync(live, server, id));
    }

    [Fact]
    public async Task A_signature_over_any_other_byte_or_by_another_key_approves_nothing()
    {
        await using var live = await LiveServer.StartAsync();
        var (server, account, session) = await KnownAsync(live);
        var (id, similar) = (await CreateAsync(live, server, session), await CreateAsync(live, server, session));
        using var phone = await account.OpenAsync();
        var shown = await FetchAsync(phone, id);
        using var foreign = P256SigningKey.Create();

        var wrong = new List<TransactionCommand>
        {
            Approval(id, shown, foreign),
            Approval(id, shown, account.Key),
            Approval(id, await FetchAsync(phone, similar), account.TransactionKey),
            Approval(id, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(shown).Replace("1 250", "9 250", StringComparison.Ordinal)), account.TransactionKey),
            Approval(id, shown, account.TransactionKey) with { Signature = Sign(account.TransactionKey, shown) },
        };
        for (var i = 0; i < shown.Length; i += 7)
        {
            var altered = (byte[])shown.Clone();
            altered[i] ^= 1;
            wrong.Add(Approval(id, altered, account.TransactionKey));
        }

        foreach (var command in wrong)
        {
            Assert.Equal("refused", (await phone.AskAsync(command)).Reason);
        }

        Assert.Equal(TransactionStatus.New, await StatusAsync(live, server, id));
        Assert.True((await phone.AskAsync(Approval(id, shown, account.TransactionKey))).Done);
    }

    // Below the socket, which would take minutes: the service that every approval goes through.
    [Fact]
    public async Task Whatever_is_altered_in_what_was_shown_is_refused()
    {
        await using var live = await LiveServer.StartAsync();
        var (server, account, session) = await KnownAsync(live);
        var id = await CreateAsync(live, server, session);
        var transactions = live.Get<TransactionService>();
        var (_, shown) = await transactions.FetchAsync(server.Id, id, account.Id, Cancellation);

        await Gen.Select(Gen.Int[0, shown.Length - 1], Gen.Byte).SampleAsync(
            async (position, value) =>
            {
                var altered = (byte[])shown.Clone();
                altered[position] = value;
                var signature = Base64Url.DecodeFromChars(Sign(account.TransactionKey, TransactionContent.SignedBytes(altered)));
                return value == shown[position]
                    || await transactions.ApproveAsync(server.Id, id, account.Id, account.Key.PublicKey.ToArray(), signature, Cancellation) is TransactionVerdict.Refused;
            },
            iter: 10_000);

        Assert.Equal(TransactionStatus.New, await StatusAsync(live, server, id));
    }

    [Fact]
    public async Task Malformed_commands_are_answered_and_the_channel_goes_on()
    {
        await using var live = await LiveServer.StartAsync();
        var (server, account, session) = await KnownAsync(live);
        var id = await CreateAsync(live, server, session);
        using var phone = await account.OpenAsync();
        var good = Approval(id, await FetchAsync(phone, id), account.TransactionKey);

        foreach (var command in (TransactionCommand[])[Fetch(id) with { Tid = "" }, Fetch(id) with { Tid = "x" }, good with { Signature = null }, good with { Signature = "" }, good with { Signature = good.Signature + "A" }, good with { Signature = "!" + good.Signature![1..] }])
        {
            Assert.Equal("invalid", (await phone.AskAsync(command)).Reason);
        }

        Assert.True((await phone.AskAsync(good)).Done);
    }

    [Fact]
    public async Task An_expired_transaction_can_be_neither_fetched_approved_nor_declined()
    {
        var time = new JumpingTime();
        await using var live = await LiveServer.StartAsync(time: time);
        var (server, account, session) = await KnownAsync(live);
        using var phone = await account.OpenAsync();
        var (id, late) = (await CreateAsync(live, server, session), await CreateAsync(live, server, session));
        var shown = await FetchAsync(phone, id);

        time.Jump(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(30));
        Assert.Equal(TransactionStatus.New, await StatusAsync(live, server, id));
        Assert.True((await phone.AskAsync(Approval(id, shown, account.TransactionKey))).Done);

        time.Jump(TimeSpan.FromSeconds(31));
        Assert.Equal(TransactionStatus.Expired, await StatusAsync(live, server, late));
        foreach (var command in (TransactionCommand[])[Fetch(late), Decline(late), Approval(late, shown, account.TransactionKey)])
        {
            Assert.Equal("expired", (await phone.AskAsync(command)).Reason);
        }

        Assert.Equal(TransactionStatus.Expired, await StatusAsync(live, server, late));
        Assert.Equal(TransactionStatus.Approved, await StatusAsync(live, server, id));
    }

    [Fact]
    public async Task A_blocked_account_approves_and_declines_nothing()
    {
        await using var live = await LiveServer.StartAsync();
        var (server, account, session) = await KnownAsync(live);
        var id = await CreateAsync(live, server, session);
        var transactions = live.Get<TransactionService>();
        var (_, shown) = await transactions.FetchAsync(server.Id, id, account.Id, Cancellation);
        var (key, signature) = (account.Key.PublicKey.ToArray(), Base64Url.DecodeFromChars(Sign(account.TransactionKey, TransactionContent.SignedBytes(shown))));

        await live.Get<AccountService>().SetBlockedAsync(server.Id, account.Id, true, Cancellation);

        Assert.Equal(TransactionVerdict.Refused, await transactions.ApproveAsync(server.Id, id, account.Id, key, signature, Cancellation));
        Assert.Equal(TransactionVerdict.Refused, await transactions.DeclineAsync(server.Id, id, account.Id, key, isReported: false, Cancellation));
        Assert.Equal(TransactionStatus.New, await StatusAsync(live, server, id));
        Assert.IsType<CreateTransactionResult.NoAccount>(await transactions.CreateAsync(server, session, Rent, Cancellation));
    }

    [Fact]
    public async Task After_a_rotation_only_the_new_transaction_key_approves_and_the_evidence_names_it()
    {
        await using var live = await LiveServer.StartAsync();
        var (server, account, session) = await KnownAsync(live);
        var id = await CreateAsync(live, server, session);
        using var phone = await account.OpenAsync();
        var shown = await FetchAsync(phone, id);
        using var key = P256SigningKey.Create();
        using var transactionKey = P256SigningKey.Create();
        Assert.True((await phone.AskAsync(Rotation.Make(phone, account.Key, key, transactionKey))).Done);

        Assert.Equal("refused", (await phone.AskAsync(Approval(id, shown, account.TransactionKey))).Reason);
        Assert.True((await phone.AskAsync(Approval(id, shown, transactionKey))).Done);

        var evidence = await EvidenceAsync(live, server, id);
        Assert.Equal(transactionKey.PublicKey.ToArray(), evidence!.TransactionKey.ToArray());
        Assert.Equal(key.PublicKey.ToArray(), evidence.AccountKey.ToArray());
        Assert.Equal(EvidenceVerdict.Valid, evidence.Verify(server.Server.PublicKey));
    }

    private static async Task<(ServerRuntime Server, TestAccount Account, Hsid Session)> KnownAsync(LiveServer live)
    {
        var server = await live.CreateServerAsync();
        var session = LiveServer.NewSession();
        return (server, await live.EnrolAsync(server, session), session);
    }

    private static async Task<TransactionId> CreateAsync(LiveServer live, ServerRuntime server, Hsid session) =>
        Assert.IsType<CreateTransactionResult.Created>(await live.Get<TransactionService>().CreateAsync(server, session, Rent, Cancellation)).Id;

    private static Task<TransactionStatus?> StatusAsync(LiveServer live, ServerRuntime server, TransactionId id) =>
        live.Get<TransactionService>().StatusAsync(server.Id, id, Cancellation);

    private static Task<TransactionEvidence?> EvidenceAsync(LiveServer live, ServerRuntime server, TransactionId id) =>
        live.Get<TransactionService>().EvidenceAsync(server, id, Cancellation);

    private static async Task<byte[]> FetchAsync(RawPhone phone, TransactionId id)
    {
        var others = new List<ServerMessage>();
        Assert.True((await phone.AskAsync(Fetch(id), others)).Done);
        return Base64Url.DecodeFromChars(Assert.Single(others.OfType<TransactionData>()).Content);
    }

    private static TransactionCommand Fetch(TransactionId id) => new() { Action = TransactionAction.Fetch, Tid = id.ToString() };

    private static TransactionCommand Decline(TransactionId id) => new() { Action = TransactionAction.Decline, Tid = id.ToString() };

    private static TransactionCommand Approval(TransactionId id, byte[] shown, P256SigningKey key) =>
        new() { Action = TransactionAction.Approve, Tid = id.ToString(), Signature = Sign(key, TransactionContent.SignedBytes(shown)) };

    private static string Sign(P256SigningKey key, byte[] signed)
    {
        var signature = new byte[P256.SignatureSize];
        key.Sign(signed, signature);
        return Base64Url.EncodeToString(signature);
    }
}
