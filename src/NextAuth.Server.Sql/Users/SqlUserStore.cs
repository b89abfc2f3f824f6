using NextAuth.Protocol;
using NextAuth.Server.Sql.Database;
using NextAuth.Server.Users;

namespace NextAuth.Server.Sql.Users;

/// <summary>Users in SQL.</summary>
internal sealed class SqlUserStore(SqlDatabase database) : IUserStore
{
    public Task<bool> RegisterAsync(ServerId server, Hsid session, string userId, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(scope =>
        {
            // One statement finds the live login and ties its account, so a logout comes before or after it but never in between.
            var lastLogin = scope.Statement("""
                UPDATE accounts SET userid = @userid WHERE server = @server AND blocked = 0 AND id = (
                    SELECT account FROM sessions
                    WHERE hsid = @session AND server = @server AND login_expires > @now AND (ping_deadline IS NULL OR ping_deadline > @now))
                RETURNING last_login
                """)
                .Bind("@userid", userId).Bind("@server", server.ToArray()).Bind("@session", session.ToArray()).Bind("@now", now)
                .Value();

            if (lastLogin is not long at)
            {
                return false;
            }

            Ensure(scope, server, userId, now);
            scope.Statement("UPDATE users SET last_login = @at WHERE server = @server AND userid = @userid AND (last_login IS NULL OR last_login < @at)")
                .Bind("@at", at).Bind("@server", server.ToArray()).Bind("@userid", userId)
                .Execute();

            return true;
        }, cancellationToken);

    /// <summary>Makes the user unless there is one.</summary>
    public static void Ensure(WriteScope scope, ServerId server, string userId, DateTimeOffset now) =>
        scope.Statement("INSERT INTO users (server, userid, created) VALUES (@server, @userid, @now) ON CONFLICT DO NOTHING")
            .Bind("@server", server.ToArray()).Bind("@userid", userId).Bind("@now", now)
            .Execute();
}
