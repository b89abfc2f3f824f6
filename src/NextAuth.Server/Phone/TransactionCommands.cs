using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using NextAuth.Protocol;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Transactions;

namespace NextAuth.Server.Phone;

/// <summary>What a phone asks about a transaction on its account's channel (docs/protocol/transactions.md, section 3).</summary>
internal sealed class TransactionCommands(TransactionService transactions)
{
    private const string Invalid = "invalid";

    /// <summary>Does what the phone asks for.</summary>
    /// <returns>The reason why it was not done; <see langword="null"/>: done.</returns>
    public async Task<string?> DoAsync(PhoneChannel channel, TransactionCommand command, CancellationToken cancellationToken)
    {
        if (!TransactionId.TryParse(command.Tid, out var id))
        {
            return Invalid;
        }

        switch (command.Action)
        {
            case TransactionAction.Fetch:
                var (fetched, content) = await transactions.FetchAsync(channel.Server.Id, id, channel.Account, cancellationToken);
                if (fetched is TransactionVerdict.Done)
                {
                    channel.Send(new TransactionData { Content = Base64Url.EncodeToString(content) });
                }

                return Reason(fetched);

            case TransactionAction.Approve when Signature(command.Signature) is { } signature:
                return Reason(await transactions.ApproveAsync(channel.Server.Id, id, channel.Account, channel.Key, signature, cancellationToken));

            case TransactionAction.Decline:
                return Reason(await transactions.DeclineAsync(channel.Server.Id, id, channel.Account, channel.Key, command.Reported, cancellationToken));

            default:
                return Invalid;
        }
    }

    private static string? Reason(TransactionVerdict verdict) => verdict switch
    {
        TransactionVerdict.Done => null,
        TransactionVerdict.Refused => "refused",
        TransactionVerdict.Expired => "expired",
        TransactionVerdict.Decided => "decided",
        _ => throw new UnreachableException(),
    };

    private static byte[]? Signature(string? text)
    {
        var bytes = new byte[P256.SignatureSize];
        return text?.Length == Base64Url.GetEncodedLength(P256.SignatureSize)
            && Base64Url.DecodeFromChars(text, bytes, out _, out var written) is OperationStatus.Done
            && written == P256.SignatureSize
            ? bytes
            : null;
    }
}
