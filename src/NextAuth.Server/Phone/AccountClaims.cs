using Microsoft.Extensions.Logging;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Accounts;
using NextAuth.Server.Servers;
using PushMessage = NextAuth.Protocol.Messages.Push;

namespace NextAuth.Server.Phone;

/// <summary>Whose key an M3 claims. Owned by the loop of one connection.</summary>
/// <param name="Account">The account; <see langword="null"/>: none has the key.</param>
/// <param name="Key">What the claim is verified against; <see langword="null"/>: nothing could prove it.</param>
internal sealed record AccountClaim(Account? Account, P256PublicKey? Key)
{
    /// <summary>Whether the account was removed: who proves the claim is told that, and nothing else is done.</summary>
    public bool IsOfRemoved => Account is null && Key is not null;
}

/// <summary>Finds whose key an M3 claims (docs/protocol/handshake.md, section 2).</summary>
internal sealed class AccountClaims(AccountService accounts, AccountKeys keys, ILogger<AccountClaims> logger)
{
    public async ValueTask<AccountClaim> FindAsync(ServerRuntime server, ReadOnlyMemory<byte> accountKey, CancellationToken cancellationToken)
    {
        if (await accounts.FindByKeyAsync(server.Id, accountKey, cancellationToken) is { } account)
        {
            return new(account, keys.Get(account.PublicKey));
        }

        // Parsed whether it was an account's or not: the same work, so that the time doesn't tell. Not kept among the keys, or strangers could flush those out.
        var wasRemoved = await accounts.WasRemovedAsync(server.Id, accountKey, cancellationToken);
        _ = P256PublicKey.TryImport(accountKey.Span, out var claimed);
        if (wasRemoved)
        {
            return new(null, claimed);
        }

        claimed?.Dispose();
        return new(null, null);
    }

    /// <summary>The answer to a proven claim of a removed account: the phone removes its copy.</summary>
    public ProofOutcome Tell(ServerRuntime server, AccountClaim claim)
    {
        claim.Key?.Dispose();
        logger.RemovedAccountTold(server.Id);
        return new ProofOutcome.Answered(new PushMessage { N = 0, Kind = PushKind.AccountRemoved }, null);
    }
}
