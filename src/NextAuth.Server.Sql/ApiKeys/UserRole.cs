using NextAuth.Protocol;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Sql.Database;
using NextAuth.Server.Sql.Users;

namespace NextAuth.Server.Sql.ApiKeys;

/// <summary>The role of a user. It belongs to no API key: others act as it.</summary>
internal static class UserRole
{
    public const string Select = "SELECT r.id FROM user_roles AS u JOIN roles AS r ON r.number = u.role WHERE u.server = @server AND u.userid = @userid";

    public static RoleId? Find(Statement select, ServerId server, string userId) =>
        select.Bind("@server", server.ToArray()).Bind("@userid", userId).Value() is byte[] id ? RoleId.FromBytes(id) : null;

    /// <returns>The user's role, which is the given one when there was none; <see langword="null"/> when there is no such user.</returns>
    public static RoleId? Ensure(WriteScope scope, ServerId server, string userId, RoleId role, DateTimeOffset now)
    {
        if (Find(scope.Statement(Select), server, userId) is { } known)
        {
            return known;
        }

        if (!SqlUserStore.Exists(scope, server, userId))
        {
            return null;
        }

        scope.Statement("INSERT INTO roles (id, created) VALUES (@id, @now)").Bind("@id", role.ToArray()).Bind("@now", now).Execute();
        scope.Statement("INSERT INTO user_roles (server, userid, role) SELECT @server, @userid, number FROM roles WHERE id = @id")
            .Bind("@server", server.ToArray()).Bind("@userid", userId).Bind("@id", role.ToArray())
            .Execute();
        return role;
    }

    /// <summary>Unties the role and takes its rights. The role stays: others may know it by its number, and a key it made by it.</summary>
    public static void Delete(WriteScope scope, byte[] server, string userId)
    {
        if (scope.Statement("DELETE FROM user_roles WHERE server = @server AND userid = @userid RETURNING role")
            .Bind("@server", server).Bind("@userid", userId)
            .Value() is long role)
        {
            PermissionWrite.Clear(scope, role);
        }
    }
}
