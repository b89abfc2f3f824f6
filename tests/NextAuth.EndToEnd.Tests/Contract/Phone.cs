using System.Collections.Concurrent;
using System.Text;
using NextAuth.Authenticator;
using NextAuth.Authenticator.Accounts;

namespace NextAuth.EndToEnd.Tests.Contract;

/// <summary>A phone with one account. It approves what it is asked unless told otherwise.</summary>
internal sealed class Phone : IConfirmation, IProgress<PhoneEvent>, IAsyncDisposable
{
    private readonly MemoryAccountStore _store = new();
    private readonly ConcurrentQueue<PhoneEvent> _events = new();
    private readonly TaskCompletionSource _listens = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _ends = new();
    private readonly Uri _server;
    private readonly PhoneClient _phone;
    private Task _listening = Task.CompletedTask;

    private Phone(Uri server)
    {
        _server = server;
        _phone = new(_store, this, new() { AllowInsecureTransport = true, Progress = this });
    }

    /// <summary>How a login is answered.</summary>
    public Func<LoginPrompt, Task<LoginAnswer>> Decide { get; set; } = _ => Task.FromResult<LoginAnswer>(new LoginAnswer.Approve());

    /// <summary>How a transaction is answered.</summary>
    public Func<TransactionPrompt, Task<TransactionAnswer>> DecideTransaction { get; set; } = _ => Task.FromResult(TransactionAnswer.Approve);

    /// <summary>What the last login showed.</summary>
    public LoginPrompt? Seen { get; private set; }

    /// <summary>How the pushes ended that it got.</summary>
    public IEnumerable<PhoneResult> Pushes => _events.OfType<PhoneEvent.PushFinished>().Select(finished => finished.Result);

    public bool WasRemoved => _events.OfType<PhoneEvent.AccountRemoved>().Any();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A phone without any account.</summary>
    public static Phone Empty(Uri server) => new(server);

    public static async Task<Phone> EnrolAsync(Uri server, byte[] link)
    {
        var phone = new Phone(server);
        Assert.IsType<PhoneResult.Enrolled>(await phone.TryEnrolAsync(link));
        return phone;
    }

    public Task<PhoneResult> TryEnrolAsync(byte[] link) => _phone.EnrolAsync(Encoding.ASCII.GetString(link), _server, Cancellation);

    /// <summary>Scans the code of a login or a transaction.</summary>
    public Task<PhoneResult> ScanAsync(byte[] link) => _phone.ScanAsync(Encoding.ASCII.GetString(link), _server, Cancellation);

    /// <summary>Answers pushes from now on, those that were missed first.</summary>
    public async Task ListenAsync()
    {
        await StartAsync();
        await Task.WhenAny(_listens.Task, _listening).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        Assert.True(_listens.Task.IsCompleted, "The phone cannot listen.");
    }

    /// <summary>Connects, only to hear that its account is gone.</summary>
    public async Task HearRemovalAsync()
    {
        await StartAsync();
        await _listening.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        Assert.True(WasRemoved, "The phone keeps its copy.");
        Assert.Empty((await _store.ListAsync(Cancellation)).Accounts);
    }

    private async Task StartAsync() => _listening = _phone.ListenAsync(Assert.Single((await _store.ListAsync(Cancellation)).Accounts).Account.Id, _ends.Token);

    public void Report(PhoneEvent value)
    {
        _events.Enqueue(value);
        if (value is PhoneEvent.Listening)
        {
            _listens.TrySetResult();
        }
    }

    public ValueTask<EnrolAnswer> ConfirmEnrolAsync(EnrolPrompt prompt, CancellationToken cancellationToken) => new(EnrolAnswer.Approve);

    public async ValueTask<LoginAnswer> ConfirmLoginAsync(LoginPrompt prompt, CancellationToken cancellationToken)
    {
        Seen = prompt;
        return await Decide(prompt).WaitAsync(cancellationToken);
    }

    public async ValueTask<TransactionAnswer> ConfirmTransactionAsync(TransactionPrompt prompt, CancellationToken cancellationToken) =>
        await DecideTransaction(prompt).WaitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _ends.CancelAsync();
        await _listening.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        _ends.Dispose();
    }
}
