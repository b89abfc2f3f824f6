using NextAuth.Protocol;
using NextAuth.Server.Push;
using NextAuth.Server.Sql.Database;

namespace NextAuth.Server.Sql.Push;

/// <summary>Endpoints in SQL.</summary>
internal sealed class SqlPushEndpointStore(SqlDatabase database) : IPushEndpointStore
{
    public Task<StoredPushKey?> FindPushKeyAsync(long account, CancellationToken cancellationToken) =>
        database.ReadAsync(static (connection, id) => connection.Statement("""
            SELECT push_key AS PushKey, COALESCE(enrolled_key, auth_key) AS EnrolledKey FROM accounts WHERE id = @id
            """)
            .Bind("@id", id)
            .First<PushKeyRow>() is { } row ? new StoredPushKey(row.PushKey, row.EnrolledKey) : null, account, cancellationToken);

    public Task<PushDestination?> FindAsync(long account, CancellationToken cancellationToken) =>
        database.ReadAsync(static (connection, id) => connection.Statement($"SELECT {EndpointRow.Columns} FROM push_endpoints WHERE account = @id AND removed IS NULL")
            .Bind("@id", id)
            .First<EndpointRow>()?.ToEndpoint(), account, cancellationToken);

    public Task<bool> SetAsync(long account, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> sealedEndpoint, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(scope => scope.Statement("""
            INSERT INTO push_endpoints (account, server, sealed, created) SELECT id, server, @sealed, @now FROM accounts WHERE id = @id AND auth_key = @key
            ON CONFLICT (account) DO UPDATE SET sealed = excluded.sealed, created = excluded.created
            """)
            .Bind("@id", account).Bind("@key", key).Bind("@sealed", sealedEndpoint).Bind("@now", now)
            .Execute() == 1, cancellationToken);

    public Task ClearAsync(long account, ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        database.WriteAsync(scope => scope.Statement("""
            DELETE FROM push_endpoints WHERE account = @id AND EXISTS (SELECT 1 FROM accounts WHERE id = @id AND auth_key = @key)
            """)
            .Bind("@id", account).Bind("@key", key)
            .Execute(), cancellationToken);

    public Task<bool> RemoveAsync(long account, ReadOnlyMemory<byte> sealedEndpoint, CancellationToken cancellationToken) =>
        database.WriteAsync(scope => scope.Statement("DELETE FROM push_endpoints WHERE account = @id AND sealed = @sealed")
            .Bind("@id", account).Bind("@sealed", sealedEndpoint)
            .Execute() == 1, cancellationToken);

    public Task<PushDestination?> TakeOfDeletedAsync(long account, CancellationToken cancellationToken) =>
        database.WriteAsync(scope => scope.Statement($"DELETE FROM push_endpoints WHERE account = @id AND removed IS NOT NULL RETURNING {EndpointRow.Columns}")
            .Bind("@id", account)
            .First<EndpointRow>()?.ToEndpoint(), cancellationToken);

    public Task<int> ForgetDeletedAsync(DateTimeOffset deletedBefore, int limit, CancellationToken cancellationToken) =>
        database.WriteAsync(scope => scope.Statement("""
            DELETE FROM push_endpoints WHERE account IN (SELECT account FROM push_endpoints WHERE removed < @before ORDER BY removed LIMIT @limit)
            """)
            .Bind("@before", deletedBefore).Bind("@limit", (long)limit)
            .Execute(), cancellationToken);
}

internal sealed class EndpointRow
{
    public const string Columns = "account, server, sealed, created";

    public long Account { get; init; }

    public required byte[] Server { get; init; }

    public required byte[] Sealed { get; init; }

    public long Created { get; init; }

    public PushDestination ToEndpoint() => new(Account, ServerId.FromBytes(Server), Sealed, SqlTime.From(Created));
}

internal sealed class PushKeyRow
{
    public required byte[] PushKey { get; init; }

    public required byte[] EnrolledKey { get; init; }
}
