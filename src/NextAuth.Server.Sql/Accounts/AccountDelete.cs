using System.Security.Cryptography;
using NextAuth.Server.Accounts;
using NextAuth.Server.Sessions;
using NextAuth.Server.Sql.Database;
using NextAuth.Server.Sql.Sessions;

namespace NextAuth.Server.Sql.Accounts;

/// <summary>The end of an account, whatever brings it: the phone, the web application, the end of its user or its server. What remains is enough to tell its phone, and nobody else.</summary>
internal static class AccountDelete
{
    /// <param name="scope">The transaction.</param>
    /// <param name="id">The account.</param>
    /// <param name="now">When; <see langword="null"/>: leave no word for its phone, which is told that the server is gone.</param>
    /// <returns>The sessions that ended; <see langword="null"/> when there is no such account.</returns>
    public static IReadOnlyList<EndedLogin>? Run(WriteScope scope, long id, DateTimeOffset? now)
    {
        var removed = scope.Statement("DELETE FROM accounts WHERE id = @id RETURNING server, auth_key AS AuthKey").Bind("@id", id).First<RemovedAccountRow>();
        if (removed is null)
        {
            return null;
        }

        if (now is { } at)
        {
            NoteRemoved(scope, removed, id, at);
            scope.Statement("UPDATE push_endpoints SET removed = @now WHERE account = @id").Bind("@now", at).Bind("@id", id).Execute();
        }
        else
        {
            scope.Statement("DELETE FROM push_endpoints WHERE account = @id").Bind("@id", id).Execute();
        }

        var ended = LoginEnd.OfAccount(scope, id);
        scope.Statement("UPDATE sessions SET account = NULL WHERE account = @id").Bind("@id", id).Execute();
        scope.Statement("DELETE FROM pushes WHERE account = @id").Bind("@id", id).Execute();
        return ended;
    }

    /// <summary>Leaves word for the phone whose key is no account's any more.</summary>
    public static void NoteRemoved(WriteScope scope, RemovedAccountRow removed, long id, DateTimeOffset at) => scope.Statement("""
        INSERT INTO removed_accounts (server, key_hash, account, removed) VALUES (@server, @hash, @id, @now)
        ON CONFLICT (server, key_hash) DO UPDATE SET account = excluded.account, removed = excluded.removed
        """)
        .Bind("@server", removed.Server).Bind("@hash", SHA256.HashData(removed.AuthKey)).Bind("@id", id).Bind("@now", at)
        .Execute();

    /// <summary>Deletes some accounts of a user.</summary>
    public static IReadOnlyList<DeletedAccount> OfUser(WriteScope scope, byte[] server, string userId, int limit, DateTimeOffset now) =>
        Run(scope, scope.Statement("SELECT id FROM accounts WHERE server = @server AND userid = @userid ORDER BY id LIMIT @limit")
            .Bind("@server", server).Bind("@userid", userId).Bind("@limit", (long)limit), now);

    /// <summary>Deletes some accounts of a server that is gone itself.</summary>
    public static IReadOnlyList<DeletedAccount> OfServer(WriteScope scope, byte[] server, int limit) =>
        Run(scope, scope.Statement("SELECT id FROM accounts WHERE server = @server LIMIT @limit").Bind("@server", server).Bind("@limit", (long)limit), null);

    private static IReadOnlyList<DeletedAccount> Run(WriteScope scope, Statement ids, DateTimeOffset? now) =>
        [.. ids.All<AccountIdRow>().Select(row => new DeletedAccount(row.Id!.Value, Run(scope, row.Id.Value, now) ?? []))];
}

internal sealed class RemovedAccountRow
{
    public required byte[] Server { get; init; }

    public required byte[] AuthKey { get; init; }
}
