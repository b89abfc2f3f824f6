using NextAuth.Protocol;
using NextAuth.Server.Registration;
using NextAuth.Server.Sql.Database;
using NextAuth.Server.Sql.Servers;

namespace NextAuth.Server.Sql.Registration;

/// <summary>Enrolments in SQL. Completing one is <see cref="EnrolWrite"/>.</summary>
internal sealed class SqlEnrolmentStore(SqlDatabase database) : IEnrolmentStore
{
    public Task<bool> AddAsync(Enrolment enrolment, CancellationToken cancellationToken) =>
        database.WriteAsync(scope => scope.Statement($"""
            INSERT INTO enrolments (id, server, session, label, userid, expires)
            SELECT @id, @server, @session, @label, @userid, @expires WHERE {ServerCheck.IsThere}
            """)
            .Bind("@id", enrolment.Id).Bind("@server", enrolment.Server.ToArray()).Bind("@session", enrolment.Session.ToArray())
            .Bind("@label", enrolment.Label).Bind("@userid", enrolment.UserId).Bind("@expires", enrolment.Expires)
            .Execute() == 1, cancellationToken);

    public Task<Enrolment?> FindAsync(ServerId server, ReadOnlyMemory<byte> id, CancellationToken cancellationToken) =>
        database.ReadAsync(static (connection, key) => connection.Statement($"SELECT {EnrolmentRow.Columns} FROM enrolments WHERE id = @id AND server = @server")
            .Bind("@id", key.id).Bind("@server", key.server.ToArray())
            .First<EnrolmentRow>()?.ToEnrolment(), (server, id), cancellationToken);

    public Task<bool> IsNameTakenAsync(ServerId server, string label, CancellationToken cancellationToken) =>
        database.ReadAsync(static (connection, name) => connection.Statement(EnrolWrite.FindName)
            .Bind("@server", name.server.ToArray()).Bind("@label", name.label)
            .Value() is not null, (server, label), cancellationToken);

    public Task<StoreEnrolResult> CompleteAsync(EnrolCommand command, CancellationToken cancellationToken) =>
        database.WriteAsync(scope => EnrolWrite.Run(scope, command), cancellationToken);

    public Task<int> ForgetAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        database.WriteAsync(scope => scope.Statement("""
            DELETE FROM enrolments WHERE id IN (SELECT id FROM enrolments WHERE expires <= @now ORDER BY expires LIMIT @limit)
            """)
            .Bind("@now", now).Bind("@limit", (long)limit)
            .Execute(), cancellationToken);
}

internal sealed class EnrolmentRow
{
    public const string Columns = "id, server, session, label, userid, expires";

    public required byte[] Id { get; init; }

    public required byte[] Server { get; init; }

    public required byte[] Session { get; init; }

    public required string Label { get; init; }

    public string? Userid { get; init; }

    public long Expires { get; init; }

    public Enrolment ToEnrolment() => new(Id, ServerId.FromBytes(Server), Hsid.FromBytes(Session), Label, Userid, SqlTime.From(Expires));
}
