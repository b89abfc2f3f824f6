using System.Security.Cryptography;
using NextAuth.Protocol;
using NextAuth.Server.Accounts;
using NextAuth.Server.Attributes;
using NextAuth.Server.Sessions;
using NextAuth.Server.Sql.Database;
using NextAuth.Server.Sql.Lists;
using NextAuth.Server.Sql.Sessions;
using NextAuth.Server.Sql.Users;

namespace NextAuth.Server.Sql.Accounts;

/// <summary>Accounts in SQL.</summary>
internal sealed class SqlAccountStore(SqlDatabase database) : IAccountStore
{
    public const string SelectUnblocked = """
        SELECT a.id FROM users AS u LEFT JOIN accounts AS a ON a.server = u.server AND a.userid = u.userid AND a.blocked = 0
        WHERE u.server = @server AND u.userid = @userid ORDER BY a.id
        """;

    public Task<Account?> FindAsync(ServerId server, long id, CancellationToken cancellationToken) =>
        database.ReadAsync(static (connection, key) => Find(connection, key.server, key.id), (server, id), cancellationToken);

    public Task<Account?> FindByKeyAsync(ServerId server, ReadOnlyMemory<byte> publicKey, CancellationToken cancellationToken) =>
        database.ReadAsync(static (connection, key) => connection.Statement($"SELECT {AccountRow.Columns} FROM accounts WHERE server = @server AND auth_key = @key")
            .Bind("@server", key.server.ToArray()).Bind("@key", key.publicKey)
            .First<AccountRow>()?.ToAccount(), (server, publicKey), cancellationToken);

    public Task<Page<Account>> OfUserAsync(ServerId server, string userId, PageRequest page, CancellationToken cancellationToken)
    {
        var order = ListTable.OrderBy(ListTable.Accounts.Read(page.Sort));

        // One snapshot, so that the total fits the items.
        return database.ReadAsync((connection, user) => connection.InSnapshot(() =>
        {
            var total = (long)connection.Statement("SELECT COUNT(*) FROM accounts WHERE server = @server AND userid = @userid")
                .Bind("@server", user.server).Bind("@userid", user.userId)
                .Value()!;

            // Not kept: callers can make a million orders of these columns.
            using var rows = new Statement(connection.Sqlite, SelectOfUser(order));
            return new Page<Account>(
                [
                    .. rows.Add("@server", user.server).Add("@userid", user.userId).Add("@limit", (long)page.Limit).Add("@marker", page.Marker)
                        .All<AccountRow>().Select(static row => row.ToAccount()),
                ],
                total);
        }), (server: server.ToArray(), userId), cancellationToken);
    }

    public Task<Page<Account>> ListAsync(ServerId server, IReadOnlyList<AttributeFilter> filters, PageRequest page, CancellationToken cancellationToken) =>
        ListRead.ReadAsync(
            database, ListTable.Accounts, new(server, filters, search: null), page, (connection, id) => Find(connection, server, (long)id)!, cancellationToken);

    public Task<IReadOnlyList<long>?> UnblockedOfUserAsync(ServerId server, string userId, CancellationToken cancellationToken) =>
        database.ReadAsync(static (connection, user) =>
        {
            // The user's row comes with or without accounts, so no row at all means no user.
            var rows = connection.Statement(SelectUnblocked)
                .Bind("@server", user.server.ToArray()).Bind("@userid", user.userId)
                .All<AccountIdRow>();

            return rows.Count == 0 ? null : (IReadOnlyList<long>)[.. rows.Select(static row => row.Id).OfType<long>()];
        }, (server, userId), cancellationToken);

    public Task<IReadOnlyList<EndedLogin>?> SetBlockedAsync(ServerId server, long id, bool blocked, LogoutNotice notice, CancellationToken cancellationToken) =>
        database.WriteAsync<IReadOnlyList<EndedLogin>?>(scope =>
        {
            var known = scope.Statement("UPDATE accounts SET blocked = @blocked WHERE id = @id AND server = @server")
                .Bind("@blocked", blocked ? 1L : 0L).Bind("@id", id).Bind("@server", server.ToArray())
                .Execute() == 1;

            return !known ? null : blocked ? LoginEnd.OfAccount(scope, id, notice) : [];
        }, cancellationToken);

    public Task<bool> SetUserAsync(ServerId server, long id, string userId, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            scope =>
            {
                using var reader = scope.Statement("UPDATE accounts SET userid = @userid WHERE id = @id AND server = @server RETURNING last_login")
                    .Bind("@userid", userId).Bind("@id", id).Bind("@server", server.ToArray())
                    .Read();

                if (!reader.Read())
                {
                    return false;
                }

                SqlUserStore.Receive(scope, server, userId, reader.IsDBNull(0) ? null : reader.GetInt64(0), now);
                return true;
            },
            cancellationToken);

