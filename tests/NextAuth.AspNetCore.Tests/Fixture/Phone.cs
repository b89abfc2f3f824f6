using NextAuth.Authenticator;
using NextAuth.Authenticator.Accounts;
using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.AspNetCore.Tests.Fixture;

/// <summary>A person's phone: the real library. It approves unless told otherwise.</summary>
internal sealed class Phone : IConfirmation, IAsyncDisposable
{
    private readonly MemoryAccountStore _store = new();
    private readonly PhoneClient _client;
    private readonly CancellationTokenSource _ends = new();
    private Task _listening = Task.CompletedTask;

    public Phone() => _client = new(_store, this);

    /// <summary>What the phone showed at the last login.</summary>
    public LoginPrompt? Seen { get; private set; }

    public Func<LoginPrompt, Task<LoginAnswer>> Answer { get; set; } = static _ => Task.FromResult<LoginAnswer>(new LoginAnswer.Approve());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Enrols in a session of its own and logs out again; then belongs to a user if one is named.</summary>
    public static async Task<Phone> EnrolAsync(RestApi api, string? user)
    {
        var (phone, nonce) = (new Phone(), $"enrol-{Guid.NewGuid():N}");
        Assert.IsType<PhoneResult.Enrolled>(await phone._client.EnrolAsync(await api.EnrolLinkAsync(nonce, "phone", Token), cancellationToken: Token));
        if (user is not null)
        {
            await api.RegisterUserAsync(nonce, user, Token);
        }

        await api.LogoutAsync(nonce, Token);
        return phone;
    }

    public async Task ScanAsync(string link) => Assert.IsType<PhoneResult.LoggedIn>(await TryScanAsync(link));

    public Task<PhoneResult> TryScanAsync(string link) => _client.ScanAsync(link, cancellationToken: Token);

    /// <summary>Ends all logins of its account.</summary>
    public async Task LogOutAsync() => Assert.IsType<PhoneResult.Done>(await _client.LogoutAsync(await AccountAsync(), null, Token));

    /// <summary>Answers pushes from now on, those that were missed first.</summary>
    public async Task ListenAsync() => _listening = _client.ListenAsync(await AccountAsync(), _ends.Token);

    public ValueTask<EnrolAnswer> ConfirmEnrolAsync(EnrolPrompt prompt, CancellationToken cancellationToken) => new(EnrolAnswer.Approve);

    public async ValueTask<LoginAnswer> ConfirmLoginAsync(LoginPrompt prompt, CancellationToken cancellationToken)
    {
        Seen = prompt;
        return await Answer(prompt);
    }

    public ValueTask<TransactionAnswer> ConfirmTransactionAsync(TransactionPrompt prompt, CancellationToken cancellationToken) => new(TransactionAnswer.Approve);

    public async ValueTask DisposeAsync()
    {
        await _ends.CancelAsync();
        await _listening.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        _ends.Dispose();
    }

    private async Task<string> AccountAsync() => Assert.Single((await _store.ListAsync(Token)).Accounts).Account.Id;
}
