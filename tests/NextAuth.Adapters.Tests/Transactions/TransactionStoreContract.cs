using System.Security.Cryptography;
using NextAuth.Protocol;
using NextAuth.Server.Push;
using NextAuth.Server.Transactions;

namespace NextAuth.Adapters.Tests.Transactions;

/// <summary>What every <see cref="ITransactionStore"/> promises.</summary>
public abstract class TransactionStoreContract(StoreFixture fixture)
{
    private readonly ServerId _server = fixture.NewServer();

    private static DateTimeOffset Now => StoreFixture.Now;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_transaction_is_read_back_on_its_server_and_pushed()
    {
        var (account, _, _) = await fixture.EnrolAsync(_server);
        var added = await AddAsync(account);

        var found = await fixture.Transactions.FindAsync(_server, added.Id, Cancellation);
        Assert.Equal((added.Id, _server, account, added.Expires, TransactionDecision.None), (found!.Id, found.Server, found.Account, found.Expires, found.Decision));
        Assert.Equal(added.Content, found.Content);
        Assert.Null(found.Approval);
        Assert.Null(found.Decided);
        Assert.Null(await fixture.Transactions.FindAsync(ServerId.New(), added.Id, Cancellation));

        var push = Assert.Single(await fixture.Pushes.PendingAsync(account, Now, Cancellation));
        Assert.Equal((PushedKind.Transaction, added.Expires), (push.Kind, push.Push.Expires));
        Assert.Equal(added.Id.ToArray(), push.Push.Id);
    }

    [Fact]
    public async Task Only_unblocked_accounts_of_the_server_get_one_and_so_many_at_a_time()
    {
        var (account, key, _) = await fixture.EnrolAsync(_server);
        Assert.IsType<AddTransactionResult.NoAccount>(await fixture.Transactions.AddAsync(New(account) with { Server = ServerId.New() }, new(2, 1_000, TimeSpan.FromMinutes(10)), Cancellation));
        Assert.IsType<AddTransactionResult.NoAccount>(await fixture.Transactions.AddAsync(New(long.MaxValue), new(2, 1_000, TimeSpan.FromMinutes(10)), Cancellation));

        var (first, second) = (New(account) with { Expires = Now.AddMinutes(5) }, New(account));
        Assert.IsType<AddTransactionResult.Added>(await fixture.Transactions.AddAsync(first, new(2, 1_000, TimeSpan.FromMinutes(10)), Cancellation));
        Assert.IsType<AddTransactionResult.Added>(await fixture.Transactions.AddAsync(second, new(2, 1_000, TimeSpan.FromMinutes(10)), Cancellation));
        var full = Assert.IsType<AddTransactionResult.TooMany>(await fixture.Transactions.AddAsync(New(account), new(2, 1_000, TimeSpan.FromMinutes(10)), Cancellation));
        Assert.Equal(TimeSpan.FromMinutes(5), full.RetryAfter);

        Assert.True(await fixture.Transactions.DecideAsync(new(_server, second.Id, account, key, Now, null), Cancellation));
        Assert.IsType<AddTransactionResult.Added>(await fixture.Transactions.AddAsync(New(account), new(2, 1_000, TimeSpan.FromMinutes(10)), Cancellation));

        await fixture.Accounts.SetBlockedAsync(_server, account, true, StoreFixture.Notice, Cancellation);
        Assert.IsType<AddTransactionResult.Blocked>(await fixture.Transactions.AddAsync(New(account), new(9, 1_000, TimeSpan.FromMinutes(10)), Cancellation));
    }

    [Fact]
    public async Task So_many_may_be_made_in_a_time_whatever_became_of_them()
    {
        var (account, key, _) = await fixture.EnrolAsync(_server);
        var limits = new TransactionLimits(10, 3, TimeSpan.FromMinutes(10));
        for (var i = 0; i < 3; i++)
        {
            var made = New(account) with { Created = Now.AddMinutes(i), Expires = Now.AddMinutes(i + 1) };
            Assert.IsType<AddTransactionResult.Added>(await fixture.Transactions.AddAsync(made, limits, Cancellation));
            Assert.Equal(i < 2, await fixture.Transactions.DecideAsync(new(_server, made.Id, account, i < 2 ? key : [], Now.AddMinutes(i), null), Cancellation));
        }

        var full = Assert.IsType<AddTransactionResult.TooMany>(await fixture.Transactions.AddAsync(New(account) with { Created = Now.AddMinutes(4) }, limits, Cancellation));
        Assert.Equal(TimeSpan.FromMinutes(6), full.RetryAfter);
        Assert.IsType<AddTransactionResult.Added>(await fixture.Transactions.AddAsync(New(account) with { Created = Now.AddMinutes(10) }, limits, Cancellation));
    }

