using NextAuth.Protocol;
using NextAuth.Server.Accounts;
using NextAuth.Server.Sql.Accounts;
using NextAuth.Server.Sql.ApiKeys;
using NextAuth.Server.Sql.Database;

namespace NextAuth.Server.Sql.Users;

/// <summary>The end of a user, in one transaction: nobody ever sees half of it.</summary>
internal static class UserDelete
{
    /// <returns>The accounts that went; <see langword="null"/> when there is no such user.</returns>
    public static IReadOnlyList<DeletedAccount>? Run(WriteScope scope, ServerId server, string userId, DateTimeOffset now)
    {
        var id = server.ToArray();
        if (Execute(scope, "DELETE FROM users WHERE server = @server AND userid = @userid", id, userId) == 0)
        {
            return null;
        }

        Execute(scope, "DELETE FROM attributes WHERE kind = 0 AND server = @server AND owner = @userid", id, userId);

        // A code given out before would make the user anew.
        Execute(scope, "DELETE FROM enrolments WHERE server = @server AND userid = @userid", id, userId);
        UserRole.Delete(scope, id, userId);
        return AccountDelete.OfUser(scope, id, userId, now);
    }

    private static int Execute(WriteScope scope, string sql, byte[] server, string userId) =>
        scope.Statement(sql).Bind("@server", server).Bind("@userid", userId).Execute();
}
