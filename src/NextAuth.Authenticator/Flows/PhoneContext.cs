using NextAuth.Authenticator.Accounts;
using NextAuth.Protocol.Messages;

namespace NextAuth.Authenticator.Flows;

/// <summary>What every flow works with.</summary>
internal sealed record PhoneContext(IAccountStore Store, IConfirmation Confirmation, PhoneClientOptions Options)
{
    // Telling the server that the person turned away is worth a moment even when the application is closing.
    private static readonly TimeSpan FarewellTimeout = TimeSpan.FromSeconds(5);

    public DateTimeOffset Now => Options.TimeProvider.GetUtcNow();

    public void Report(PhoneEvent progress) => Options.Progress?.Report(progress);

    /// <summary>For what is still sent after the caller has cancelled.</summary>
    public CancellationTokenSource Farewell() => new(FarewellTimeout, Options.TimeProvider);

    /// <summary>The server has said, in a record of a channel that it has proven, that the account is gone: so is this phone's copy.</summary>
    public async Task<PhoneResult> RemoveAsync(Account account)
    {
        // Also when the caller has cancelled meanwhile: the keys are good for nothing any more.
        await Store.RemoveAsync(account.Id, CancellationToken.None).ConfigureAwait(false);
        Report(new PhoneEvent.AccountRemoved(account));
        return new PhoneResult.Refused(Refusal.AccountRemoved);
    }

    /// <summary>Keeps the newest parameters.</summary>
    public static Account WithParameters(Account account, ServerParameters parameters) =>
        parameters.Version > account.Parameters.Version ? account with { Parameters = parameters } : account;
}
