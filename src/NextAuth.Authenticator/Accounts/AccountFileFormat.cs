using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NextAuth.Protocol;
using NextAuth.Protocol.Crypto;

namespace NextAuth.Authenticator.Accounts;

/// <summary>Writes and reads the file of one account.</summary>
internal static class AccountFileFormat
{
    public static byte[] Write(StoredAccount stored, StoreSeal? seal)
    {
        var account = stored.Account;
        var plain = JsonSerializer.SerializeToUtf8Bytes(stored.Secrets, StoreJson.Default.AccountSecrets);
        var secrets = seal is null ? plain : seal.Seal(plain, Bound(account));
        var file = new AccountFile
        {
            Id = account.Id,
            Server = account.Server.ToString(),
            ServerKey = account.ServerKey.ToArray(),
            AccountId = account.AccountId,
            Label = account.Label,
            Parameters = account.Parameters,
            Endpoint = account.Endpoint?.ToString(),
            Device = account.Device,
            CreatedAt = account.CreatedAt,
            Secrets = secrets,
        };
        var bytes = JsonSerializer.SerializeToUtf8Bytes(file, StoreJson.Default.AccountFile);
        if (seal is not null)
        {
            CryptographicOperations.ZeroMemory(plain);
        }

        return bytes;
    }

    /// <summary>Reads; <see langword="null"/> when the file is truncated, altered or sealed under another key.</summary>
    public static StoredAccount? Read(ReadOnlySpan<byte> bytes, string id, StoreSeal? seal)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, StoreJson.Default.AccountFile) is { } file && file.Id == id && Account(file) is { } account
                ? Secrets(file, account, seal) is { } secrets ? new StoredAccount(account, secrets) : null
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The keys are sealed together with what they are for: nobody who can write the file can point them at another server, or give it another server's key.
    private static byte[] Bound(Account account) =>
        [.. "nextauth account v1 "u8, .. Encoding.ASCII.GetBytes(account.Id), .. account.Server.AsSpan(), .. account.ServerKey.Span];

    private static Account? Account(AccountFile file) => ServerId.TryParse(file.Server, out var server) && file.ServerKey.Length == P256.PublicKeySize
        ? new Account
        {
            Id = file.Id,
            Server = server,
            ServerKey = file.ServerKey,
            AccountId = file.AccountId,
            Label = file.Label,
            Parameters = file.Parameters,
            Endpoint = Uri.TryCreate(file.Endpoint, UriKind.Absolute, out var endpoint) ? endpoint : null,
            Device = file.Device,
            CreatedAt = file.CreatedAt,
        }
        : null;

    private static AccountSecrets? Secrets(AccountFile file, Account account, StoreSeal? seal)
    {
        var plain = seal is null ? file.Secrets : seal.Open(file.Secrets, Bound(account));
        if (plain is null)
        {
            return null;
        }

        var secrets = JsonSerializer.Deserialize(plain, StoreJson.Default.AccountSecrets);
        CryptographicOperations.ZeroMemory(plain);
        return secrets;
    }
}
