using NextAuth.Protocol;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Sql.Database;

namespace NextAuth.Server.Sql.ApiKeys;

/// <summary>Writes what a role may do.</summary>
internal static class PermissionWrite
{
    /// <summary>Stands in the column of the server for "on every server". NULL could not be part of the key.</summary>
    public static readonly byte[] Global = [];

    public static byte[] Where(ServerId? server) => server?.ToArray() ?? Global;

    /// <summary>Replaces what a role has on a server or globally.</summary>
    /// <returns><see langword="false"/> when there is no such role.</returns>
    public static bool Set(WriteScope scope, Grant grant)
    {
        if (scope.Statement("SELECT number FROM roles WHERE id = @id").Bind("@id", grant.Role.ToArray()).Value() is not long role)
        {
            return false;
        }

        var statement = grant.Rights == Rights.None
            ? scope.Statement("DELETE FROM permissions WHERE role = @role AND server = @server")
            : scope.Statement("""
                INSERT INTO permissions (role, server, rights) VALUES (@role, @server, @rights)
                ON CONFLICT (role, server) DO UPDATE SET rights = excluded.rights
                """).Bind("@rights", (long)grant.Rights);

        statement.Bind("@role", role).Bind("@server", Where(grant.Server)).Execute();
        return true;
    }

    /// <summary>Takes all that a role has anywhere.</summary>
    /// <returns>Whether global root was among it.</returns>
    public static bool Clear(WriteScope scope, long role)
    {
        var lost = scope.Statement("DELETE FROM permissions WHERE role = @role RETURNING server, rights").Bind("@role", role).All<PermissionRow>();
        return lost.Exists(static permission => permission.Server.Length == 0 && ((Rights)permission.Rights).HasFlag(Rights.Root));
    }

    /// <summary>Whether anybody can call as global root: a role that has it, and an API key. Without one nobody could ever grant it again.</summary>
    public static bool HasRoot(WriteScope scope) =>
        scope.Statement("""
            SELECT p.role FROM permissions AS p JOIN api_keys AS k ON k.role = p.role WHERE p.server = @global AND (p.rights & @root) <> 0 LIMIT 1
            """)
            .Bind("@global", Global).Bind("@root", (long)Rights.Root)
            .Value() is not null;
}

internal sealed class PermissionRow
{
    public required byte[] Server { get; init; }

    public long Rights { get; init; }
}
