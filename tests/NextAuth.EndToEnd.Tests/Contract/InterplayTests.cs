using NextAuth.Authenticator;
using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests.Contract;

/// <summary>Two things at once: what an application does while a person decides on the phone.</summary>
public sealed class InterplayTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly VirtualServer _server = fixture.Server;
    private readonly TaskCompletionSource _asks = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<LoginAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_user_who_is_deleted_while_the_phone_is_logging_in_does_not_get_in()
    {
        var (nonce, user) = (VirtualServer.Name("session"), VirtualServer.Name("user"));
        await using var phone = await EnrolAsync(nonce, user);
        var scanning = phone.ScanAsync(await _server.LoginLinkAsync(nonce));
        await _asks.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        (await fixture.Root.DeleteAsync($"{_server.Path}/users/{user}/")).IsEmpty();
        _answer.SetResult(new LoginAnswer.Approve());

        Assert.IsNotType<PhoneResult.LoggedIn>(await scanning);
        Assert.False(await _server.IsLoggedInAsync(nonce));
        Assert.Equal(0, (await fixture.Root.GetAsync($"{_server.Path}/users/?search={user}")).Is("Users").GetProperty("totalnumber").GetInt32());
    }

    [Fact]
    public async Task An_account_that_is_blocked_while_its_push_waits_does_not_get_in_by_it()
    {
        var (nonce, user) = (VirtualServer.Name("session"), VirtualServer.Name("user"));
        await using var phone = await EnrolAsync(nonce, user);
        var accounts = (await fixture.Root.GetAsync($"{_server.Path}/users/{user}/accounts")).Is("Accounts").GetProperty("accounts");
        await phone.ListenAsync();
        (await fixture.Root.PostAsync($"{_server.Path}/sessions/provokelogin", nonce: nonce)).IsEmpty();
        await _asks.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        (await fixture.Root.PutAsync($"{_server.Path}/accounts/{accounts[0].GetProperty("id").GetInt64()}/?blocked=true")).Is("Account");
        _answer.SetResult(new LoginAnswer.Approve());

        await Eventually.TrueAsync(() => Task.FromResult(phone.Pushes.Any()), () => "The push has not ended.", Cancellation);
        Assert.IsNotType<PhoneResult.LoggedIn>(Assert.Single(phone.Pushes));
        Assert.False(await _server.IsLoggedInAsync(nonce));
    }

    // Logged out again, and waiting for the test with its answer.
    private async Task<Phone> EnrolAsync(string nonce, string user)
    {
        var phone = await _server.EnrolAsync(nonce, user);
        phone.Decide = _ =>
        {
            _asks.TrySetResult();
            return _answer.Task;
        };
        await _server.LogoutAsync(nonce);
        return phone;
    }
}
