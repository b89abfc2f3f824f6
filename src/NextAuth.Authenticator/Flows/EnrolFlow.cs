using System.Buffers.Text;
using System.Security.Cryptography;
using NextAuth.Authenticator.Accounts;
using NextAuth.Authenticator.Connections;
using NextAuth.Protocol;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Handshake;
using NextAuth.Protocol.Links;
using NextAuth.Protocol.Messages;
using NextAuth.Protocol.VisualHash;

namespace NextAuth.Authenticator.Flows;

/// <summary>Makes an account (docs/protocol/messages.md, section 4.2).</summary>
internal sealed class EnrolFlow(PhoneContext phone, Link.Enrol link)
{
    public async Task<PhoneResult> RunAsync(IReadOnlyList<Uri> endpoints, CancellationToken cancellationToken)
    {
        // 1. The server first proves to hold the key whose fingerprint the code carries.
        using var expected = ServerIdentity.OfFingerprint(link.Fingerprint.Span);
        var initiator = Initiator.Start(Purpose.Enrol, link.Server, EnrolContext.Derive(link.Token.Span));
        var begun = await Handshake.BeginAsync(endpoints, phone.Options, initiator, expected, cancellationToken).ConfigureAwait(false);
        if (!begun.Succeeds(out var handshake, out var failure))
        {
            return failure;
        }

        await using var ending = handshake.ConfigureAwait(false);
        if (!ProtocolJson.TryRead(handshake.Hello.Span, ProtocolJson.Default.EnrolHello, out var hello))
        {
            return new PhoneResult.ProtocolViolated(ProtocolError.InvalidMessage);
        }

        phone.Report(new PhoneEvent.ServerProven(DisplayText.Clean(hello.Server.ServerName)));
        if (hello.SecondFactor)
        {
            return await TurnAwayAsync(handshake, new PhoneResult.Refused(Refusal.SecondFactor)).ConfigureAwait(false);
        }

        // 2. The person decides.
        if (!await IsApprovedAsync(handshake, hello, cancellationToken).ConfigureAwait(false))
        {
            return await TurnAwayAsync(handshake, new PhoneResult.Declined()).ConfigureAwait(false);
        }

        // 3. New keys, saved before the server can have the account, so that a crash at any later moment leaves a phone that can use it.
        using var authentication = P256SigningKey.Create();
        using var transaction = P256SigningKey.Create();
        var proof = handshake.Complete(authentication, Request(handshake, transaction), out var secure);
        var account = Unfinished(handshake, hello);
        var secrets = new AccountSecrets
        {
            AuthenticationKey = authentication.ExportPkcs8(),
            TransactionKey = transaction.ExportPkcs8(),
            PushKey = secure.Export("push"u8),
        };
        await phone.Store.AddAsync(new StoredAccount(account, secrets), cancellationToken).ConfigureAwait(false);

        // 4. Ask for the account.
        var opened = await handshake.OpenAsync(proof, secure, cancellationToken).ConfigureAwait(false);
        if (!opened.Succeeds(out var channel, out failure))
        {
            return await SettleAsync(account, failure, cancellationToken).ConfigureAwait(false);
        }

        var (result, kept) = await FinishAsync(account, channel, cancellationToken).ConfigureAwait(false);
        if (!kept)
        {
            await channel.DisposeAsync().ConfigureAwait(false);
        }

        return result;
    }

