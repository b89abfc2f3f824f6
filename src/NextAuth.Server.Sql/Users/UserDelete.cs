using NextAuth.Protocol;
using NextAuth.Server.Accounts;
using NextAuth.Server.Sql.Accounts;
using NextAuth.Server.Sql.ApiKeys;
using NextAuth.Server.Sql.Database;

namespace NextAuth.Server.Sql.Users;

/// <summary>The end of a user, in one transaction unless there are very many accounts. The user goes last: nobody ever sees accounts of a user who is gone.</summary>
internal static class UserDelete
{
    /// <returns>The accounts that went, fewer than the limit when the user went with them; <see langword="null"/> when there is no such user.</returns>
    public static IReadOnlyList<DeletedAccount>? Run(WriteScope scope, ServerId server, string userId, int limit, DateTimeOffset now)
    {
        if (!SqlUserStore.Exists(scope, server, userId))
        {
            return null;
        }

        // Before the accounts: each of them would be counted down in every attribute.
        var id = server.ToArray();
        Execute(scope, "DELETE FROM attributes WHERE kind = 0 AND server = @server AND owner = @userid", id, userId);

        // A code given out before would make the user anew.
        Execute(scope, "DELETE FROM enrolments WHERE server = @server AND userid = @userid", id, userId);
        UserRole.Delete(scope, id, userId);
        var accounts = AccountDelete.OfUser(scope, id, userId, limit, now);
        if (accounts.Count < limit)
        {
            Execute(scope, "DELETE FROM users WHERE server = @server AND userid = @userid", id, userId);
        }

        return accounts;
    }

    private static void Execute(WriteScope scope, string sql, byte[] server, string userId) =>
        scope.Statement(sql).Bind("@server", server).Bind("@userid", userId).Execute();
}
