using System.Buffers.Text;
using System.Net.WebSockets;
using System.Security.Cryptography;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Messages;
using NextAuth.Protocol.Moves;
using NextAuth.Server.Accounts;
using NextAuth.Server.Servers;
using NextAuth.Server.Tests.Jobs;
using NextAuth.Server.Tests.Live;
using PushMessage = NextAuth.Protocol.Messages.Push;

namespace NextAuth.Server.Tests.Phone;

/// <summary>An account goes to another phone, and to no stranger's (docs/protocol/move.md).</summary>
public class MoveTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_new_phone_has_the_account_and_the_old_one_is_told_that_it_has_none()
    {
        await using var move = await Move.OfferAsync();
        using var other = await move.Account.OpenAsync();
        await move.ScanAsync();
        var (request, nonce) = await move.RevealAsync();
        Assert.Equal(
            AccountMove.Code(move.Nonce, Decode(request.AuthenticationKey), Decode(request.TransactionKey)),
            AccountMove.Code(Decode(nonce.Nonce), move.NewKey.PublicKey, move.NewTransactionKey.PublicKey));
        Assert.Equal("test", request.Device);
        await move.ConfirmAsync();

        Assert.True((await move.Old.AskAsync(move.Approval())).Done);

        Assert.Equal(move.Account.Id, Assert.IsType<Moved>(await move.New.NextAsync()).AccountId);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, await move.Old.Socket.ClosedAsync());
        Assert.Equal(WebSocketCloseStatus.NormalClosure, await move.New.Socket.ClosedAsync());
        Assert.Equal(AlertCode.Refused, (await other.ReceiveAsync()).Alert);

        using var late = await BeginAsync(move);
        var told = await late.ProveAsync(move.Account.Key, TestAccount.Open);
        Assert.Equal(PushKind.AccountRemoved, Assert.IsType<PushMessage>(told.Message).Kind);
        move.Account.Replace(move.NewKey, move.NewTransactionKey);
        using var moved = await move.Account.OpenAsync();
        var session = LiveServer.NewSession();
        Assert.Equal(LoginOutcome.LoggedIn, await move.Account.LogInAsync(session));
        Assert.Empty(move.Live.LoggedFailures.All);
    }

    [Fact]
    public async Task Of_many_phones_with_one_code_one_is_taken()
    {
        await using var move = await Move.OfferAsync();
        RawPhone[] phones = [.. await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => move.ConnectAsync()))];

        var firsts = await Task.WhenAll(phones.Select(phone => phone.ProveAsync(P256SigningKey.Create(), move.Request(phone, P256SigningKey.Create()))));

        Assert.Single(firsts, first => first.Message is Moving);
        Assert.Equal(4, firsts.Count(first => first.Message is EnrolResult { Outcome: EnrolOutcome.Refused }));
        using var late = await RawPhone.ConnectAsync(move.Live);
        Assert.Null(await late.BeginAsync(move.Server, Purpose.Enrol, EnrolContext.Derive(move.Token)));
        Array.ForEach(phones, phone => phone.Dispose());
    }

    [Fact]
    public async Task Nothing_moves_before_both_have_confirmed()
    {
        await using var move = await Move.OfferAsync();
        Assert.Equal("refused", (await move.Old.AskAsync(move.Approval())).Reason);
        await move.ScanAsync();
        Assert.Equal("refused", (await move.Old.AskAsync(move.Approval())).Reason);
        await move.New.SendAsync(new MoveConfirm { Id = 3 });
        Assert.False(Assert.IsType<Answer>(await move.New.NextAsync()).Done);
        await move.RevealAsync();
        Assert.Equal("refused", (await move.Old.AskAsync(move.Approval())).Reason);
        await move.KeptAsync();

        await move.ConfirmAsync();
        Assert.True((await move.Old.AskAsync(move.Approval())).Done);
    }

    [Fact]
    public async Task The_nonce_is_revealed_once_after_the_keys_and_must_fit()
    {
        await using var move = await Move.OfferAsync();
        var good = new MoveReveal { Nonce = Base64Url.EncodeToString(move.Nonce) };
        Assert.Equal("refused", (await move.Old.AskAsync(good)).Reason);
        await move.ScanAsync();
        Assert.Equal("invalid", (await move.Old.AskAsync(new MoveReveal { Nonce = Base64Url.EncodeToString(new byte[16]) })).Reason);
        Assert.Equal("invalid", (await move.Old.AskAsync(new MoveReveal { Nonce = "AA" })).Reason);
        Assert.True((await move.Old.AskAsync(good)).Done);
        Assert.Equal("refused", (await move.Old.AskAsync(good)).Reason);
    }

    [Fact]
    public async Task A_signature_over_other_keys_by_another_key_or_of_another_connection_moves_nothing()
    {
        await using var move = await Move.OfferAsync();
        await move.ScanAsync();
        await move.RevealAsync();
        await move.ConfirmAsync();
        using var stranger = P256SigningKey.Create();
        using var other = await move.Account.OpenAsync();

        MoveApprove[] wrong =
        [
            move.Approval(signer: stranger),
            move.Approval(newKey: stranger.PublicKey.ToArray()),
            move.Approval(newTransactionKey: stranger.PublicKey.ToArray()),
            move.Approval(binding: other.Channel.Export("move"u8)),
            move.Approval(binding: move.Old.Channel.Export("rotate"u8)),
        ];
        foreach (var approval in wrong)
        {
            Assert.Equal("refused", (await move.Old.AskAsync(approval)).Reason);
        }

        Assert.Equal("invalid", (await move.Old.AskAsync(new MoveApprove { Signature = "AA" })).Reason);
        Assert.Equal("refused", (await other.AskAsync(move.Approval(binding: other.Channel.Export("move"u8)))).Reason);
        await move.KeptAsync();
    }

    [Fact]
    public async Task Who_saw_the_code_only_on_the_line_or_has_no_transaction_key_is_not_taken()
    {
        await using var move = await Move.OfferAsync();
        using (var guessing = await move.ConnectAsync())
        {
            var request = move.Read(guessing, P256SigningKey.Create()) with { Token = Base64Url.EncodeToString(new byte[16]) };
            var first = await guessing.ProveAsync(P256SigningKey.Create(), ProtocolJson.Write(request, ProtocolJson.Default.EnrolRequest));
            Assert.Equal(EnrolOutcome.Refused, Assert.IsType<EnrolResult>(first.Message).Outcome);
        }

        using (var mixing = await move.ConnectAsync())
        {
            var request = move.Read(mixing, P256SigningKey.Create()) with { TransactionKey = Base64Url.EncodeToString(P256SigningKey.Create().PublicKey) };
            var first = await mixing.ProveAsync(P256SigningKey.Create(), ProtocolJson.Write(request, ProtocolJson.Default.EnrolRequest));
            Assert.Equal(EnrolOutcome.Invalid, Assert.IsType<EnrolResult>(first.Message).Outcome);
        }

        await move.ScanAsync();
    }

    [Fact]
    public async Task An_offer_ends_with_the_old_phones_connection()
    {
        await using var move = await Move.OfferAsync();
        await move.ScanAsync();
        await move.RevealAsync();

        move.Old.Dispose();

        Assert.IsType<MoveEnded>(await move.New.NextAsync());
        Assert.Equal(WebSocketCloseStatus.NormalClosure, await move.New.Socket.ClosedAsync());
        using var late = await RawPhone.ConnectAsync(move.Live);
        Assert.Equal(AlertCode.Refused, await late.BeginAsync(move.Server, Purpose.Enrol, EnrolContext.Derive(move.Token)));
        await move.KeptAsync();
    }

    [Fact]
    public async Task The_old_phone_hears_when_the_new_one_goes()
    {
        await using var move = await Move.OfferAsync();
        await move.ScanAsync();
        await move.RevealAsync();

        move.New.Dispose();

        Assert.IsType<MoveEnded>(await move.Old.NextAsync());
        Assert.Equal("refused", (await move.Old.AskAsync(move.Approval())).Reason);
        await move.KeptAsync();
    }

    [Fact]
    public async Task An_offer_is_good_for_five_minutes_and_a_new_one_ends_it()
    {
        var time = new JumpingTime();
        await using var move = await Move.OfferAsync(time);
        time.Jump(TimeSpan.FromMinutes(5));
        using (var late = await RawPhone.ConnectAsync(move.Live))
        {
            Assert.Equal(AlertCode.Refused, await late.BeginAsync(move.Server, Purpose.Enrol, EnrolContext.Derive(move.Token)));
        }

        await using var again = await Move.OfferAsync();
        var first = again.Token;
        await again.OfferAgainAsync();
        using var earlier = await RawPhone.ConnectAsync(again.Live);
        Assert.Equal(AlertCode.Refused, await earlier.BeginAsync(again.Server, Purpose.Enrol, EnrolContext.Derive(first)));
        await again.ScanAsync();
    }

    [Fact]
    public async Task A_blocked_or_rotated_account_does_not_move()
    {
        await using var move = await Move.OfferAsync();
        await move.ScanAsync();
        await move.RevealAsync();
        await move.ConfirmAsync();
        await move.Live.Get<AccountService>().RotateAsync(
            move.Account.Id, move.Account.Key.PublicKey.ToArray(), P256SigningKey.Create().PublicKey.ToArray(), P256SigningKey.Create().PublicKey.ToArray(), Cancellation);

        await move.Old.SendAsync(move.Approval() with { Id = 9 });

        // Closed because of the other keys, or refused because of them: whichever comes first.
        var reply = await move.Old.ReceiveAsync();
        Assert.True(reply is { Alert: AlertCode.Refused } or { Message: Answer { Done: false } }, reply.ToString());
        Assert.IsType<MoveEnded>(await move.New.NextAsync());
    }

    [Fact]
    public async Task Another_server_and_an_old_phone_know_nothing_of_the_offer()
    {
        await using var move = await Move.OfferAsync();
        var other = await move.Live.CreateServerAsync();
        using var phone = await RawPhone.ConnectAsync(move.Live);
        Assert.Equal(AlertCode.Refused, await phone.BeginAsync(other, Purpose.Enrol, EnrolContext.Derive(move.Token)));
        Assert.Equal("invalid", (await move.Old.AskAsync(new MoveStart { Commitment = "AA" })).Reason);
        Assert.Equal("refused", (await move.Old.AskAsync(new MoveConfirm())).Reason);
    }

    private static byte[] Decode(string text) => Base64Url.DecodeFromChars(text);

    private static async Task<RawPhone> BeginAsync(Move move)
    {
        var phone = await RawPhone.ConnectAsync(move.Live);
        Assert.Null(await phone.BeginAsync(move.Server, Purpose.Account, []));
        return phone;
    }

    /// <summary>A move, step by step.</summary>
    private sealed class Move : IAsyncDisposable
    {
        private MoveRequest? _request;

        public required LiveServer Live { get; init; }

        public required ServerRuntime Server { get; init; }

        public required TestAccount Account { get; init; }

        public required RawPhone Old { get; init; }

        public RawPhone New { get; private set; } = null!;

        public byte[] Nonce { get; } = RandomNumberGenerator.GetBytes(AccountMove.NonceSize);

        public byte[] Token { get; private set; } = [];

        public P256SigningKey NewKey { get; } = P256SigningKey.Create();

        public P256SigningKey NewTransactionKey { get; } = P256SigningKey.Create();

        public static async Task<Move> OfferAsync(JumpingTime? time = null)
        {
            var live = await LiveServer.StartAsync(time: time);
            var server = await live.CreateServerAsync();
            var account = await live.EnrolAsync(server);
            var move = new Move { Live = live, Server = server, Account = account, Old = await account.OpenAsync() };
            await move.OfferAgainAsync();
            return move;
        }

        public async Task OfferAgainAsync()
        {
            List<ServerMessage> told = [];
            Assert.True((await Old.AskAsync(new MoveStart { Commitment = Base64Url.EncodeToString(AccountMove.Commit(Nonce)) }, told)).Done);
            Token = Decode(Assert.Single(told.OfType<MoveOffer>()).Token);
        }

        /// <summary>A phone that has scanned the code, and seen the server.</summary>
        public async Task<RawPhone> ConnectAsync()
        {
            var phone = await RawPhone.ConnectAsync(Live);
            Assert.Null(await phone.BeginAsync(Server, Purpose.Enrol, EnrolContext.Derive(Token)));
            return phone;
        }

        public EnrolRequest Read(RawPhone phone, P256SigningKey transactionKey) => new()
        {
            Token = Base64Url.EncodeToString(Token),
            TransactionKey = Base64Url.EncodeToString(transactionKey.PublicKey),
            TransactionSignature = Base64Url.EncodeToString(phone.Initiator!.SignTransactionKey(transactionKey)),
            Device = "test",
        };

        public byte[] Request(RawPhone phone, P256SigningKey transactionKey) => ProtocolJson.Write(Read(phone, transactionKey), ProtocolJson.Default.EnrolRequest);

        public async Task ScanAsync()
        {
            New = await ConnectAsync();
            Assert.IsType<Moving>((await New.ProveAsync(NewKey, Request(New, NewTransactionKey))).Message);
            _request = Assert.IsType<MoveRequest>(await Old.NextAsync());
        }

        public async Task<(MoveRequest Request, MoveNonce Nonce)> RevealAsync()
        {
            Assert.True((await Old.AskAsync(new MoveReveal { Nonce = Base64Url.EncodeToString(Nonce) })).Done);
            return (_request!, Assert.IsType<MoveNonce>(await New.NextAsync()));
        }

        public async Task ConfirmAsync()
        {
            await New.SendAsync(new MoveConfirm());
            Assert.IsType<MoveConfirmed>(await Old.NextAsync());
        }

        public MoveApprove Approval(P256SigningKey? signer = null, byte[]? newKey = null, byte[]? newTransactionKey = null, byte[]? binding = null)
        {
            var signature = new byte[P256.SignatureSize];
            var signed = AccountMove.SignedBytes(
                binding ?? Old.Channel.Export("move"u8), newKey ?? NewKey.PublicKey.ToArray(), newTransactionKey ?? NewTransactionKey.PublicKey.ToArray());
            (signer ?? Account.Key).Sign(signed, signature);
            return new() { Signature = Base64Url.EncodeToString(signature) };
        }

        /// <summary>The account has its keys still.</summary>
        public async Task KeptAsync()
        {
            using var phone = await Account.OpenAsync();
        }

        public async ValueTask DisposeAsync()
        {
            Old.Dispose();
            New?.Dispose();
            await Live.DisposeAsync();
        }
    }
}