    [Fact]
    public async Task Declined_again_and_again_there_are_none_for_a_while_until_one_is_approved()
    {
        var (account, key, _) = await fixture.EnrolAsync(_server);
        var (limits, bar) = (new TransactionLimits(10, 100, TimeSpan.FromMinutes(10)), new TransactionBar(2, Now.AddMinutes(10)));
        async Task DeclineAsync() =>
            Assert.True(await fixture.Transactions.DecideAsync(new(_server, (await AddAsync(account)).Id, account, key, Now, null) { Bar = bar }, Cancellation));

        await DeclineAsync();
        Assert.True(await fixture.Transactions.DecideAsync(await ApprovalAsync(await AddAsync(account), key), Cancellation));
        await DeclineAsync();
        await DeclineAsync();

        var barred = Assert.IsType<AddTransactionResult.TooMany>(await fixture.Transactions.AddAsync(New(account), limits, Cancellation));
        Assert.Equal(TimeSpan.FromMinutes(10), barred.RetryAfter);
        var later = New(account) with { Created = Now.AddMinutes(10), Expires = Now.AddMinutes(20) };
        Assert.IsType<AddTransactionResult.Added>(await fixture.Transactions.AddAsync(later, limits, Cancellation));
        bar = bar with { Until = Now.AddMinutes(20) };
        Assert.True(await fixture.Transactions.DecideAsync(new(_server, later.Id, account, key, Now.AddMinutes(10), null) { Bar = bar }, Cancellation));
        Assert.IsType<AddTransactionResult.TooMany>(await fixture.Transactions.AddAsync(New(account) with { Created = Now.AddMinutes(11) }, limits, Cancellation));
    }

    [Fact]
    public async Task An_approval_is_kept_with_all_it_was_made_with_and_ends_the_push()
    {
        var (account, key, _) = await fixture.EnrolAsync(_server);
        var added = await AddAsync(account);
        var command = await ApprovalAsync(added, key);

        Assert.True(await fixture.Transactions.DecideAsync(command, Cancellation));

        var found = await fixture.Transactions.FindAsync(_server, added.Id, Cancellation);
        Assert.Equal((TransactionDecision.Approved, Now.AddMinutes(1)), (found!.Decision, found.Decided));
        Assert.Equal(command.Approval!.Signature, found.Approval!.Signature);
        Assert.Equal(command.Approval.TransactionKey, found.Approval.TransactionKey);
        Assert.Equal(key, found.Approval.AccountKey);
        Assert.Empty(await fixture.Pushes.PendingAsync(account, Now, Cancellation));
        Assert.False(await fixture.Transactions.DecideAsync(command with { Approval = null }, Cancellation));
    }

