using System.Security.Cryptography;
using NextAuth.Protocol;
using NextAuth.Server.Push;
using NextAuth.Server.Sessions;

namespace NextAuth.Adapters.Tests.Push;

/// <summary>What every <see cref="IPushStore"/> promises to those who wake phones.</summary>
public abstract class WakeUpContract(StoreFixture fixture)
{
    private static readonly PushLimits NoLimits = new(1000, TimeSpan.FromMinutes(5), TimeSpan.Zero);

    private readonly ServerId _server = fixture.NewServer();

    private static DateTimeOffset Now => StoreFixture.Now;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_push_wakes_its_phone_once_however_many_ask()
    {
        var (account, _, _) = await fixture.EnrolAsync(_server);
        var (first, second) = (await AddAsync(account), await AddAsync(account));

        var claimed = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => ClaimAsync(account))));

        Assert.Equal([first, second], claimed.SelectMany(static each => each).Order());
        Assert.Equal([first, second], (await fixture.Pushes.PendingAsync(account, Now, Cancellation)).Select(push => push.N));
    }

    [Fact]
    public async Task No_phone_is_woken_for_what_it_has_or_what_is_over()
    {
        var (account, _, _) = await fixture.EnrolAsync(_server);
        var acknowledged = await AddAsync(account);
        await fixture.Pushes.AcknowledgeAsync(account, acknowledged, Cancellation);
        var declined = RandomNumberGenerator.GetBytes(16);
        var usedUp = await AddAsync(account, declined);
        Assert.True(await fixture.Pushes.DeclineAsync(declined, account, 3, Now, Now, Cancellation));

        Assert.Empty(await ClaimAsync(account));
        Assert.False(await fixture.Pushes.IsWaitingAsync(acknowledged, Now, Cancellation));
        Assert.False(await fixture.Pushes.IsWaitingAsync(usedUp, Now, Cancellation));

        var expiring = await AddAsync(account);
        Assert.True(await fixture.Pushes.IsWaitingAsync(expiring, Now, Cancellation));
        Assert.False(await fixture.Pushes.IsWaitingAsync(expiring, Now.AddMinutes(2), Cancellation));
        Assert.Empty(await fixture.Pushes.ClaimWakeUpsAsync(account, Now, Now.AddMinutes(2), Cancellation));
        Assert.Equal([expiring], await ClaimAsync(account));
    }

    // The phone named its endpoint on a channel: what was pushed before, it got there.
    [Fact]
    public async Task No_phone_is_woken_for_what_is_older_than_its_endpoint()
    {
        var (account, _, _) = await fixture.EnrolAsync(_server);
        var push = await AddAsync(account);

        Assert.Empty(await fixture.Pushes.ClaimWakeUpsAsync(account, Now.AddSeconds(1), Now, Cancellation));
        Assert.Equal([push], await ClaimAsync(account));
    }

    [Fact]
    public async Task Another_accounts_pushes_are_not_claimed()
    {
        var (account, _, _) = await fixture.EnrolAsync(_server);
        var (other, _, _) = await fixture.EnrolAsync(_server);
        await AddAsync(other);

        Assert.Empty(await ClaimAsync(account));
        Assert.Single(await ClaimAsync(other));
    }

    [Fact]
    public async Task A_logout_is_claimed_by_its_number_once_and_not_with_what_is_asked()
    {
        var (account, key, _) = await fixture.EnrolAsync(_server);
        var session = StoreFixture.NewSession();
        Assert.Equal(StoreLoginResult.LoggedIn, await fixture.LogInAsync(StoreFixture.Login(_server, session, 0, account, key)));
        var notice = (await fixture.Sessions.LogOutAsync(session, StoreFixture.Notice, Cancellation))!.Notice!.Value;

        Assert.Empty(await ClaimAsync(account));
        Assert.Null(await fixture.Pushes.ClaimLogoutWakeUpAsync(account + 1, notice, Now, Cancellation));
        var claimed = await fixture.Pushes.ClaimLogoutWakeUpAsync(account, notice, Now, Cancellation);
        Assert.Equal((PushedKind.Logout, session), (claimed!.Kind, claimed.Push.Session));
        Assert.Null(await fixture.Pushes.ClaimLogoutWakeUpAsync(account, notice, Now, Cancellation));
    }

    private async Task<IEnumerable<long>> ClaimAsync(long account) =>
        (await fixture.Pushes.ClaimWakeUpsAsync(account, Now, Now, Cancellation)).Select(push => push.N);

    private async Task<long> AddAsync(long account, byte[]? id = null)
    {
        var push = new NewPush(id ?? RandomNumberGenerator.GetBytes(16), _server, StoreFixture.NewSession(), account, null, Now, Now.AddMinutes(2));
        return Assert.IsType<AddPushResult.Added>(await fixture.Pushes.AddAsync(push, null, NoLimits, Cancellation)).N;
    }
}

public sealed class SqliteWakeUpTests(SqliteFixture fixture) : WakeUpContract(fixture), IClassFixture<SqliteFixture>;

public sealed class MemoryWakeUpTests(MemoryFixture fixture) : WakeUpContract(fixture), IClassFixture<MemoryFixture>;
