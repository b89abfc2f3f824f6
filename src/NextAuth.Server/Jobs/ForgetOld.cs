using Microsoft.Extensions.Options;
using NextAuth.Server.Accounts;
using NextAuth.Server.Push;
using NextAuth.Server.Registration;
using NextAuth.Server.Servers;
using NextAuth.Server.Sessions;
using NextAuth.Server.Transactions;

namespace NextAuth.Server.Jobs;

/// <summary>Deletes what nobody needs any more: sessions without a login, pushes, enrolments, old transactions, traces of deleted accounts, what was in deleted servers.</summary>
internal sealed class ForgetOld(
    ISessionStore sessions,
    IPushStore pushes,
    IPushEndpointStore endpoints,
    IEnrolmentStore enrolments,
    ITransactionStore transactions,
    IAccountStore accounts,
    IServerStore servers,
    SessionService service,
    IOptions<SessionOptions> sessionOptions,
    IOptions<PushOptions> pushOptions,
    IOptions<TransactionOptions> transactionOptions,
    IOptions<AccountOptions> accountOptions) : IJob
{
    // Whoever takes the last word to the phone of a deleted account does so within seconds; this is for a process that ended before.
    private static readonly TimeSpan DeletedLifetime = TimeSpan.FromHours(1);

    /// <summary>How many go in one step of the store, so that logins get their turn between.</summary>
    private const int Batch = 500;

    public string Name => "forget";

    public TimeSpan Interval => TimeSpan.FromSeconds(30);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Nothing is deleted by a clock that has just jumped.
        var now = service.Clock.Now;
        var options = sessionOptions.Value;
        await AllAsync(() => sessions.ForgetAsync(now - options.KeptFor, now - options.LastAccountLifetime, Batch, cancellationToken));

        // The limits count pushes of the last window, of logins and of transactions.
        var window = pushOptions.Value.Window > transactionOptions.Value.Window ? pushOptions.Value.Window : transactionOptions.Value.Window;
        await AllAsync(() => pushes.ForgetAsync(now - window, Batch, cancellationToken));
        await AllAsync(() => endpoints.ForgetDeletedAsync(now - DeletedLifetime, Batch, cancellationToken));
        await AllAsync(() => enrolments.ForgetAsync(now, Batch, cancellationToken));
        await AllAsync(() => transactions.ForgetAsync(now - transactionOptions.Value.Retention, Batch, cancellationToken));
        await AllAsync(() => servers.ForgetAsync(Batch, cancellationToken));
        await AllAsync(() => accounts.ForgetRemovedAsync(now - accountOptions.Value.RemovedLifetime, Batch, cancellationToken));
    }

    private static async Task AllAsync(Func<Task<int>> forgetAsync)
    {
        while (await forgetAsync() == Batch)
        {
            // Until the last batch is not full.
        }
    }
}
