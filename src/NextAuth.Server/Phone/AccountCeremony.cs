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
    AccountClaims claims, SessionService sessions, ServerParametersFactory parameters, ILogger<AccountCeremony> logger)
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
        private AccountClaim? _claim;

        public void TurnAway(BrowserNews news)
        {
            // No page waits for this.
        }

        public async ValueTask<P256PublicKey?> FindKeyAsync(ReadOnlyMemory<byte> accountKey, CancellationToken cancellationToken)
        {
            _claim = await ceremony.FindAsync(server, accountKey, cancellationToken);
            return _claim.Key;
        }

        public async Task<ProofOutcome> CompleteAsync(Responder responder, SecureChannel channel, CancellationToken cancellationToken)
        {
            if (_claim is { IsOfRemoved: true } removed)
            {
                return ceremony.Tell(server, removed);
            }

            if (_claim?.Account is not { } account
                || !ProtocolJson.TryRead(responder.Request, ProtocolJson.Default.OpenRequest, out var request)
                || request.ClientVersion?.Length > 100)
            {
                return new ProofOutcome.Refused(AlertCode.Malformed);
            }

            return account.Blocked ? new ProofOutcome.Refused(AlertCode.Refused) : await ceremony.OpenAsync(server, account, cancellationToken);
        }
    }

    private ValueTask<AccountClaim> FindAsync(ServerRuntime server, ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        claims.FindAsync(server, key, cancellationToken);

    private ProofOutcome Tell(ServerRuntime server, AccountClaim removed) => claims.Tell(server, removed);

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
