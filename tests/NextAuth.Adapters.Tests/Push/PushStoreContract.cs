using System.Security.Cryptography;
using NextAuth.Protocol;
using NextAuth.Server.Push;
using NextAuth.Server.Sessions;

namespace NextAuth.Adapters.Tests.Push;

/// <summary>What every <see cref="IPushStore"/> promises about a push's life, and how a login spends it.</summary>
public abstract class PushStoreContract(StoreFixture fixture)
{
    private static readonly PushLimits NoLimits = new(1000, TimeSpan.FromMinutes(5), TimeSpan.Zero);

    private readonly ServerId _server = fixture.NewServer();

    private static DateTimeOffset Now => StoreFixture.Now;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_push_is_read_back_and_pending_until_the_phone_has_it()
    {
        var (account, _, _) = await fixture.EnrolAsync(_server);
        var first = await AddAsync(account, code: "123456");
        var second = await AddAsync(account);

        var pending = await fixture.Pushes.PendingAsync(account, Now, Cancellation);
        Assert.Equal([first.N, second.N], pending.Select(push => push.N));
        Assert.Equal(first.Push with { Id = [] }, pending[0].Push with { Id = [] });
        Assert.Equal(first.Push.Id, pending[0].Push.Id);
        Assert.Empty(await fixture.Pushes.PendingAsync(account, Now.AddMinutes(2), Cancellation));
        Assert.Equal(Now, (await fixture.Accounts.FindAsync(_server, account, Cancellation))!.LastProvoke);

        Assert.Null(await fixture.Pushes.AcknowledgeAsync(account + 1, first.N, Cancellation));
        Assert.Equal(first.Push.Id, (await fixture.Pushes.AcknowledgeAsync(account, first.N, Cancellation))!.Push.Id);
        Assert.Null(await fixture.Pushes.AcknowledgeAsync(account, first.N, Cancellation));
        Assert.Equal([second.N], (await fixture.Pushes.PendingAsync(account, Now, Cancellation)).Select(push => push.N));
    }

    // The tablet that still rings must not log the shared computer in again after its owner has left.
    [Fact]
    public async Task A_login_ends_the_other_pushes_of_its_session_and_so_does_a_logout()
    {
        var (account, key, _) = await fixture.EnrolAsync(_server);
        var session = StoreFixture.NewSession();
        async Task<byte[]> PushAsync()
        {
            var push = new NewPush(RandomNumberGenerator.GetBytes(16), _server, session, account, null, Now, Now.AddMinutes(2));
            Assert.IsType<AddPushResult.Added>(await fixture.Pushes.AddAsync(push, null, NoLimits, Cancellation));
            return push.Id;
        }

        var (answered, ringing) = (await PushAsync(), await PushAsync());
        var login = StoreFixture.Login(_server, session, 0, account, key);
        Assert.Equal(StoreLoginResult.LoggedIn, await fixture.LogInAsync(login with { PushId = answered }));
        Assert.True((await fixture.Pushes.FindAsync(ringing, Cancellation))!.Used);

        var late = await PushAsync();
        await fixture.Sessions.LogOutAsync(session, StoreFixture.Notice, Cancellation);
        Assert.Equal(StoreLoginResult.PushRefused, await fixture.LogInAsync(login with { Epoch = 2, PushId = late }));
    }

    [Fact]
    public async Task Only_unblocked_accounts_of_the_server_are_pushed_to()
    {
        var (account, _, session) = await fixture.EnrolAsync(_server);
        var push = new NewPush(RandomNumberGenerator.GetBytes(16), _server, session, account, null, Now, Now.AddMinutes(2));

        Assert.IsType<AddPushResult.NoAccount>(await fixture.Pushes.AddAsync(push with { Server = ServerId.New() }, null, NoLimits, Cancellation));
        Assert.IsType<AddPushResult.NoAccount>(await fixture.Pushes.AddAsync(push with { Account = long.MaxValue }, null, NoLimits, Cancellation));
        await fixture.Accounts.SetBlockedAsync(_server, account, true, StoreFixture.Notice, Cancellation);
        Assert.IsType<AddPushResult.Blocked>(await fixture.Pushes.AddAsync(push, null, NoLimits, Cancellation));
        Assert.Null(await fixture.Pushes.FindAsync(push.Id, Cancellation));
    }