    private async Task<bool> IsApprovedAsync(Handshake handshake, EnrolHello hello, CancellationToken cancellationToken)
    {
        var prompt = new EnrolPrompt
        {
            Server = DisplayText.Clean(hello.Server.ServerName),
            Site = hello.Server.Siteurl is { } site ? DisplayText.Clean(site) : null,
            Logo = hello.Server.Logo,
            Label = DisplayText.Clean(hello.Label),
            Host = DisplayText.Clean(handshake.Endpoint.Authority),
            Picture = hello.Server.ServerFlags.Contains("noVash") ? null : ServerPicture.Of(handshake.ServerKey),
        };
        try
        {
            var answer = await phone.Confirmation.ConfirmEnrolAsync(prompt, cancellationToken).ConfigureAwait(false);
            return answer is EnrolAnswer.Approve && !cancellationToken.IsCancellationRequested;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<PhoneResult> TurnAwayAsync(Handshake handshake, PhoneResult result)
    {
        using var farewell = phone.Farewell();
        await handshake.TurnAwayAsync(AlertCode.Cancelled, farewell.Token).ConfigureAwait(false);
        return result;
    }

    private byte[] Request(Handshake handshake, P256SigningKey transaction) => ProtocolJson.Write(
        new EnrolRequest
        {
            Token = Base64Url.EncodeToString(link.Token.Span),
            TransactionKey = Base64Url.EncodeToString(transaction.PublicKey),
            TransactionSignature = Base64Url.EncodeToString(handshake.SignTransactionKey(transaction)),
            Device = phone.Options.Device,
            ClientVersion = phone.Options.ClientVersion,
        },
        ProtocolJson.Default.EnrolRequest);

    private Account Unfinished(Handshake handshake, EnrolHello hello) => new()
    {
        Id = RandomNumberGenerator.GetHexString(16, lowercase: true),
        Server = link.Server,
        ServerKey = handshake.ServerKey.ToArray(),
        Label = hello.Label,
        Parameters = hello.Server,
        Endpoint = handshake.Endpoint,
        Device = phone.Options.Device,
        CreatedAt = phone.Now,
    };

    private async Task<(PhoneResult Result, bool ChannelKept)> FinishAsync(
        Account account,
        OpenChannel channel,
        CancellationToken cancellationToken)
    {
        var received = await channel.ReceiveAsync(cancellationToken).ConfigureAwait(false);
        if (!received.Succeeds(out var message, out var failure))
        {
            return (await SettleAsync(account, failure, cancellationToken).ConfigureAwait(false), false);
        }

        switch (message)
        {
            case EnrolResult { Outcome: EnrolOutcome.Enrolled, AccountId: { } accountId } result:
                var enrolled = await SaveAsync(account, accountId, cancellationToken).ConfigureAwait(false);
                var session = result is { LoggedIn: true, PingTime: > 0 }
                    ? ContinuousSession.Start(phone, enrolled, null, TimeSpan.FromSeconds(result.PingTime), channel)
                    : null;
                return (new PhoneResult.Enrolled(enrolled, result.LoggedIn, session), session is not null);

            case EnrolResult { Outcome: not EnrolOutcome.Enrolled } result:
                // Said by the server on the channel itself, so there is no account these keys could belong to.
                await phone.Store.RemoveAsync(account.Id, cancellationToken).ConfigureAwait(false);
                await RememberAsync(account, HistoryOutcome.Refused, cancellationToken).ConfigureAwait(false);
                return (Refusals.Of(result.Outcome), false);

            default:
                return (new PhoneResult.ProtocolViolated(ProtocolError.InvalidMessage), false);
        }
    }

    private async Task<Account> SaveAsync(Account account, long accountId, CancellationToken cancellationToken)
    {
        var saved = await phone.Store.UpdateAsync(
            account.Id,
            current => current with { Account = current.Account with { AccountId = accountId } },
            cancellationToken).ConfigureAwait(false);
        await RememberAsync(account, HistoryOutcome.Done, cancellationToken).ConfigureAwait(false);
        return saved?.Account ?? account with { AccountId = accountId };
    }

    /// <summary>No trustworthy answer came: asks the server over a new connection whether the account exists. Otherwise it stays unfinished for later.</summary>
    private async Task<PhoneResult> SettleAsync(Account account, PhoneResult failure, CancellationToken cancellationToken)
    {
        var attempt = await AccountChannels.OpenAsync(phone, account.Id, cancellationToken).ConfigureAwait(false);
        if (!attempt.Succeeds(out var channel, out _))
        {
            return failure;
        }

        await channel.DisposeAsync().ConfigureAwait(false);
        await RememberAsync(account, HistoryOutcome.Done, cancellationToken).ConfigureAwait(false);
        return new PhoneResult.Enrolled(channel.Stored.Account, LoggedInBrowser: false, Session: null);
    }

    private Task RememberAsync(Account account, HistoryOutcome outcome, CancellationToken cancellationToken) => phone.Store.AppendHistoryAsync(
        new HistoryEntry
        {
            Time = phone.Now,
            Kind = HistoryKind.Enrol,
            Outcome = outcome,
            Account = account.Id,
            Label = DisplayText.Clean(account.Label),
            Server = DisplayText.Clean(account.Parameters.ServerName),
            Site = account.Parameters.Siteurl is { } site ? DisplayText.Clean(site) : null,
        },
        cancellationToken);
}
