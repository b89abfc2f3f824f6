using System.Security.Cryptography;
using NextAuth.Protocol;
using NextAuth.Server.Push;
using NextAuth.Server.Sessions;

namespace NextAuth.Adapters.Tests.Push;

/// <summary>What every <see cref="IPushStore"/> promises against push bombing.</summary>
public abstract class PushLimitContract(StoreFixture fixture)
{
    private static readonly PushLimits Limits = new(3, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(10));

    private readonly ServerId _server = fixture.NewServer();

    private static DateTimeOffset Now => StoreFixture.Now;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_so_many_pushes_fit_into_the_window_and_the_wait_ends_when_the_oldest_leaves_it()
    {
        var (account, _, _) = await fixture.EnrolAsync(_server);
        await AddedAsync(account, 0);
        await AddedAsync(account, 60);
        await AddedAsync(account, 120);

        Assert.Equal(TimeSpan.FromSeconds(150), await WaitAsync(account, 150));
        Assert.Equal(TimeSpan.FromSeconds(1), await WaitAsync(account, 299));
        await AddedAsync(account, 300);
        Assert.Equal(TimeSpan.FromSeconds(59), await WaitAsync(account, 301));
    }

    [Fact]
    public async Task Simultaneous_pushes_do_not_slip_past_the_limit()
    {
        var (account, _, _) = await fixture.EnrolAsync(_server);

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => AddAsync(account, 0, StoreFixture.NewSession()))));

        Assert.Equal(3, results.Count(result => result.Result is AddPushResult.Added));
    }

    [Fact]
    public async Task One_session_is_pushed_for_at_intervals_only_whoever_the_account_is()
    {
        var (account, _, _) = await fixture.EnrolAsync(_server);
        var (other, _, _) = await fixture.EnrolAsync(_server);
        var session = StoreFixture.NewSession();
        await AddedAsync(account, 0, session);

        Assert.Equal(TimeSpan.FromSeconds(6), await WaitAsync(account, 4, session));
        Assert.Equal(TimeSpan.FromSeconds(6), await WaitAsync(other, 4, session));
        await AddedAsync(account, 10, session);
    }

    [Fact]
    public async Task The_third_decline_in_a_row_bars_pushes_and_the_longest_wait_counts()
    {
        var (account, _, _) = await fixture.EnrolAsync(_server);
        await DeclineAsync(account, await AddedAsync(account, 0));
        await DeclineAsync(account, await AddedAsync(account, 1));
        await DeclineAsync(account, await AddedAsync(account, 2));

        Assert.Equal(TimeSpan.FromSeconds(597), await WaitAsync(account, 3));
        await AddedAsync(account, 600);
    }

    [Fact]
    public async Task A_bar_holds_until_its_end_and_no_earlier_one_shortens_it()
    {
        var (account, _, _) = await fixture.EnrolAsync(_server);
        await fixture.Pushes.BarAsync(account, Now.AddSeconds(600), Cancellation);
        await fixture.Pushes.BarAsync(account, Now.AddSeconds(300), Cancellation);

        Assert.Equal(TimeSpan.FromSeconds(597), await WaitAsync(account, 3));
        await AddedAsync(account, 600);
    }

    [Fact]
    public async Task A_login_forgets_the_declines_before_it()
    {
        var (account, key, session) = await fixture.EnrolAsync(_server);
        await DeclineAsync(account, await AddedAsync(account, 0));
        await DeclineAsync(account, await AddedAsync(account, 1));
        await fixture.Sessions.LogOutAsync(session, StoreFixture.Notice, Cancellation);
        Assert.Equal(StoreLoginResult.LoggedIn, await fixture.LogInAsync(StoreFixture.Login(_server, session, 2, account, key)));

        await DeclineAsync(account, await AddedAsync(account, 2));

        await AddedAsync(account, 300);
    }

    [Fact]
    public async Task A_push_is_declined_once_by_its_own_account_while_it_is_open()
    {
        var (account, key, _) = await fixture.EnrolAsync(_server);
        var push = await AddedAsync(account, 0);

        Assert.False(await fixture.Pushes.DeclineAsync(push.Id, account + 1, 3, Now, Now, Cancellation));
        Assert.False(await fixture.Pushes.DeclineAsync(new byte[16], account, 3, Now, Now, Cancellation));
        Assert.False(await fixture.Pushes.DeclineAsync(push.Id, account, 3, push.Expires, Now, Cancellation));
        await DeclineAsync(account, push);
        Assert.False(await fixture.Pushes.DeclineAsync(push.Id, account, 3, Now, Now, Cancellation));

        var login = StoreFixture.Login(_server, push.Session, 0, account, key) with { PushId = push.Id };
        Assert.Equal(StoreLoginResult.PushRefused, await fixture.LogInAsync(login));
    }

    private async Task<NewPush> AddedAsync(long account, int second, Hsid? session = null)
    {
        var (result, push) = await AddAsync(account, second, session ?? StoreFixture.NewSession());
        Assert.IsType<AddPushResult.Added>(result);
        return push;
    }

    private async Task<TimeSpan> WaitAsync(long account, int second, Hsid? session = null) =>
        Assert.IsType<AddPushResult.TooMany>((await AddAsync(account, second, session ?? StoreFixture.NewSession())).Result).RetryAfter;

    private async Task DeclineAsync(long account, NewPush push) =>
        Assert.True(await fixture.Pushes.DeclineAsync(push.Id, account, 3, push.Created, Now.AddMinutes(10), Cancellation));

    private async Task<(AddPushResult Result, NewPush Push)> AddAsync(long account, int second, Hsid session)
    {
        var at = Now.AddSeconds(second);
        var push = new NewPush(RandomNumberGenerator.GetBytes(16), _server, session, account, null, at, at.AddMinutes(2));
        return (await fixture.Pushes.AddAsync(push, null, Limits, Cancellation), push);
    }
}

public sealed class SqlitePushLimitTests(SqliteFixture fixture) : PushLimitContract(fixture), IClassFixture<SqliteFixture>;

public sealed class MemoryPushLimitTests(MemoryFixture fixture) : PushLimitContract(fixture), IClassFixture<MemoryFixture>;