    [Fact]
    public async Task A_push_logs_in_once_however_many_try()
    {
        var (account, key, _) = await fixture.EnrolAsync(_server);
        var push = (await AddAsync(account)).Push;
        var login = StoreFixture.Login(_server, push.Session, 0, account, key) with { PushId = push.Id };

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => fixture.LogInAsync(login))));

        Assert.Single(results, StoreLoginResult.LoggedIn);
        Assert.Equal(19, results.Count(result => result is StoreLoginResult.PushRefused));
        Assert.True((await fixture.Pushes.FindAsync(push.Id, Cancellation))!.Used);
    }

    [Fact]
    public async Task Wrong_digits_spend_the_push()
    {
        var (account, key, _) = await fixture.EnrolAsync(_server);
        var wrong = (await AddAsync(account, code: "123456")).Push;
        var none = (await AddAsync(account, code: "123456")).Push;
        var right = (await AddAsync(account, code: "123456")).Push;

        Assert.Equal(StoreLoginResult.WrongCode, await LogInAsync(wrong, account, key, "123457"));
        Assert.Equal(StoreLoginResult.PushRefused, await LogInAsync(wrong, account, key, "123456"));
        Assert.Equal(StoreLoginResult.WrongCode, await LogInAsync(none, account, key, null));
        Assert.Equal(StoreLoginResult.LoggedIn, await LogInAsync(right, account, key, "123456"));
        Assert.Null(await fixture.Sessions.FindAsync(wrong.Session, Cancellation));
    }

    [Fact]
    public async Task A_push_of_another_account_session_or_time_logs_nobody_in()
    {
        var (account, key, _) = await fixture.EnrolAsync(_server);
        var (other, otherKey, _) = await fixture.EnrolAsync(_server);
        var push = (await AddAsync(account)).Push;

        Assert.Equal(StoreLoginResult.PushRefused, await LogInAsync(push, other, otherKey));
        Assert.Equal(StoreLoginResult.PushRefused, await LogInAsync(push with { Session = StoreFixture.NewSession() }, account, key));
        Assert.Equal(StoreLoginResult.PushRefused, await LogInAsync(push with { Id = new byte[16] }, account, key));

        var late = StoreFixture.Login(_server, push.Session, 0, account, key) with { PushId = push.Id, Now = push.Expires };
        Assert.Equal(StoreLoginResult.PushExpired, await fixture.LogInAsync(late));
    }

    [Fact]
    public async Task A_push_is_spent_even_when_the_account_is_blocked_or_the_session_changed()
    {
        var (account, key, _) = await fixture.EnrolAsync(_server);
        var changed = (await AddAsync(account)).Push;
        var blocked = (await AddAsync(account)).Push;

        var login = StoreFixture.Login(_server, changed.Session, 7, account, key) with { PushId = changed.Id };
        Assert.Equal(StoreLoginResult.SessionChanged, await fixture.LogInAsync(login));
        await fixture.Accounts.SetBlockedAsync(_server, account, true, StoreFixture.Notice, Cancellation);
        Assert.Equal(StoreLoginResult.Blocked, await LogInAsync(blocked, account, key));

        Assert.True((await fixture.Pushes.FindAsync(changed.Id, Cancellation))!.Used);
        Assert.True((await fixture.Pushes.FindAsync(blocked.Id, Cancellation))!.Used);
    }

    [Fact]
    public async Task Pushes_are_forgotten_after_their_time_a_few_at_once()
    {
        var (account, _, _) = await fixture.EnrolAsync(_server);
        var push = (await AddAsync(account)).Push;
        await fixture.Pushes.ForgetAsync(push.Expires, 1000, Cancellation);
        Assert.NotNull(await fixture.Pushes.FindAsync(push.Id, Cancellation));

        Assert.InRange(await fixture.Pushes.ForgetAsync(push.Expires.AddSeconds(1), 1, Cancellation), 1, 1);
        while (await fixture.Pushes.ForgetAsync(push.Expires.AddSeconds(1), 100, Cancellation) > 0)
        {
        }

        Assert.Null(await fixture.Pushes.FindAsync(push.Id, Cancellation));
    }

    private Task<StoreLoginResult> LogInAsync(NewPush push, long account, byte[] key, string? code = null) =>
        fixture.LogInAsync(StoreFixture.Login(_server, push.Session, 0, account, key) with { PushId = push.Id, Code = code });

    [Fact]
    public async Task What_is_said_of_the_session_is_kept_with_the_push_or_not_at_all()
    {
        var (account, _, _) = await fixture.EnrolAsync(_server);
        var push = new NewPush(RandomNumberGenerator.GetBytes(16), _server, StoreFixture.NewSession(), account, null, Now, Now.AddMinutes(2));
        var one = NoLimits with { MaxPushes = 1 };

        await fixture.Pushes.AddAsync(push with { Account = long.MaxValue }, "1", one, Cancellation);
        Assert.Null(await fixture.Sessions.FindAsync(push.Session, Cancellation));
        Assert.IsType<AddPushResult.Added>(await fixture.Pushes.AddAsync(push, "2", one, Cancellation));
        Assert.IsType<AddPushResult.TooMany>(await fixture.Pushes.AddAsync(push with { Id = RandomNumberGenerator.GetBytes(16) }, "3", one, Cancellation));
        Assert.Equal("2", await fixture.Sessions.FindContextAsync(push.Session, Cancellation));

        Assert.IsType<AddPushResult.Added>(await fixture.Pushes.AddAsync(push with { Id = RandomNumberGenerator.GetBytes(16) }, null, NoLimits, Cancellation));
        Assert.Equal("2", await fixture.Sessions.FindContextAsync(push.Session, Cancellation));
    }

    private async Task<StoredPush> AddAsync(long account, string? code = null)
    {
        var push = new NewPush(RandomNumberGenerator.GetBytes(16), _server, StoreFixture.NewSession(), account, code, Now, Now.AddMinutes(2));
        return new(Assert.IsType<AddPushResult.Added>(await fixture.Pushes.AddAsync(push, null, NoLimits, Cancellation)).N, push, Used: false);
    }
}

public sealed class SqlitePushStoreTests(SqliteFixture fixture) : PushStoreContract(fixture), IClassFixture<SqliteFixture>;

public sealed class MemoryPushStoreTests(MemoryFixture fixture) : PushStoreContract(fixture), IClassFixture<MemoryFixture>;
