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
        database.ReadAsync(static (connection, id) => Figures(connection, id.ToArray()), id, cancellationToken);

    public Task<Page<ServerId>> ListAsync(Role role, int limit, long marker, CancellationToken cancellationToken) =>
        database.ReadAsync(
            static (connection, list) => connection.InSnapshot(() =>
            {
                var may = (long)(Rights.Servers | Rights.Root);
                var (total, rows) = list.role.MayGlobally(Rights.Servers)
                    ? (connection.Statement("SELECT COUNT(*) FROM servers"), connection.Statement("SELECT id FROM servers ORDER BY created, id LIMIT @limit OFFSET @marker"))
                    : (connection.Statement($"SELECT COUNT(*) FROM servers WHERE {OfRole}"),
                        connection.Statement($"SELECT id FROM servers WHERE {OfRole} ORDER BY created, id LIMIT @limit OFFSET @marker"));

                return new Page<ServerId>(
                    [.. rows.Bind("@role", list.role.Number).Bind("@may", may).Bind("@limit", (long)list.limit).Bind("@marker", list.marker).All<ServerIdRow>()
                        .Select(static row => ServerId.FromBytes(row.Id))],
                    (long)total.Bind("@role", list.role.Number).Bind("@may", may).Value()!);
            }),
            (role, limit, marker),
            cancellationToken);

    public Task<VirtualServer?> UpdateAsync(ServerId id, ServerRequest change, CancellationToken cancellationToken) =>
        database.WriteAsync(scope => ServerRow.Update(scope, id, change), cancellationToken);

    public Task<bool> DeleteAsync(ServerId id, CancellationToken cancellationToken) =>
        database.WriteAsync(scope => ServerDelete.Run(scope, id), cancellationToken);

    public Task<int> ForgetAsync(int limit, CancellationToken cancellationToken) =>
        database.WriteAsync(scope => ServerDelete.Continue(scope, limit), cancellationToken);

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

    private const string OfRole = "id IN (SELECT server FROM permissions WHERE role = @role AND (rights & @may) <> 0)";

    private static ServerFigures Figures(Connection connection, byte[] id)
    {
        using var reader = connection.Statement("""
            SELECT (SELECT accounts FROM counts WHERE server = @id), (SELECT MAX(last_login) FROM accounts WHERE server = @id)
            """)
            .Bind("@id", id)
            .Read();
        reader.Read();
        return new(reader.IsDBNull(0) ? 0 : reader.GetInt64(0), reader.IsDBNull(1) ? null : SqlTime.From(reader.GetInt64(1)));
    }
}

internal sealed class ServerIdRow
{
    public required byte[] Id { get; init; }
}
