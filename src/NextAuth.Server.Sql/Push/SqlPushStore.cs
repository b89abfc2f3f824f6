using NextAuth.Protocol;
using NextAuth.Server.Push;
using NextAuth.Server.Sql.Database;
using NextAuth.Server.Sql.Servers;
using NextAuth.Server.Sql.Sessions;

namespace NextAuth.Server.Sql.Push;

/// <summary>Pushes in SQL.</summary>
internal sealed class SqlPushStore(SqlDatabase database) : IPushStore
{
    public const string SelectLogouts = $"""
        SELECT {PushRow.Columns} FROM pushes WHERE account = @account AND kind = 1 AND acknowledged = 0 AND used = 0 AND n > @after AND expires > @now
        ORDER BY n LIMIT @limit
        """;

    public Task<AddPushResult> AddAsync(NewPush push, string? context, PushLimits limits, CancellationToken cancellationToken) =>
        database.WriteAsync(scope => Add(scope, push, context, limits), cancellationToken);

    public Task<StoredPush?> FindAsync(ReadOnlyMemory<byte> id, CancellationToken cancellationToken) =>
        database.ReadAsync(static (connection, id) => connection.Statement($"SELECT {PushRow.Columns} FROM pushes WHERE id = @id AND kind = 0")
            .Bind("@id", id)
            .First<PushRow>()?.ToStoredPush(), id, cancellationToken);

