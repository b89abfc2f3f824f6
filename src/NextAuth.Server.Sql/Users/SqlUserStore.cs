using NextAuth.Protocol;
using NextAuth.Server.Accounts;
using NextAuth.Server.Sql.Database;
using NextAuth.Server.Sql.Lists;
using NextAuth.Server.Users;

namespace NextAuth.Server.Sql.Users;

/// <summary>Users in SQL.</summary>
internal sealed class SqlUserStore(SqlDatabase database) : IUserStore
{
    private const string SelectUser = "SELECT userid FROM users WHERE server = @server AND userid = @userid";

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

            Receive(scope, server, userId, at, now);
            return true;
        }, cancellationToken);

    public Task<bool> ExistsAsync(ServerId server, string userId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            static (connection, user) => Exists(connection.Statement(SelectUser), user.server, user.userId), (server, userId), cancellationToken);

    public Task<Page<User>> ListAsync(ServerId server, UserQuery query, CancellationToken cancellationToken) =>
        ListRead.ReadAsync(
            database, ListTable.Users, new(server, query.Filters, query.Search), query.Page, (connection, id) => Find(connection, server, (string)id), cancellationToken);

    public Task<IReadOnlyList<DeletedAccount>?> DeleteAsync(ServerId server, string userId, int limit, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(scope => UserDelete.Run(scope, server, userId, limit, now), cancellationToken);

    /// <summary>Whether there is such a user.</summary>
    public static bool Exists(WriteScope scope, ServerId server, string userId) =>
        Exists(scope.Statement(SelectUser), server, userId);

    /// <summary>Makes the user unless there is one.</summary>
    public static void Ensure(WriteScope scope, ServerId server, string userId, DateTimeOffset now) =>
        scope.Statement("INSERT INTO users (server, userid, created) VALUES (@server, @userid, @now) ON CONFLICT DO NOTHING")
            .Bind("@server", server.ToArray()).Bind("@userid", userId).Bind("@now", now)
            .Execute();

    /// <summary>Makes the user unless there is one, and notes when the account that is now the user's logged in last.</summary>
    public static void Receive(WriteScope scope, ServerId server, string userId, long? lastLogin, DateTimeOffset now)
    {
        Ensure(scope, server, userId, now);
        if (lastLogin is { } at)
        {
            scope.Statement("UPDATE users SET last_login = @at WHERE server = @server AND userid = @userid AND (last_login IS NULL OR last_login < @at)")
                .Bind("@at", at).Bind("@server", server.ToArray()).Bind("@userid", userId)
                .Execute();
        }
    }

    private static bool Exists(Statement select, ServerId server, string userId) =>
        select.Bind("@server", server.ToArray()).Bind("@userid", userId).Value() is not null;

    private static User Find(Connection connection, ServerId server, string userId) =>
        connection.Statement($"SELECT {UserRow.Columns} FROM users WHERE server = @server AND userid = @userid")
            .Bind("@server", server.ToArray()).Bind("@userid", userId)
            .First<UserRow>()!.ToUser();
}
