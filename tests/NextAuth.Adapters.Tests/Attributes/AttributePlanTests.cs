using NextAuth.Server.Attributes;
using NextAuth.Server.Sql.Database;
using SQLitePCL;

namespace NextAuth.Adapters.Tests.Attributes;

/// <summary>SQLite makes the plan of a statement once: an index for some rows only, compared with a parameter, makes it do so at every call.</summary>
public class AttributePlanTests(SqliteFixture fixture) : IClassFixture<SqliteFixture>
{
    // SQLITE_STMTSTATUS_REPREPARE (sqlite.org/c3ref/c_stmtstatus_counter.html).
    private const int Reprepared = 5;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Statements_keep_their_plan_whatever_is_asked()
    {
        // The library lists the statements of a connection only where it was asked to before the first one.
        await fixture.Database.ReadAsync(
            static (connection, on) =>
            {
                connection.Sqlite.Handle!.enable_sqlite3_next_stmt(on);
                return on;
            },
            true,
            Cancellation);
        var server = fixture.NewServer();
        await fixture.Attributes.ReplaceAsync(AttributeOwner.OfUser(server, "ann"), [], StoreFixture.Now, Cancellation);
        for (var i = 0; i < 20; i++)
        {
            await fixture.Attributes.ReadAsync(AttributeOwner.OfUser(server, "ann"), Cancellation);
            await fixture.Attributes.ReadAsync(new(AttributeKind.Server, server, null), Cancellation);
        }

        var (statements, planned) = await fixture.Database.ReadAsync(static (connection, _) => Count(connection), 0, Cancellation);
        Assert.InRange(statements, 2, 20);

        // Once each, should the tables have changed since; not at each of the forty calls.
        Assert.InRange(planned, 0, statements);
    }

    private static (int Statements, int Planned) Count(Connection connection)
    {
        var (statements, planned) = (0, 0);
        for (var statement = raw.sqlite3_next_stmt(connection.Sqlite.Handle, null); statement is { IsInvalid: false }; statement = raw.sqlite3_next_stmt(connection.Sqlite.Handle, statement))
        {
            statements++;
            planned += raw.sqlite3_stmt_status(statement, Reprepared, 0);
        }

        return (statements, planned);
    }
}
