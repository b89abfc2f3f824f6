using Microsoft.Data.Sqlite;
using NextAuth.Server.Sql.Database;

namespace NextAuth.Adapters.Tests.Database;

/// <summary>Reads that would take too long, and texts that statements keep for one another.</summary>
public sealed class ConnectionTests(SqliteFixture fixture) : IClassFixture<SqliteFixture>
{
    private const string Endless = "WITH RECURSIVE numbers (value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM numbers) SELECT COUNT(*) FROM numbers";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_long_read_ends_when_nobody_waits_for_it()
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        leaving.CancelAfter(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Task.Run(() => fixture.Database.ReadLongAsync(static (connection, sql) => connection.Statement(sql).Value(), Endless, leaving.Token), Cancellation));
        Assert.Equal(1L, await fixture.Database.ReadLongAsync(static (connection, sql) => connection.Statement(sql).Value(), "SELECT 1", Cancellation));
    }

    [Fact]
    public async Task A_read_is_given_up_after_so_many_steps_and_the_next_one_has_all_it_needs() => await ReadAsync(static connection =>
    {
        Assert.Null(connection.TryWithin(100_000, () => connection.Statement(Endless).Value()!));
        var count = Endless.Replace("FROM numbers)", "FROM numbers LIMIT 100000)", StringComparison.Ordinal);
        Assert.Equal(100_000L, connection.Statement(count).Value());
        Assert.Equal(100_000L, connection.TryWithin(10_000_000, () => connection.Statement(count).Value()!));
        return true;
    });

    [Fact]
    public async Task Texts_are_kept_until_they_are_gathered_anew_among_themselves() => await ReadAsync(static connection =>
    {
        connection.Texts.Begin(0);
        Assert.Equal(4L, Gather("'a', 'é', '', 'a'"));
        Assert.Equal("1110000", AreIn("'a'", "'é'", "''", "'A'", "NULL", "CAST('a' AS BLOB)", "1"));
        connection.Texts.Begin(1);
        Assert.Equal(1L, Gather("'a', 'b', NULL"));
        Assert.Equal("100", AreIn("'a'", "'é'", "'b'"));
        connection.Texts.Clear();
        connection.Texts.Begin(1);
        Assert.Equal(1L, Gather("'b'"));
        Assert.Equal("01", AreIn("'a'", "'b'"));
        connection.Texts.Clear();
        return true;

        long Gather(string texts) => (long)connection.Statement($"SELECT SUM(gather(column1)) FROM (VALUES ({texts.Replace(", ", "), (", StringComparison.Ordinal)}))").Value()!;
        string AreIn(params string[] texts) => string.Concat(texts.Select(text => connection.Statement($"SELECT gathered({text})").Value()));
    });

    [Fact]
    public async Task What_goes_wrong_in_a_function_is_an_error_of_its_statement() => await ReadAsync(static connection =>
    {
        connection.Texts.Clear();
        Assert.Throws<SqliteException>(() => connection.Statement("SELECT gather('a')").Value());
        Assert.Equal(1L, connection.Statement("SELECT 1").Value());
        return true;
    });

    private Task<bool> ReadAsync(Func<Connection, bool> read) => fixture.Database.ReadLongAsync(static (connection, read) => read(connection), read, Cancellation);
}
