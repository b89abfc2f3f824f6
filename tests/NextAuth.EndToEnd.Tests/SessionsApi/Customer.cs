using NextAuth.Authenticator;
using NextAuth.Authenticator.Accounts;
using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests.SessionsApi;

/// <summary>Somebody with an account, who approves what the phone asks and remembers what it showed.</summary>
internal sealed class Customer : IConfirmation, IAsyncDisposable
{
    private readonly MemoryAccountStore _store = new();
    private readonly PhoneClient _phone;
    private readonly CancellationTokenSource _ends = new();
    private Task _listening = Task.CompletedTask;

    private Customer() => _phone = new(_store, this);

    /// <summary>What the phone showed at the last login.</summary>
    public LoginPrompt? Seen { get; private set; }

    /// <summary>Enrols in a session, which is logged in afterwards, and as a user when one is named.</summary>
    public static async Task<Customer> EnrolAsync(RestApi api, string nonce, string? userid, CancellationToken cancellationToken)
    {
        var customer = new Customer();
        Assert.IsType<PhoneResult.Enrolled>(await customer._phone.EnrolAsync(await api.EnrolLinkAsync(nonce, "phone", cancellationToken), cancellationToken: cancellationToken));
        if (userid is not null)
        {
            await api.RegisterUserAsync(nonce, userid, cancellationToken);
        }

        return customer;
    }

    /// <summary>Scans a login code.</summary>
    public async Task<PhoneResult.LoggedIn> ScanAsync(string link, CancellationToken cancellationToken) =>
        Assert.IsType<PhoneResult.LoggedIn>(await TryScanAsync(link, cancellationToken));

    public Task<PhoneResult> TryScanAsync(string link, CancellationToken cancellationToken) => _phone.LogInAsync(link, cancellationToken: cancellationToken);

    /// <summary>Answers pushes from now on, those that were missed first.</summary>
    public async Task ListenAsync(CancellationToken cancellationToken)
    {
        var account = Assert.Single((await _store.ListAsync(cancellationToken)).Accounts).Account.Id;
        _listening = _phone.ListenAsync(account, _ends.Token);
    }

    public ValueTask<EnrolAnswer> ConfirmEnrolAsync(EnrolPrompt prompt, CancellationToken cancellationToken) => new(EnrolAnswer.Approve);

    public ValueTask<LoginAnswer> ConfirmLoginAsync(LoginPrompt prompt, CancellationToken cancellationToken)
    {
        Seen = prompt;
        return new(new LoginAnswer.Approve());
    }

    public ValueTask<TransactionAnswer> ConfirmTransactionAsync(TransactionPrompt prompt, CancellationToken cancellationToken) => new(TransactionAnswer.Approve);

    public async ValueTask DisposeAsync()
    {
        await _ends.CancelAsync();
        await _listening.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        _ends.Dispose();
    }
}
