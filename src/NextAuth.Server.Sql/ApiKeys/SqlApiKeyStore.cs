using NextAuth.Protocol;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Sql.Database;
using NextAuth.Server.Sql.Servers;

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

    public Task<GrantResult> SetRightsAsync(Grant grant, CancellationToken cancellationToken) =>
        database.WriteAsync(
            scope =>
            {
                if (grant.Server is { } server && !ServerCheck.Run(scope, server))
                {
                    return GrantResult.UnknownServer;
                }

                var hadRoot = grant.Server is null && !grant.Rights.HasFlag(Rights.Root) && PermissionWrite.HasRoot(scope);
                if (!PermissionWrite.Set(scope, grant))
                {
                    return GrantResult.UnknownRole;
                }

                return hadRoot && !PermissionWrite.HasRoot(scope) ? scope.Undo(GrantResult.LastRoot) : GrantResult.Done;
            },
            cancellationToken);

    public Task<GrantResult> RevokeAsync(RoleId role, RoleId? creator, CancellationToken cancellationToken) =>
        database.WriteAsync(
            scope =>
            {
                var revoked = scope.Statement("""
                    DELETE FROM api_keys WHERE role = (SELECT number FROM roles WHERE id = @role)
                    AND (@creator IS NULL OR creator = (SELECT number FROM roles WHERE id = @creator)) RETURNING role
                    """)
                    .Bind("@role", role.ToArray()).Bind("@creator", creator?.ToArray())
                    .Value();

                return revoked is not long number ? GrantResult.UnknownRole
                    : PermissionWrite.Clear(scope, number) && !PermissionWrite.HasRoot(scope) ? scope.Undo(GrantResult.LastRoot)
                    : GrantResult.Done;
            },
            cancellationToken);

    public Task<IReadOnlyList<ListedApiKey>> ListAsync(RoleId creator, CancellationToken cancellationToken) =>
        database.ReadAsync<RoleId, IReadOnlyList<ListedApiKey>>(
            static (connection, creator) =>
                [.. connection.Statement("""
                    SELECT k.prefix, k.description, r.id AS Role FROM api_keys AS k JOIN roles AS r ON r.number = k.role
                    WHERE k.creator = (SELECT number FROM roles WHERE id = @creator) ORDER BY k.created, k.role
                    """)
                    .Bind("@creator", creator.ToArray())
                    .All<ApiKeyRow>()
                    .Select(static row => row.ToListed())],
            creator,
            cancellationToken);

    public Task<IReadOnlyList<KnownApiKey>> ListAllAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<Rights, IReadOnlyList<KnownApiKey>>(
            static (connection, none) =>
                [.. connection.Statement("""
                    SELECT k.prefix, k.description, r.id AS Role, c.id AS Creator, k.created, COALESCE(p.rights, @none) AS Rights
                    FROM api_keys AS k JOIN roles AS r ON r.number = k.role LEFT JOIN roles AS c ON c.number = k.creator
                    LEFT JOIN permissions AS p ON p.role = k.role AND p.server = @global
                    ORDER BY k.created, k.role
                    """)
                    .Bind("@global", PermissionWrite.Global).Bind("@none", (long)none)
                    .All<KnownApiKeyRow>()
                    .Select(static row => row.ToKnown())],
            Rights.None,
            cancellationToken);

    public Task<IReadOnlyList<Grant>> ListRightsAsync(ServerId? server, CancellationToken cancellationToken) =>
        database.ReadAsync<ServerId?, IReadOnlyList<Grant>>(
            static (connection, server) =>
                [.. connection.Statement("""
                    SELECT r.id AS Role, p.rights FROM permissions AS p JOIN roles AS r ON r.number = p.role WHERE p.server = @server ORDER BY p.role
                    """)
                    .Bind("@server", PermissionWrite.Where(server))
                    .All<GrantRow>()
                    .Select(row => new Grant(RoleId.FromBytes(row.Role), server, (Rights)row.Rights))],
            server,
            cancellationToken);

    public Task<RoleId?> FindUserRoleAsync(ServerId server, string userId, CancellationToken cancellationToken) =>
        database.ReadAsync(static (connection, user) => UserRole.Find(connection.Statement(UserRole.Select), user.server, user.userId), (server, userId), cancellationToken);

    public Task<RoleId?> EnsureUserRoleAsync(ServerId server, string userId, RoleId role, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(scope => UserRole.Ensure(scope, server, userId, role, now), cancellationToken);

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

internal sealed class ApiKeyRow
{
    public required string Prefix { get; init; }

    public required string Description { get; init; }

    public required byte[] Role { get; init; }

    public ListedApiKey ToListed() => new(Prefix, Description, RoleId.FromBytes(Role));
}

internal sealed class KnownApiKeyRow
{
    public required string Prefix { get; init; }

    public required string Description { get; init; }

    public required byte[] Role { get; init; }

    public byte[]? Creator { get; init; }

    public long Created { get; init; }

    public long Rights { get; init; }

    public KnownApiKey ToKnown() =>
        new(new(Prefix, Description, RoleId.FromBytes(Role)), Creator is null ? null : RoleId.FromBytes(Creator), SqlTime.From(Created), (Rights)Rights);
}

internal sealed class GrantRow
{
    public required byte[] Role { get; init; }

    public long Rights { get; init; }
}
