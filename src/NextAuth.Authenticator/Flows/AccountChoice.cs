using NextAuth.Authenticator.Accounts;
using NextAuth.Authenticator.Connections;
using NextAuth.Protocol;
using NextAuth.Protocol.Handshake;
using NextAuth.Protocol.Messages;

namespace NextAuth.Authenticator.Flows;

/// <summary>Finds the accounts a login can be done with.</summary>
internal sealed class AccountChoice(PhoneContext phone, LoginTarget target)
{
    public async Task<PhoneResult> LogInAsync(string link, Uri? server, CancellationToken cancellationToken)
    {
        var accounts = await OnServerAsync(cancellationToken).ConfigureAwait(false);
        if (accounts.Any(AccountChannels.IsUnfinished))
        {
            // Now, not after M3: a login with keys the server no longer has would be spent.
            await AccountChannels.SettleAsync(phone, accounts, cancellationToken).ConfigureAwait(false);
            accounts = await OnServerAsync(cancellationToken).ConfigureAwait(false);
        }

        // Whoever shows an enrol code can write any server's id into it, so accounts of one id may have different keys: each server is asked under its own key,
        // and only the accounts that were made with it are offered.
        var enrolled = accounts.Where(stored => stored.Account.IsEnrolled).GroupBy(stored => Convert.ToHexString(stored.Account.ServerKey.Span)).ToArray();
        PhoneResult result = new PhoneResult.NoAccount();
        foreach (var group in enrolled)
        {
            result = await LogInAsync([.. group], link, server, cancellationToken).ConfigureAwait(false);
            if (result is not PhoneResult.ServerNotProven { Cause: ProtocolError.WrongServerKey })
            {
                return result;
            }
        }

        if (enrolled.Length == 0)
        {
            await SayNoAccountAsync(link, server, cancellationToken).ConfigureAwait(false);
        }

        return result;
    }

    public async Task<PhoneResult> LogInAsync(StoredAccount stored, CancellationToken cancellationToken)
    {
        if (AccountChannels.IsUnfinished(stored))
        {
            await AccountChannels.SettleAsync(phone, [stored], cancellationToken).ConfigureAwait(false);
            if (await phone.Store.FindAsync(stored.Account.Id, cancellationToken).ConfigureAwait(false) is not { } settled)
            {
                return new PhoneResult.NoAccount();
            }

            stored = settled;
        }

        return await LogInAsync([stored], null, null, cancellationToken).ConfigureAwait(false);
    }

    private async Task<PhoneResult> LogInAsync(IReadOnlyList<StoredAccount> accounts, string? link, Uri? server, CancellationToken cancellationToken)
    {
        var endpoints = ServerAddress.Candidates(server, accounts.Select(stored => stored.Account), link, phone.Options.AllowInsecureTransport);
        return endpoints.Succeeds(out var addresses, out var failure)
            ? await new LoginFlow(phone, target, accounts).RunAsync(addresses, cancellationToken).ConfigureAwait(false)
            : failure;
    }

    private async Task<StoredAccount[]> OnServerAsync(CancellationToken cancellationToken)
    {
        var listing = await phone.Store.ListAsync(cancellationToken).ConfigureAwait(false);
        return [.. listing.Accounts.Where(stored => stored.Account.Server == target.Server)];
    }

    /// <summary>
    /// Lets the waiting browser know. Without an account there is no key to check M2 against, and nothing of it is used; the phone says nothing about itself either.
    /// </summary>
    private async Task SayNoAccountAsync(string link, Uri? server, CancellationToken cancellationToken)
    {
        var endpoints = ServerAddress.Candidates(server, [], link, phone.Options.AllowInsecureTransport);
        if (!endpoints.Succeeds(out var addresses, out _))
        {
            return;
        }

        var opened = await FrameConnection.OpenAsync(addresses, phone.Options, cancellationToken).ConfigureAwait(false);
        if (!opened.Succeeds(out var connection, out _))
        {
            return;
        }

        await using var closing = connection.ConfigureAwait(false);
        using var initiator = Initiator.Start(Purpose.Login, target.Server, target.Context);
        if (await connection.SendAsync(initiator.FirstMessage, cancellationToken).ConfigureAwait(false) is not null)
        {
            return;
        }

        var received = await connection.ReceiveAsync(phone.Options.AnswerTimeout, cancellationToken).ConfigureAwait(false);
        if (received.Succeeds(out var answer, out _) && !Alert.TryParse(answer, out _))
        {
            await connection.SendAsync(Alert.Write(AlertCode.NoAccount), cancellationToken).ConfigureAwait(false);
        }
    }
}
