using System.Buffers.Text;
using NextAuth.Authenticator.Accounts;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Messages;

namespace NextAuth.Authenticator.Flows;

/// <summary>Replaces an account's keys (docs/protocol/messages.md, section 5).</summary>
internal static class KeyRotation
{
    public static async Task<PhoneResult> RunAsync(PhoneContext phone, string id, CancellationToken cancellationToken)
    {
        var opened = await AccountChannels.OpenAsync(phone, id, cancellationToken).ConfigureAwait(false);
        if (!opened.Succeeds(out var account, out var failure))
        {
            return failure;
        }

        await using var closing = account.ConfigureAwait(false);
        if (!P256SigningKey.TryImportPkcs8(account.Stored.Secrets.AuthenticationKey, out var imported))
        {
            return new PhoneResult.NoAccount();
        }

        using var old = imported;
        using var authentication = P256SigningKey.Create();
        using var transaction = P256SigningKey.Create();
        var pending = new PendingKeys
        {
            AuthenticationKey = authentication.ExportPkcs8(),
            TransactionKey = transaction.ExportPkcs8(),
            Since = phone.Now,
        };

        // Saved before it is sent: whichever keys the server has after a crash, this phone has them too.
        var saved = await phone.Store.UpdateAsync(
            id,
            current => current with { Secrets = current.Secrets with { Pending = current.Secrets.Pending ?? pending } },
            cancellationToken).ConfigureAwait(false);
        if (saved?.Secrets.Pending != pending)
        {
            // Another rotation is unfinished; its keys must not be thrown away for ours.
            return saved is null ? new PhoneResult.NoAccount() : new PhoneResult.Refused(Refusal.Unavailable);
        }

        var binding = account.Channel.Export("rotate"u8);
        var request = Request(account.Channel.NextId(), binding, old, authentication, transaction);
        var result = await account.Channel.AskAsync(request, null, cancellationToken).ConfigureAwait(false);
        if (result is PhoneResult.Done)
        {
            await phone.Store.UpdateAsync(id, current => Take(current, pending), cancellationToken).ConfigureAwait(false);
        }
        else if (result is PhoneResult.Refused)
        {
            await phone.Store.UpdateAsync(id, current => Drop(current, pending), cancellationToken).ConfigureAwait(false);
        }

        return result;
    }

    private static StoredAccount Take(StoredAccount current, PendingKeys keys) => current with
    {
        Secrets = current.Secrets with { AuthenticationKey = keys.AuthenticationKey, TransactionKey = keys.TransactionKey, Pending = null },
    };

    private static StoredAccount Drop(StoredAccount current, PendingKeys keys) => IsSame(current.Secrets.Pending, keys)
        ? current with { Secrets = current.Secrets with { Pending = null } }
        : current;

    private static bool IsSame(PendingKeys? one, PendingKeys other) =>
        one is not null && one.AuthenticationKey.AsSpan().SequenceEqual(other.AuthenticationKey);

    private static Rotate Request(long id, byte[] binding, P256SigningKey old, P256SigningKey authentication, P256SigningKey transaction)
    {
        var signed = Rotate.SignedBytes(binding, authentication.PublicKey, transaction.PublicKey);
        return new Rotate
        {
            Id = id,
            AuthenticationKey = Base64Url.EncodeToString(authentication.PublicKey),
            TransactionKey = Base64Url.EncodeToString(transaction.PublicKey),
            Signature = Sign(old, signed),
            AuthenticationSignature = Sign(authentication, signed),
            TransactionSignature = Sign(transaction, signed),
        };
    }

    private static string Sign(P256SigningKey key, byte[] signed)
    {
        Span<byte> signature = stackalloc byte[P256.SignatureSize];
        key.Sign(signed, signature);
        return Base64Url.EncodeToString(signature);
    }
}
