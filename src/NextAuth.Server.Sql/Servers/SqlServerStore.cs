using NextAuth.Protocol;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Servers;
using NextAuth.Server.Sql.ApiKeys;
using NextAuth.Server.Sql.Database;

namespace NextAuth.Server.Sql.Servers;

/// <summary>Virtual servers in SQL.</summary>
internal sealed class SqlServerStore(SqlDatabase database) : IServerStore
{
    public Task<StoredServer?> FindAsync(ServerId id, CancellationToken cancellationToken) =>
        database.ReadAsync(static (connection, id) => connection.Statement($"SELECT {ServerRow.Columns} FROM servers WHERE id = @id")
            .Bind("@id", id.ToArray())
            .First<ServerRow>()?.ToStoredServer(), id, cancellationToken);

    public Task<ServerFigures> CountAsync(ServerId id, CancellationToken cancellationToken) =>
        database.ReadAsync(static (connection, id) =>
        {
            using var reader = connection.Statement("SELECT COUNT(*), MAX(last_login) FROM accounts WHERE server = @id").Bind("@id", id.ToArray()).Read();
            reader.Read();
            return new ServerFigures(reader.GetInt64(0), reader.IsDBNull(1) ? null : SqlTime.From(reader.GetInt64(1)));
        }, id, cancellationToken);

    public Task AddAsync(StoredServer server, RoleId creator, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(scope =>
        {
            ServerRow.Insert(scope, server, now);
            return PermissionWrite.Set(scope, new(creator, server.Server.Id, Rights.Root))
                ? true
                : throw new InvalidOperationException("A server's creator must be a stored role.");
        }, cancellationToken);

    public Task<StoredServer?> AnyAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(static (connection, _) => connection.Statement($"SELECT {ServerRow.Columns} FROM servers LIMIT 1")
            .First<ServerRow>()?.ToStoredServer(), 0, cancellationToken);
}
