using System.Security.Cryptography;
using NextAuth.Server.Sessions;
using NextAuth.Server.Sql.Database;
using NextAuth.Server.Sql.Sessions;

namespace NextAuth.Server.Sql.Accounts;

/// <summary>The end of an account. What remains is enough to tell its phone, and nobody else.</summary>
internal static class AccountDelete
{
    /// <returns>The sessions that ended; <see langword="null"/> when there is no such account.</returns>
    public static IReadOnlyList<EndedLogin>? Run(WriteScope scope, long id, DateTimeOffset now)
    {
        var removed = scope.Statement("DELETE FROM accounts WHERE id = @id RETURNING server, auth_key AS AuthKey").Bind("@id", id).First<RemovedAccountRow>();
        if (removed is null)
        {
            return null;
        }

        scope.Statement("""
            INSERT INTO removed_accounts (server, key_hash, account, removed) VALUES (@server, @hash, @id, @now)
            ON CONFLICT (server, key_hash) DO UPDATE SET account = excluded.account, removed = excluded.removed
            """)
            .Bind("@server", removed.Server).Bind("@hash", SHA256.HashData(removed.AuthKey)).Bind("@id", id).Bind("@now", now)
            .Execute();

        var ended = LoginEnd.OfAccount(scope, id);
        scope.Statement("UPDATE sessions SET account = NULL WHERE account = @id").Bind("@id", id).Execute();
        scope.Statement("DELETE FROM pushes WHERE account = @id").Bind("@id", id).Execute();
        return ended;
    }
}

internal sealed class RemovedAccountRow
{
    public required byte[] Server { get; init; }

    public required byte[] AuthKey { get; init; }
}
