using Microsoft.Data.Sqlite;
using NextAuth.Protocol;
using NextAuth.Server.Sessions;
using NextAuth.Server.Sql.Database;

namespace NextAuth.Server.Sql.Sessions;

/// <summary>Sessions in SQL. Logging in is <see cref="LoginWrite"/>.</summary>
internal sealed class SqlSessionStore(SqlDatabase database) : ISessionStore
{
    public Task<Session?> FindAsync(Hsid id, CancellationToken cancellationToken) =>
        database.ReadAsync(Find, id, cancellationToken);

    public Task<string?> FindContextAsync(Hsid id, CancellationToken cancellationToken) =>
        database.ReadAsync(static (connection, id) => connection.Statement("SELECT context FROM sessions WHERE hsid = @id")
            .Bind("@id", id.ToArray())
            .Value() as string, id, cancellationToken);

    public Task KeepContextAsync(ServerId server, Hsid id, string context, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(scope => SessionContext.Keep(scope, server, id, context, now), cancellationToken);

    public Task TouchAsync(Hsid id, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(scope => scope.Statement("UPDATE sessions SET touched = @now WHERE hsid = @id AND touched < @now")
            .Bind("@id", id.ToArray()).Bind("@now", now)
            .Execute(), cancellationToken);

    public Task<StoreLogin> LogInAsync(LoginCommand command, CancellationToken cancellationToken) =>
        database.WriteAsync(scope => LoginWrite.Run(scope, command), cancellationToken);

    public Task<EndedLogin?> LogOutAsync(Hsid id, LogoutNotice notice, CancellationToken cancellationToken) =>
        database.WriteAsync(
            scope =>
            {
                var session = id.ToArray();
                var ended = LoginEnd.Run(
                    scope, scope.Statement($"{LoginEnd.Update} WHERE hsid = @id AND login_expires IS NOT NULL {LoginEnd.Returning}").Bind("@id", session), notice);

                // Also when nobody is logged in: who logs a session out wants nobody in it.
                SessionOffers.EndPushes(scope, session);
                SessionOffers.EndEnrolments(scope, session);
                return ended is [var login] ? login : null;
            },
            cancellationToken);

    public Task<EndedLogin?> LogOutByPhoneAsync(Hsid id, long account, CancellationToken cancellationToken) =>
        database.WriteAsync(
            scope => LoginEnd.Run(
                scope,
                scope.Statement($"{LoginEnd.Update} WHERE hsid = @id AND login_expires IS NOT NULL AND account = @account {LoginEnd.Returning}")
                    .Bind("@id", id.ToArray()).Bind("@account", account),
                notice: null) is [var login] ? login : null,
            cancellationToken);

    public Task<IReadOnlyList<EndedLogin>> LogOutAccountByPhoneAsync(long account, CancellationToken cancellationToken) =>
        database.WriteAsync(scope => LoginEnd.OfAccount(scope, account), cancellationToken);

    public Task ExtendPingAsync(long account, DateTimeOffset now, DateTimeOffset deadline, CancellationToken cancellationToken) =>
        database.WriteAsync(scope => scope.Statement("""
            UPDATE sessions SET ping_deadline = @deadline WHERE account = @account AND login_expires > @now AND ping_deadline > @now
            """)
            .Bind("@account", account).Bind("@now", now).Bind("@deadline", deadline)
            .Execute(), cancellationToken);

    public Task<IReadOnlyList<EndedLogin>> ExpireLoginsAsync(LogoutNotice notice, int limit, CancellationToken cancellationToken) =>
        database.WriteAsync(
            scope => LoginEnd.Run(
                scope,
                scope.Statement($"""
                    {LoginEnd.Update} WHERE hsid IN (
                        SELECT hsid FROM (SELECT hsid FROM sessions WHERE login_expires <= @now LIMIT @limit) AS expired
                        UNION
                        SELECT hsid FROM (SELECT hsid FROM sessions WHERE ping_deadline <= @now LIMIT @limit) AS silent
                        LIMIT @limit)
                    {LoginEnd.Returning}
                    """)
                    .Bind("@now", notice.Now).Bind("@limit", limit),
                notice),
            cancellationToken);

    public Task<int> ForgetAsync(DateTimeOffset untouchedSince, DateTimeOffset lastLoginBefore, int limit, CancellationToken cancellationToken) =>
        database.WriteAsync(scope => scope.Statement("""
            DELETE FROM sessions WHERE hsid IN (
                SELECT hsid FROM (SELECT hsid FROM sessions WHERE last_login IS NULL AND touched < @untouched LIMIT @limit) AS unused
                UNION
                SELECT hsid FROM (SELECT hsid FROM sessions WHERE last_login < @lastlogin AND login_expires IS NULL LIMIT @limit) AS old
                LIMIT @limit)
            """)
            .Bind("@untouched", untouchedSince).Bind("@lastlogin", lastLoginBefore).Bind("@limit", limit)
            .Execute(), cancellationToken);

    /// <summary>The read behind every status call, so its columns are mapped by hand.</summary>
    private static Session? Find(Connection connection, Hsid id)
    {
        using var reader = connection.Statement("""
            SELECT s.server, s.epoch, s.account, s.last_login, s.login_expires, s.ping_deadline, s.touched, a.userid, a.auth_key, a.blocked
            FROM sessions AS s LEFT JOIN accounts AS a ON a.id = s.account
            WHERE s.hsid = @id
            """)
            .Bind("@id", id.ToArray())
            .Read();

        return reader.Read() ? Map(reader, id) : null;
    }

    private static Session Map(SqliteDataReader reader, Hsid id) => new()
    {
        Id = id,
        Server = ServerId.FromBytes(reader.GetFieldValue<byte[]>(0)),
        Epoch = (uint)reader.GetInt64(1),
        LastAccount = Number(reader, 2),
        LastLogin = SqlTime.From(Number(reader, 3)),
        LoginExpires = SqlTime.From(Number(reader, 4)),
        PingDeadline = SqlTime.From(Number(reader, 5)),
        Touched = SqlTime.From(reader.GetInt64(6)),
        UserId = reader.IsDBNull(7) ? null : reader.GetString(7),
        AccountKey = reader.IsDBNull(8) ? null : reader.GetFieldValue<byte[]>(8),
        LastAccountBlocked = Number(reader, 9) is > 0,
    };

    private static long? Number(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);
}