    public Task<bool> DescribeAsync(long id, ReadOnlyMemory<byte> key, string device, CancellationToken cancellationToken) =>
        database.WriteAsync(scope => scope.Statement("UPDATE accounts SET device = @device WHERE id = @id AND auth_key = @key")
            .Bind("@device", device).Bind("@id", id).Bind("@key", key)
            .Execute() == 1, cancellationToken);

    public Task<bool> RotateAsync(
        long id, ReadOnlyMemory<byte> oldKey, ReadOnlyMemory<byte> newKey, ReadOnlyMemory<byte> newTransactionKey, CancellationToken cancellationToken) =>
        database.WriteAsync(scope => scope.Statement("""
            UPDATE accounts SET auth_key = @new, transaction_key = @transaction, enrolled_key = COALESCE(enrolled_key, auth_key) WHERE id = @id AND auth_key = @old
            AND NOT EXISTS (SELECT 1 FROM accounts AS other WHERE other.server = accounts.server AND other.auth_key = @new AND other.id <> @id)
            """)
            .Bind("@new", newKey).Bind("@transaction", newTransactionKey).Bind("@id", id).Bind("@old", oldKey)
            .Execute() == 1, cancellationToken);

    public Task<bool> MoveAsync(MoveCommand command, CancellationToken cancellationToken) =>
        database.WriteAsync(
            scope =>
            {
                var moved = scope.Statement("""
                    UPDATE accounts SET auth_key = @new, transaction_key = @transaction, push_key = @push, enrolled_key = NULL, device = @device, client_version = @version
                    WHERE id = @id AND auth_key = @old AND blocked = 0
                    AND NOT EXISTS (SELECT 1 FROM accounts AS other WHERE other.server = accounts.server AND other.auth_key = @new AND other.id <> @id)
                    RETURNING server, @old AS AuthKey
                    """)
                    .Bind("@new", command.PublicKey).Bind("@transaction", command.TransactionKey).Bind("@push", command.SealedPushKey)
                    .Bind("@device", command.Device).Bind("@version", command.ClientVersion).Bind("@id", command.Account).Bind("@old", command.OldKey)
                    .First<RemovedAccountRow>();
                if (moved is not null)
                {
                    AccountDelete.NoteRemoved(scope, moved, command.Account, command.Now);

                    // The old phone's: pushes to this account are no business of its any more.
                    scope.Statement("DELETE FROM push_endpoints WHERE account = @id").Bind("@id", command.Account).Execute();
                }

                return moved is not null;
            },
            cancellationToken);

    public Task<IReadOnlyList<EndedLogin>?> DeleteAsync(long id, ReadOnlyMemory<byte>? key, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(scope => key is { } own && !Has(scope, id, own) ? null : AccountDelete.Run(scope, id, now), cancellationToken);

    public Task<IReadOnlyList<DeletedAccount>?> DeleteOfUserAsync(ServerId server, string userId, int limit, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            scope => SqlUserStore.Exists(scope, server, userId) ? AccountDelete.OfUser(scope, server.ToArray(), userId, limit, now) : null, cancellationToken);

    public Task<bool> WasRemovedAsync(ServerId server, ReadOnlyMemory<byte> publicKey, CancellationToken cancellationToken) =>
        database.ReadAsync(static (connection, key) => connection.Statement("SELECT 1 FROM removed_accounts WHERE server = @server AND key_hash = @hash")
            .Bind("@server", key.server.ToArray()).Bind("@hash", SHA256.HashData(key.publicKey.Span))
            .Value() is not null, (server, publicKey), cancellationToken);

    public Task<int> ForgetRemovedAsync(DateTimeOffset removedBefore, int limit, CancellationToken cancellationToken) =>
        database.WriteAsync(scope => scope.Statement("""
            DELETE FROM removed_accounts WHERE (server, key_hash) IN (
                SELECT server, key_hash FROM removed_accounts WHERE removed < @before ORDER BY removed LIMIT @limit)
            """)
            .Bind("@before", removedBefore).Bind("@limit", (long)limit)
            .Execute(), cancellationToken);

    public static string SelectOfUser(string order) => $"""
        SELECT {AccountRow.Columns} FROM accounts AS t WHERE server = @server AND userid = @userid ORDER BY {order} LIMIT @limit OFFSET @marker
        """;

    private static bool Has(WriteScope scope, long id, ReadOnlyMemory<byte> key) =>
        scope.Statement("SELECT 1 FROM accounts WHERE id = @id AND auth_key = @key").Bind("@id", id).Bind("@key", key).Value() is not null;

    private static Account? Find(Connection connection, ServerId server, long id) =>
        connection.Statement($"SELECT {AccountRow.Columns} FROM accounts WHERE id = @id AND server = @server")
            .Bind("@id", id).Bind("@server", server.ToArray())
            .First<AccountRow>()?.ToAccount();
}

internal sealed class AccountIdRow
{
    public long? Id { get; init; }
}