    public Task<IReadOnlyList<StoredPush>> PendingAsync(long account, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync(static (connection, state) => (IReadOnlyList<StoredPush>)[.. connection.Statement($"""
            SELECT {PushRow.Columns} FROM pushes WHERE account = @account AND acknowledged = 0 AND used = 0 AND kind IN (0, 2) AND expires > @now ORDER BY n
            """)
            .Bind("@account", state.account).Bind("@now", state.now)
            .All<PushRow>().Select(static row => row.ToStoredPush())], (account, now), cancellationToken);

    public Task<IReadOnlyList<StoredPush>> PendingLogoutsAsync(long account, long after, int limit, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync(static (connection, state) => (IReadOnlyList<StoredPush>)[.. connection.Statement(SelectLogouts)
            .Bind("@account", state.account).Bind("@after", state.after).Bind("@now", state.now).Bind("@limit", (long)state.limit)
            .All<PushRow>().Select(static row => row.ToStoredPush())], (account, after, limit, now), cancellationToken);

    public Task<StoredPush?> FindLogoutAsync(long account, Hsid session, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync(static (connection, state) => connection.Statement($"""
            SELECT {PushRow.Columns} FROM pushes WHERE session = @session AND account = @account AND kind = 1 AND acknowledged = 0 AND used = 0 AND expires > @now
            ORDER BY created DESC LIMIT 1
            """)
            .Bind("@session", state.session).Bind("@account", state.account).Bind("@now", state.now)
            .First<PushRow>()?.ToStoredPush(), (account, session: session.ToArray(), now), cancellationToken);

    // A logout that the phone has heard is needed for nothing: the next sweep takes it. Limits count logins.
    public Task<StoredPush?> AcknowledgeAsync(long account, long n, CancellationToken cancellationToken) =>
        database.WriteAsync(scope => scope.Statement($"""
            UPDATE pushes SET acknowledged = 1, expires = CASE kind WHEN 1 THEN created ELSE expires END
            WHERE n = @n AND account = @account AND acknowledged = 0 RETURNING {PushRow.Columns}
            """)
            .Bind("@n", n).Bind("@account", account)
            .First<PushRow>()?.ToStoredPush(), cancellationToken);

    public Task<bool> DeclineAsync(
        ReadOnlyMemory<byte> id, long account, int limit, DateTimeOffset now, DateTimeOffset barredUntil, CancellationToken cancellationToken) =>
        database.WriteAsync(scope =>
        {
            var spent = scope.Statement("UPDATE pushes SET used = 1 WHERE id = @id AND account = @account AND kind = 0 AND used = 0 AND expires > @now")
                .Bind("@id", id).Bind("@account", account).Bind("@now", now)
                .Execute() == 1;

            if (spent)
            {
                // From the limit on every further one bars again, until a login shows that the person wants them.
                scope.Statement("""
                    UPDATE accounts SET declined_in_row = declined_in_row + 1,
                        push_barred_until = CASE WHEN declined_in_row + 1 >= @limit THEN @until ELSE push_barred_until END
                    WHERE id = @account
                    """)
                    .Bind("@limit", (long)limit).Bind("@until", barredUntil).Bind("@account", account)
                    .Execute();
            }

            return spent;
        }, cancellationToken);

    public Task BarAsync(long account, DateTimeOffset until, CancellationToken cancellationToken) =>
        database.WriteAsync(
            scope => scope.Statement("UPDATE accounts SET push_barred_until = @until WHERE id = @account AND (push_barred_until IS NULL OR push_barred_until < @until)")
                .Bind("@until", until).Bind("@account", account)
                .Execute(),
            cancellationToken);

    public Task<IReadOnlyList<StoredPush>> ClaimWakeUpsAsync(long account, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(scope => (IReadOnlyList<StoredPush>)[.. scope.Statement($"""
            UPDATE pushes SET woken = 1
            WHERE account = @account AND kind IN (0, 2) AND acknowledged = 0 AND used = 0 AND woken = 0 AND expires > @now AND created >= @since
            RETURNING {PushRow.Columns}
            """)
            .Bind("@account", account).Bind("@since", since).Bind("@now", now)
            .All<PushRow>().OrderBy(static row => row.N).Select(static row => row.ToStoredPush())], cancellationToken);

    public Task<StoredPush?> ClaimLogoutWakeUpAsync(long account, long n, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(scope => scope.Statement($"""
            UPDATE pushes SET woken = 1
            WHERE n = @n AND account = @account AND kind = 1 AND acknowledged = 0 AND used = 0 AND woken = 0 AND expires > @now
            RETURNING {PushRow.Columns}
            """)
            .Bind("@n", n).Bind("@account", account).Bind("@now", now)
            .First<PushRow>()?.ToStoredPush(), cancellationToken);

    public Task<bool> IsWaitingAsync(long n, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync(static (connection, push) => connection.Statement("SELECT 1 FROM pushes WHERE n = @n AND acknowledged = 0 AND used = 0 AND expires > @now")
            .Bind("@n", push.n).Bind("@now", push.now)
            .Value() is not null, (n, now), cancellationToken);

    public Task<int> ForgetAsync(DateTimeOffset expiredBefore, int limit, CancellationToken cancellationToken) =>
        database.WriteAsync(scope => scope.Statement("""
            DELETE FROM pushes WHERE n IN (SELECT n FROM pushes WHERE expires < @before ORDER BY expires LIMIT @limit)
            """)
            .Bind("@before", expiredBefore).Bind("@limit", (long)limit)
            .Execute(), cancellationToken);

    private static AddPushResult Add(WriteScope scope, NewPush push, string? context, PushLimits limits)
    {
        var account = scope.Statement($"SELECT blocked, push_barred_until AS BarredUntil FROM accounts WHERE id = @account AND server = @server AND {ServerCheck.IsThere}")
            .Bind("@account", push.Account).Bind("@server", push.Server.ToArray())
            .First<PushAccountRow>();

        if (account is null)
        {
            return new AddPushResult.NoAccount();
        }

        if (account.Blocked != 0)
        {
            return new AddPushResult.Blocked();
        }

        if (PushRate.BarredUntil(scope, push, limits, SqlTime.From(account.BarredUntil)) is { } until)
        {
            return new AddPushResult.TooMany(until - push.Created);
        }

        scope.Statement("UPDATE accounts SET last_provoke = @now WHERE id = @account")
            .Bind("@now", push.Created).Bind("@account", push.Account)
            .Execute();

        if (context is not null)
        {
            SessionContext.Keep(scope, push.Server, push.Session, context, push.Created);
        }

        return new AddPushResult.Added(Insert(scope, push));
    }

    private static long Insert(WriteScope scope, NewPush push) => (long)scope.Statement("""
        INSERT INTO pushes (id, server, session, account, code, created, expires)
        VALUES (@id, @server, @session, @account, @code, @created, @expires) RETURNING n
        """)
        .Bind("@id", push.Id).Bind("@server", push.Server.ToArray()).Bind("@session", push.Session.ToArray()).Bind("@account", push.Account)
        .Bind("@code", push.Code).Bind("@created", push.Created).Bind("@expires", push.Expires)
        .Value()!;
}

internal sealed class PushAccountRow
{
    public long Blocked { get; init; }

    public long? BarredUntil { get; init; }
}
