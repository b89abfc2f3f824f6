using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Messages;
using NextAuth.Protocol.Moves;
using NextAuth.Server.Accounts;

namespace NextAuth.Server.Phone;

/// <summary>What the phone that has the account asks for (docs/protocol/move.md, sections 1, 3 and 4).</summary>
internal sealed class MoveCommands(AccountOffers offers, AccountService accounts, AccountKeys keys, TimeProvider time)
{
    public string? Start(PhoneChannel channel, MoveStart start)
    {
        if (Decode(start.Commitment, AccountMove.CommitmentSize) is not { } commitment)
        {
            return MoveReasons.Invalid;
        }

        offers.Open(channel, commitment).Announce();
        return null;
    }

    public static string? Reveal(PhoneChannel channel, MoveReveal reveal)
    {
        if (Decode(reveal.Nonce, AccountMove.NonceSize) is not { } nonce)
        {
            return MoveReasons.Invalid;
        }

        return channel.Offered is { } offer ? offer.Reveal(nonce) : MoveReasons.Refused;
    }

    public async Task<string?> ApproveAsync(PhoneChannel channel, MoveApprove approve, CancellationToken cancellationToken)
    {
        if (Decode(approve.Signature, P256.SignatureSize) is not { } signature)
        {
            return MoveReasons.Invalid;
        }

        // The keys are those that came with the token, not any that the message could name.
        if (channel.Offered is not { Taker: { } taker } offer || !IsSigned(channel, taker, signature) || !offer.TryApprove())
        {
            return MoveReasons.Refused;
        }

        // This phone is answered; only the account's others are told that they are too many.
        channel.IsLeaving = true;
        var moved = false;
        try
        {
            moved = await accounts.MoveAsync(Command(channel, taker), cancellationToken);
        }
        finally
        {
            channel.IsLeaving = moved;
            if (moved)
            {
                offer.Complete();
            }
            else
            {
                offer.Fail();
            }
        }

        return moved ? null : MoveReasons.Refused;
    }

    private MoveCommand Command(PhoneChannel channel, MoveTaker taker) => new()
    {
        Account = channel.Account,
        OldKey = channel.Key,
        PublicKey = taker.AuthenticationKey,
        TransactionKey = taker.TransactionKey,
        SealedPushKey = taker.SealedPushKey,
        Device = taker.Device,
        ClientVersion = taker.ClientVersion,
        Now = time.GetUtcNow(),
    };

    private bool IsSigned(PhoneChannel channel, MoveTaker taker, byte[] signature)
    {
        var binding = channel.MoveBinding();
        var isSigned = keys.Get(channel.Key) is { } key && AccountMove.IsSigned(key, binding, taker.AuthenticationKey, taker.TransactionKey, signature);
        CryptographicOperations.ZeroMemory(binding);
        return isSigned;
    }

    private static byte[]? Decode(string text, int size)
    {
        var bytes = new byte[size];
        return text.Length == Base64Url.GetEncodedLength(size)
            && Base64Url.DecodeFromChars(text, bytes, out _, out var written) is OperationStatus.Done
            && written == size
            ? bytes
            : null;
    }
}
