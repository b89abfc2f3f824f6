using NextAuth.Protocol;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Sql.Database;

namespace NextAuth.Server.Sql.ApiKeys;

/// <summary>Roles, API keys and rights in SQL.</summary>
internal sealed class SqlApiKeyStore(SqlDatabase database) : IApiKeyStore
{
    public Task<Role?> FindByKeyAsync(byte[] hash, CancellationToken cancellationToken) =>
        database.ReadAsync(static (connection, hash) => RoleRead.Run(connection.Statement($"""
            {RoleRead.Select} JOIN api_keys AS k ON k.role = r.number WHERE k.hash = @hash
            """)
            .Bind("@hash", hash)), hash, cancellationToken);

    public Task<Role?> FindRoleAsync(RoleId role, CancellationToken cancellationToken) =>
        database.ReadAsync(static (connection, role) => RoleRead.Run(connection.Statement($"{RoleRead.Select} WHERE r.id = @role")
            .Bind("@role", role.ToArray())), role, cancellationToken);

    public Task<bool> HasRootAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(static (connection, root) => connection.Statement("SELECT role FROM permissions WHERE server = @global AND (rights & @root) <> 0 LIMIT 1")
            .Bind("@global", PermissionWrite.Global).Bind("@root", root)
            .Value() is not null, (long)Rights.Root, cancellationToken);

    public Task AddAsync(NewApiKey key, Rights globalRights, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(scope => Add(scope, key, globalRights, now), cancellationToken);

    public Task EnsureRootAsync(NewApiKey key, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            scope =>
            {
                Replace(scope, key);
                return scope.Statement("SELECT role FROM api_keys WHERE hash = @hash").Bind("@hash", key.Hash).Value() is null
                    && Add(scope, key, Rights.Root, now);
            },
            cancellationToken);

    public Task<bool> SetRightsAsync(Grant grant, CancellationToken cancellationToken) =>
        database.WriteAsync(scope => PermissionWrite.Set(scope, grant), cancellationToken);

    public Task<Grant?> FindRightsAsync(RoleId role, ServerId? server, CancellationToken cancellationToken) =>
        database.ReadAsync(static (connection, key) => connection.Statement("""
            SELECT p.rights FROM permissions AS p JOIN roles AS r ON r.number = p.role WHERE r.id = @role AND p.server = @server
            """)
            .Bind("@role", key.role.ToArray()).Bind("@server", PermissionWrite.Where(key.server))
            .Value() is long rights
            ? new Grant(key.role, key.server, (Rights)rights)
            : null, (role, server), cancellationToken);

    // A key that leaked is revoked by setting another. No creator: a key made through the API is never meant, whatever it is described as.
    private static void Replace(WriteScope scope, NewApiKey key)
    {
        scope.Statement("""
            DELETE FROM permissions WHERE server = @global AND role IN (
                SELECT role FROM api_keys WHERE creator IS NULL AND description = @description AND hash <> @hash)
            """)
            .Bind("@global", PermissionWrite.Global).Bind("@description", key.Description).Bind("@hash", key.Hash)
            .Execute();
        scope.Statement("DELETE FROM api_keys WHERE creator IS NULL AND description = @description AND hash <> @hash")
            .Bind("@description", key.Description).Bind("@hash", key.Hash)
            .Execute();
    }

    private static bool Add(WriteScope scope, NewApiKey key, Rights globalRights, DateTimeOffset now)
    {
        scope.Statement("INSERT INTO roles (id, created) VALUES (@id, @now)").Bind("@id", key.Role.ToArray()).Bind("@now", now).Execute();
        scope.Statement("""
            INSERT INTO api_keys (hash, prefix, description, role, creator, created)
            SELECT @hash, @prefix, @description, number, (SELECT number FROM roles WHERE id = @creator), @now FROM roles WHERE id = @role
            """)
            .Bind("@hash", key.Hash).Bind("@prefix", key.Prefix).Bind("@description", key.Description)
            .Bind("@role", key.Role.ToArray()).Bind("@creator", key.Creator?.ToArray()).Bind("@now", now)
            .Execute();

        return PermissionWrite.Set(scope, new(key.Role, Server: null, globalRights));
    }
}
