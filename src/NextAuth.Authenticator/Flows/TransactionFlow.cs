using System.Buffers;
using System.Buffers.Text;
using NextAuth.Authenticator.Accounts;
using NextAuth.Protocol;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Messages;
using NextAuth.Protocol.Transactions;

namespace NextAuth.Authenticator.Flows;

/// <summary>Shows a transaction and answers it (docs/protocol/transactions.md, section 4).</summary>
/// <param name="phone">What every flow works with.</param>
/// <param name="id">The transaction.</param>
/// <param name="isPush">Whether it came as a push, not as a code the person scanned.</param>
internal sealed class TransactionFlow(PhoneContext phone, TransactionId id, bool isPush)
{
    /// <summary>Runs with the account whose transaction it is, found by asking with one after the other.</summary>
    public async Task<PhoneResult> RunAsync(IEnumerable<Account> accounts, CancellationToken cancellationToken)
    {
        PhoneResult result = new PhoneResult.NoAccount();
        foreach (var account in accounts)
        {
            var fetched = await FetchAsync(account, cancellationToken).ConfigureAwait(false);
            if (fetched.Succeeds(out var shown, out var failure))
            {
                return await AnswerAsync(shown, cancellationToken).ConfigureAwait(false);
            }

            if (failure is not (PhoneResult.NoAccount or PhoneResult.ServerNotProven or PhoneResult.Refused { Cause: Refusal.NotValid or Refusal.UnknownAccount or Refusal.AccountRemoved }))
            {
                return failure;
            }

            result = failure;
        }

        return result;
    }

    // Each question has a channel of its own: a person may take minutes, and a server closes a channel that does not answer its pings.
    private async Task<Connections.Attempt<Shown>> FetchAsync(Account account, CancellationToken cancellationToken)
    {
        var opened = await AccountChannels.OpenAsync(phone, account.Id, cancellationToken).ConfigureAwait(false);
        if (!opened.Succeeds(out var channel, out var failure))
        {
            return failure;
        }

        await using var closing = channel.ConfigureAwait(false);
        TransactionData? data = null;
        var command = Command(channel, TransactionAction.Fetch);
        var result = await channel.Channel.AskAsync(command, message => data ??= message as TransactionData, cancellationToken).ConfigureAwait(false);
        if (result is not PhoneResult.Done)
        {
            return result;
        }

        // Signed is what is shown, for this server, this account and this transaction, or nothing.
        var known = channel.Stored.Account;
        return data is not null
            && Decode(data.Content) is { } bytes
            && TransactionContent.TryRead(bytes, out var content)
            && content.Server == known.Server && content.Account == known.AccountId && content.Id == id
            ? new Shown(known, content, bytes)
            : new PhoneResult.ProtocolViolated(ProtocolError.InvalidMessage);
    }

    private async Task<PhoneResult> AnswerAsync(Shown shown, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(shown, cancellationToken).ConfigureAwait(false);
        if (answer is TransactionAnswer.Approve)
        {
            var approved = await DecideAsync(shown, answer, cancellationToken).ConfigureAwait(false);
            await RememberAsync(shown, Outcome(approved)).ConfigureAwait(false);
            return approved is PhoneResult.Done ? new PhoneResult.Approved(shown.Account, shown.Content) : approved;
        }

        // On a time limit of its own: declining is what happens when the caller cancels.
        using var farewell = phone.Farewell();
        try
        {
            await DecideAsync(shown, answer, farewell.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The server was not reached; the transaction expires by itself.
        }

        await RememberAsync(shown, answer is TransactionAnswer.Report ? HistoryOutcome.Reported : HistoryOutcome.Declined).ConfigureAwait(false);
        return new PhoneResult.Declined();
    }

    private async Task<TransactionAnswer> AskAsync(Shown shown, CancellationToken cancellationToken)
    {
        var parameters = shown.Account.Parameters;
        var prompt = new TransactionPrompt
        {
            Server = DisplayText.Clean(parameters.ServerName),
            Site = parameters.Siteurl is null ? null : DisplayText.Clean(parameters.Siteurl),
            Logo = parameters.Logo,
            Account = shown.Account,
            Amount = shown.Content.Amount,
            Benificiary = shown.Content.Benificiary,
            Description = shown.Content.Description,
            Expires = DateTimeOffset.FromUnixTimeSeconds(shown.Content.Expires),
            IsPush = isPush,
        };
        try
        {
            var answer = await phone.Confirmation.ConfirmTransactionAsync(prompt, cancellationToken).ConfigureAwait(false);
            return cancellationToken.IsCancellationRequested ? TransactionAnswer.Decline : answer;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return TransactionAnswer.Decline;
        }
    }

    private async Task<PhoneResult> DecideAsync(Shown shown, TransactionAnswer answer, CancellationToken cancellationToken)
    {
        var opened = await AccountChannels.OpenAsync(phone, shown.Account.Id, cancellationToken).ConfigureAwait(false);
        if (!opened.Succeeds(out var channel, out var failure))
        {
            return failure;
        }

        await using var closing = channel.ConfigureAwait(false);
        var command = Command(channel, answer is TransactionAnswer.Approve ? TransactionAction.Approve : TransactionAction.Decline) with { Reported = answer is TransactionAnswer.Report };
        if (answer is TransactionAnswer.Approve)
        {
            // The key as it is now: opening the channel may have settled a rotation.
            if (!P256SigningKey.TryImportPkcs8(channel.Stored.Secrets.TransactionKey, out var imported))
            {
                return new PhoneResult.NoAccount();
            }

            using var key = imported;
            command = command with { Signature = Sign(key, shown.Bytes) };
        }

        return await channel.Channel.AskAsync(command, null, cancellationToken).ConfigureAwait(false);
    }

    private TransactionCommand Command(AccountChannel channel, TransactionAction action) =>
        new() { Id = channel.Channel.NextId(), Action = action, Tid = id.ToString() };

    private static string Sign(P256SigningKey key, byte[] shown)
    {
        Span<byte> signature = stackalloc byte[P256.SignatureSize];
        key.Sign(TransactionContent.SignedBytes(shown), signature);
        return Base64Url.EncodeToString(signature);
    }

    private static byte[]? Decode(string text)
    {
        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        return Base64Url.DecodeFromChars(text, bytes, out _, out var written) is OperationStatus.Done ? bytes[..written] : null;
    }

    private static HistoryOutcome Outcome(PhoneResult result) => result switch
    {
        PhoneResult.Done => HistoryOutcome.Done,
        PhoneResult.Refused => HistoryOutcome.Refused,
        _ => HistoryOutcome.Unknown,
    };

    // Also when the caller has cancelled meanwhile: it happened, so it is in the history.
    private Task RememberAsync(Shown shown, HistoryOutcome outcome) => phone.Store.AppendHistoryAsync(
        new HistoryEntry
        {
            Time = phone.Now,
            Kind = HistoryKind.Transaction,
            Outcome = outcome,
            Account = shown.Account.Id,
            Label = DisplayText.Clean(shown.Account.Label),
            Server = DisplayText.Clean(shown.Account.Parameters.ServerName),
            Site = shown.Account.Parameters.Siteurl is { } site ? DisplayText.Clean(site) : null,
            Transaction = id.ToString(),
            Amount = shown.Content.Amount,
            Benificiary = shown.Content.Benificiary,
            Description = shown.Content.Description,
        },
        CancellationToken.None);

    private sealed record Shown(Account Account, TransactionContent Content, byte[] Bytes);
}
