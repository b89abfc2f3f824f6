using NextAuth.Authenticator.Accounts;
using NextAuth.Authenticator.Connections;
using NextAuth.Protocol;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Handshake;
using NextAuth.Protocol.Messages;

namespace NextAuth.Authenticator.Flows;

/// <summary>An open account channel, and the account as it stands now.</summary>
internal sealed record AccountChannel(StoredAccount Stored, OpenChannel Channel) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Channel.DisposeAsync();
}

/// <summary>
/// Opens account channels. Doing so also settles what was interrupted: the server knows one of the keys this phone holds, and the handshake shows which.
/// </summary>
internal static class AccountChannels
{
    // Longer than an interrupted connection can live on the server (2 minutes before the handshake is done), so nothing of it can still take effect.
    private static readonly TimeSpan InterruptedFor = TimeSpan.FromMinutes(10);

    public static async Task<Attempt<AccountChannel>> OpenAsync(PhoneContext phone, string id, CancellationToken cancellationToken)
    {
        if (await phone.Store.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            return new PhoneResult.NoAccount();
        }

        if (stored.Secrets.Pending is { } pending)
        {
            var rotated = await ConnectAsync(phone, stored, pending.AuthenticationKey, Promoted, cancellationToken).ConfigureAwait(false);
            if (rotated.Succeeds(out _, out var failure) || failure is not PhoneResult.Refused { Cause: Refusal.UnknownAccount })
            {
                return rotated;
            }
        }

        var attempt = await ConnectAsync(phone, stored, stored.Secrets.AuthenticationKey, current => Kept(current, phone.Now), cancellationToken)
            .ConfigureAwait(false);
        if (!attempt.Succeeds(out _, out var refusal)
            && refusal is PhoneResult.Refused { Cause: Refusal.UnknownAccount }
            && !stored.Account.IsEnrolled
            && phone.Now - stored.Account.CreatedAt > InterruptedFor)
        {
            // The server never made it.
            await phone.Store.RemoveAsync(id, cancellationToken).ConfigureAwait(false);
            return new PhoneResult.NoAccount();
        }

        return attempt;
    }

    /// <summary>Settles whatever is unfinished on a server; failures leave it unfinished.</summary>
    public static async Task SettleAsync(PhoneContext phone, IEnumerable<StoredAccount> accounts, CancellationToken cancellationToken)
    {
        foreach (var stored in accounts.Where(IsUnfinished))
        {
            var attempt = await OpenAsync(phone, stored.Account.Id, cancellationToken).ConfigureAwait(false);
            if (attempt.Succeeds(out var channel, out _))
            {
                await channel.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    public static bool IsUnfinished(StoredAccount stored) => !stored.Account.IsEnrolled || stored.Secrets.Pending is not null;

    private static StoredAccount Promoted(StoredAccount current) => current.Secrets.Pending is not { } pending
        ? current
        : current with
        {
            Secrets = current.Secrets with { AuthenticationKey = pending.AuthenticationKey, TransactionKey = pending.TransactionKey, Pending = null },
        };

    private static StoredAccount Kept(StoredAccount current, DateTimeOffset now) =>
        current.Secrets.Pending is { } pending && now - pending.Since > InterruptedFor
            ? current with { Secrets = current.Secrets with { Pending = null } }
            : current;

    private static async Task<Attempt<AccountChannel>> ConnectAsync(
        PhoneContext phone,
        StoredAccount stored,
        byte[] key,
        Func<StoredAccount, StoredAccount> settle,
        CancellationToken cancellationToken)
    {
        var account = stored.Account;
        if (!P256SigningKey.TryImportPkcs8(key, out var signingKey))
        {
            return new PhoneResult.NoAccount();
        }

        using var imported = signingKey;
        var endpoints = ServerAddress.Candidates(null, [account], null, phone.Options.AllowInsecureTransport);
        if (!endpoints.Succeeds(out var addresses, out var failure))
        {
            return failure;
        }

        using var expected = ServerIdentity.OfKey(account.ServerKey.Span);
        var initiator = Initiator.Start(Purpose.Account, account.Server, []);
        var begun = await Handshake.BeginAsync(addresses, phone.Options, initiator, expected, cancellationToken).ConfigureAwait(false);
        if (!begun.Succeeds(out var handshake, out failure))
        {
            return failure;
        }

        await using var ending = handshake.ConfigureAwait(false);
        if (!ProtocolJson.TryRead(handshake.Hello.Span, ProtocolJson.Default.AccountHello, out var hello))
        {
            return new PhoneResult.ProtocolViolated(ProtocolError.InvalidMessage);
        }

        var request = ProtocolJson.Write(new OpenRequest { ClientVersion = phone.Options.ClientVersion }, ProtocolJson.Default.OpenRequest);
        var proof = handshake.Complete(imported, request, out var secure);
        var opened = await handshake.OpenAsync(proof, secure, cancellationToken).ConfigureAwait(false);
        if (!opened.Succeeds(out var channel, out failure))
        {
            return failure;
        }

        var settled = await ConfirmAsync(phone, channel, stored, hello, settle, cancellationToken).ConfigureAwait(false);
        if (!settled.Succeeds(out _, out failure))
        {
            await channel.DisposeAsync().ConfigureAwait(false);
        }

        return settled;
    }

    private static async Task<Attempt<AccountChannel>> ConfirmAsync(
        PhoneContext phone,
        OpenChannel channel,
        StoredAccount stored,
        AccountHello hello,
        Func<StoredAccount, StoredAccount> settle,
        CancellationToken cancellationToken)
    {
        var received = await channel.ReceiveAsync(cancellationToken).ConfigureAwait(false);
        if (!received.Succeeds(out var answer, out var failure))
        {
            return failure;
        }

        if (answer is Push { Kind: PushKind.AccountRemoved })
        {
            return await phone.RemoveAsync(stored.Account).ConfigureAwait(false);
        }

        if (answer is not OpenResult result)
        {
            return new PhoneResult.ProtocolViolated(ProtocolError.InvalidMessage);
        }

        StoredAccount Change(StoredAccount current)
        {
            var account = PhoneContext.WithParameters(current.Account, hello.Server) with { AccountId = result.AccountId };
            return settle(current with { Account = account });
        }

        var unfinished = IsUnfinished(stored);
        var updated = unfinished || hello.Server.Version > stored.Account.Parameters.Version
            ? await phone.Store.UpdateAsync(stored.Account.Id, Change, cancellationToken).ConfigureAwait(false)
            : stored;
        if (updated is null)
        {
            return new PhoneResult.NoAccount();
        }

        if (unfinished && !IsUnfinished(updated))
        {
            phone.Report(new PhoneEvent.Recovered(updated.Account));
        }

        return new AccountChannel(updated, channel);
    }
}
