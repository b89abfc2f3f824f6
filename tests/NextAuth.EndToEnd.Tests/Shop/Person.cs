using NextAuth.Authenticator;
using NextAuth.Authenticator.Accounts;

namespace NextAuth.EndToEnd.Tests.Shop;

/// <summary>Somebody with a phone and a browser, who agrees to everything the phone asks.</summary>
internal sealed class Person : IConfirmation, IDisposable
{
    private readonly MemoryAccountStore _store = new();

    public Person(Uri shop)
    {
        Browser = new(shop);
        Phone = new(_store, this);
    }

    public Browser Browser { get; }

    public PhoneClient Phone { get; }

    /// <summary>What the phone showed at the last login.</summary>
    public LoginPrompt? Seen { get; private set; }

    /// <summary>What the phone showed of the last transaction.</summary>
    public TransactionPrompt? SeenTransaction { get; private set; }

    public TransactionAnswer TransactionAnswer { get; set; } = TransactionAnswer.Approve;

    /// <summary>Signs up: chooses the name, scans, and lets the page move on by itself.</summary>
    public async Task SignUpAsync(string name, CancellationToken cancellationToken)
    {
        await Browser.OpenAsync("/signup", cancellationToken);
        await Browser.SubmitAsync("/signup", cancellationToken, ("Name", name));
        await Browser.FollowAsync(() => ScanAsync(cancellationToken), cancellationToken);
    }

    public async Task LogOutAsync(CancellationToken cancellationToken) => await Browser.SubmitAsync("/logout", cancellationToken);

    /// <summary>Scans the code on the page.</summary>
    public async Task ScanAsync(CancellationToken cancellationToken)
    {
        var result = await Phone.ScanAsync(Browser.Link, cancellationToken: cancellationToken);
        Assert.True(result is PhoneResult.Enrolled or PhoneResult.LoggedIn, result.ToString());
    }

    public async Task<string> GetAccountAsync(CancellationToken cancellationToken) =>
        Assert.Single((await _store.ListAsync(cancellationToken)).Accounts).Account.Id;

    public ValueTask<EnrolAnswer> ConfirmEnrolAsync(EnrolPrompt prompt, CancellationToken cancellationToken) => new(EnrolAnswer.Approve);

    public ValueTask<LoginAnswer> ConfirmLoginAsync(LoginPrompt prompt, CancellationToken cancellationToken)
    {
        Seen = prompt;
        return new(new LoginAnswer.Approve());
    }

    public ValueTask<TransactionAnswer> ConfirmTransactionAsync(TransactionPrompt prompt, CancellationToken cancellationToken)
    {
        SeenTransaction = prompt;
        return new(TransactionAnswer);
    }

    public void Dispose() => Browser.Dispose();
}