    [Fact]
    public async Task Of_many_decisions_at_once_exactly_one_is_taken()
    {
        var (account, key, _) = await fixture.EnrolAsync(_server);
        var added = await AddAsync(account);
        var approve = await ApprovalAsync(added, key);

        var taken = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() =>
            fixture.Transactions.DecideAsync(i % 2 == 0 ? approve : approve with { Approval = null }, Cancellation))));

        var winner = Array.IndexOf(taken, true);
        Assert.Single(taken, true);
        var found = await fixture.Transactions.FindAsync(_server, added.Id, Cancellation);
        Assert.Equal(winner % 2 == 0 ? TransactionDecision.Approved : TransactionDecision.Declined, found!.Decision);
        Assert.Equal(winner % 2 == 0, found.Approval is not null);
    }

    [Fact]
    public async Task Another_account_server_key_or_time_decides_nothing()
    {
        var (account, key, _) = await fixture.EnrolAsync(_server);
        var (other, otherKey, _) = await fixture.EnrolAsync(_server);
        var added = await AddAsync(account);
        var approve = await ApprovalAsync(added, key);
        DecideCommand[] wrong =
        [
            approve with { Account = other },
            approve with { Account = other, AccountKey = otherKey },
            approve with { Server = ServerId.New() },
            approve with { Id = TransactionId.New() },
            approve with { AccountKey = otherKey },
            approve with { Approval = approve.Approval! with { TransactionKey = StoreFixture.Key() } },
            approve with { Now = added.Expires },
            approve with { Approval = null, AccountKey = otherKey },
            approve with { Approval = null, Now = added.Expires },
        ];

        foreach (var command in wrong)
        {
            Assert.False(await fixture.Transactions.DecideAsync(command, Cancellation));
        }

        await fixture.Accounts.SetBlockedAsync(_server, account, true, StoreFixture.Notice, Cancellation);
        Assert.False(await fixture.Transactions.DecideAsync(approve, Cancellation));
        Assert.Null(await fixture.Transactions.FindKeyAsync(_server, account, Cancellation));
        await fixture.Accounts.SetBlockedAsync(_server, account, false, StoreFixture.Notice, Cancellation);
        Assert.True(await fixture.Transactions.DecideAsync(approve with { Now = added.Expires.AddMilliseconds(-1) }, Cancellation));
    }

    [Fact]
    public async Task A_key_replaced_after_the_check_approves_nothing()
    {
        var (account, key, _) = await fixture.EnrolAsync(_server);
        var added = await AddAsync(account);
        var approve = await ApprovalAsync(added, key);
        var (newKey, newTransactionKey) = (StoreFixture.Key(), StoreFixture.Key());
        Assert.True(await fixture.Accounts.RotateAsync(account, key, newKey, newTransactionKey, Cancellation));

        Assert.False(await fixture.Transactions.DecideAsync(approve, Cancellation));
        Assert.False(await fixture.Transactions.DecideAsync(approve with { AccountKey = newKey }, Cancellation));
        Assert.Equal(newTransactionKey, await fixture.Transactions.FindKeyAsync(_server, account, Cancellation));
        Assert.True(await fixture.Transactions.DecideAsync(approve with { AccountKey = newKey, Approval = new(new byte[64], newTransactionKey, newKey) }, Cancellation));
    }

    // A shop that asks for payments must not use up the pushes that let its customer log in.
    [Fact]
    public async Task Transactions_count_as_no_pushed_logins_and_a_logout_leaves_them()
    {
        var (account, _, session) = await fixture.EnrolAsync(_server);
        var added = New(account) with { Session = session };
        Assert.IsType<AddTransactionResult.Added>(await fixture.Transactions.AddAsync(added, new(10, 1_000, TimeSpan.FromMinutes(10)), Cancellation));

        var login = new NewPush(RandomNumberGenerator.GetBytes(16), _server, session, account, null, Now, Now.AddMinutes(2));
        Assert.IsType<AddPushResult.Added>(await fixture.Pushes.AddAsync(login, null, new(1, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(10)), Cancellation));
        await fixture.Sessions.LogOutAsync(session, StoreFixture.Notice, Cancellation);

        Assert.Equal(PushedKind.Transaction, Assert.Single(await fixture.Pushes.PendingAsync(account, Now, Cancellation)).Kind);
    }

    [Fact]
    public async Task Transactions_are_forgotten_after_their_time_a_few_at_once()
    {
        var (account, key, _) = await fixture.EnrolAsync(_server);
        var (open, approved) = (await AddAsync(account), await AddAsync(account));
        Assert.True(await fixture.Transactions.DecideAsync(await ApprovalAsync(approved, key), Cancellation));
        await fixture.Accounts.DeleteAsync(account, key: null, Now, Cancellation);

        await fixture.Transactions.ForgetAsync(open.Expires, 1000, Cancellation);
        Assert.NotNull((await fixture.Transactions.FindAsync(_server, approved.Id, Cancellation))!.Approval);
        Assert.InRange(await fixture.Transactions.ForgetAsync(open.Expires.AddSeconds(1), 1, Cancellation), 1, 1);
        while (await fixture.Transactions.ForgetAsync(open.Expires.AddSeconds(1), 100, Cancellation) > 0)
        {
        }

        Assert.Null(await fixture.Transactions.FindAsync(_server, open.Id, Cancellation));
        Assert.Null(await fixture.Transactions.FindAsync(_server, approved.Id, Cancellation));
    }

    private NewTransaction New(long account) => new(TransactionId.New(), _server, StoreFixture.NewSession(), account, [1, 2, 3], Now, Now.AddMinutes(10));

    private async Task<NewTransaction> AddAsync(long account)
    {
        var transaction = New(account);
        Assert.IsType<AddTransactionResult.Added>(await fixture.Transactions.AddAsync(transaction, new(1000, 1_000, TimeSpan.FromMinutes(10)), Cancellation));
        return transaction;
    }

    private async Task<DecideCommand> ApprovalAsync(NewTransaction transaction, byte[] key)
    {
        var transactionKey = await fixture.Transactions.FindKeyAsync(_server, transaction.Account, Cancellation);
        return new(_server, transaction.Id, transaction.Account, key, Now.AddMinutes(1), new(new byte[64], transactionKey!, key));
    }
}

public sealed class SqliteTransactionStoreTests(SqliteFixture fixture) : TransactionStoreContract(fixture), IClassFixture<SqliteFixture>;

public sealed class MemoryTransactionStoreTests(MemoryFixture fixture) : TransactionStoreContract(fixture), IClassFixture<MemoryFixture>;
