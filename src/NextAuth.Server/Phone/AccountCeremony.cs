using Microsoft.Extensions.Logging;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Handshake;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Accounts;
using NextAuth.Server.Cluster;
using NextAuth.Server.Servers;
using NextAuth.Server.Sessions;

namespace NextAuth.Server.Phone;

/// <summary>Purpose 3: opens a channel for the phone's own business (docs/protocol/messages.md, section 4.3).</summary>
internal sealed class AccountCeremony(
    AccountService accounts, AccountKeys keys, SessionService sessions, ServerParametersFactory parameters, ILogger<AccountCeremony> logger)
{
    public Admission Admit(ServerRuntime server)
    {
        var hello = new AccountHello { Server = parameters.Make(server.Server) };
        var json = Fitting.FirstThatFits(
            ProtocolJson.Default.AccountHello, () => hello, () => hello with { Server = Fitting.WithoutLogo(hello.Server) });
        return json is null ? new Admission.Refused(AlertCode.Unavailable) : new Admission.Admitted(json, new Pending(this, server));
    }

    private sealed class Pending(AccountCeremony ceremony, ServerRuntime server) : IPendingProof
    {
        private Account? _account;

        public void TurnAway(BrowserNews news)
        {
            // No page waits for this.
        }

        public async ValueTask<P256PublicKey?> FindKeyAsync(ReadOnlyMemory<byte> accountKey, CancellationToken cancellationToken)
        {
            _account = await ceremony.FindAsync(server, accountKey, cancellationToken);
            return _account is null ? null : ceremony.Key(_account);
        }

        public async Task<ProofOutcome> CompleteAsync(Responder responder, SecureChannel channel, CancellationToken cancellationToken)
        {
            if (_account is not { } account
                || !ProtocolJson.TryRead(responder.Request, ProtocolJson.Default.OpenRequest, out var request)
                || request.ClientVersion?.Length > 100)
            {
                return new ProofOutcome.Refused(AlertCode.Malformed);
            }

            return account.Blocked ? new ProofOutcome.Refused(AlertCode.Refused) : await ceremony.OpenAsync(server, account, cancellationToken);
        }
    }

    private Task<Account?> FindAsync(ServerRuntime server, ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        accounts.FindByKeyAsync(server.Id, key, cancellationToken);

    private P256PublicKey? Key(Account account) => keys.Get(account.PublicKey);

    private async Task<ProofOutcome> OpenAsync(ServerRuntime server, Account account, CancellationToken cancellationToken)
    {
        try
        {
            // Coming back within the ping time keeps the logins.
            await sessions.KeepAliveAsync(account.Id, server, cancellationToken);
        }
        catch (StorageUnavailableException unavailable)
        {
            logger.StoreUnavailable(unavailable);
            return new ProofOutcome.Refused(AlertCode.Unavailable);
        }

        return new ProofOutcome.Answered(new OpenResult { AccountId = account.Id }, account.Id);
    }
}
