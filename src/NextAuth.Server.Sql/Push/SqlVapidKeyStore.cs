using NextAuth.Server.Push;
using NextAuth.Server.Sql.Database;

namespace NextAuth.Server.Sql.Push;

/// <summary>The key for Web Push in SQL: one row.</summary>
internal sealed class SqlVapidKeyStore(SqlDatabase database) : IVapidKeyStore
{
    private const string Select = "SELECT sealed FROM vapid_key WHERE id = 1";

    public Task<byte[]?> FindAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(static (connection, _) => connection.Statement(Select).Value() as byte[], 0, cancellationToken);

    public Task<byte[]> AddAsync(ReadOnlyMemory<byte> sealedKey, CancellationToken cancellationToken) =>
        database.WriteAsync(scope =>
        {
            scope.Statement("INSERT INTO vapid_key (id, sealed) VALUES (1, @sealed) ON CONFLICT (id) DO NOTHING").Bind("@sealed", sealedKey).Execute();
            return (byte[])scope.Statement(Select).Value()!;
        }, cancellationToken);
}
