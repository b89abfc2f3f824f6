using Microsoft.Data.Sqlite;
using NextAuth.Server.Sql.Database;

namespace NextAuth.Adapters.Tests.Database;

/// <summary>Reads that would take too long, and numbers that statements keep for one another.</summary>
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
    public async Task Numbers_are_kept_until_they_are_gathered_anew_among_themselves() => await ReadAsync(static connection =>
    {
        connection.Numbers.Begin();
        Assert.Equal(6L, Gather("0, 63, 64, 65536, 4294967295, 0"));
        Assert.Equal("11111000000", AreIn("0", "63", "64", "65536", "4294967295", "1", "65", "131072", "NULL", "'0'", "CAST('0' AS BLOB)"));
        connection.Numbers.Begin();
        Assert.Equal(1L, Gather("64, 65, 1310720, NULL"));
        Assert.Equal("1000", AreIn("64", "65", "0", "1310720"));
        connection.Numbers.Clear();
        connection.Numbers.Begin();
        Assert.Equal(1L, Gather("65"));
        Assert.Equal("01", AreIn("64", "65"));
        connection.Numbers.Clear();
        return true;

        long Gather(string numbers) => (long)connection.Statement($"SELECT SUM(gather(column1)) FROM (VALUES ({numbers.Replace(", ", "), (", StringComparison.Ordinal)}))").Value()!;
        string AreIn(params string[] numbers) => string.Concat(numbers.Select(number => connection.Statement($"SELECT gathered({number})").Value()));
    });

    [Fact]
    public async Task As_many_numbers_are_in_as_were_gathered() => await ReadAsync(static connection =>
    {
        // Every third of them, shuffled: what is asked is more than parts, words and bits have in common.
        const string Shuffled = "WITH RECURSIVE n (value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM n LIMIT 300000) SELECT";
        connection.Numbers.Begin();
        Assert.Equal(100_000L, connection.Statement($"{Shuffled} SUM(gather((value * 7919 + 1) % 300000)) FROM n WHERE ((value * 7919 + 1) % 300000) % 3 = 1").Value());
        Assert.Equal(100_000L, connection.Statement($"{Shuffled} SUM(gathered(value)) FROM n").Value());
        Assert.Equal(0L, connection.Statement($"{Shuffled} SUM(gathered(value)) FROM n WHERE value % 3 <> 1").Value());
        connection.Numbers.Clear();
        return true;
    });

    [Fact]
    public async Task What_goes_wrong_in_a_function_is_an_error_of_its_statement() => await ReadAsync(static connection =>
    {
        connection.Numbers.Clear();
        Assert.Throws<SqliteException>(() => connection.Statement("SELECT gather(1)").Value());
        connection.Numbers.Begin();
        foreach (var number in (string[])["-1", "4294967296", "9223372036854775807"])
        {
            Assert.Throws<SqliteException>(() => connection.Statement($"SELECT gather({number})").Value());
        }

        connection.Numbers.Clear();
        Assert.Equal(1L, connection.Statement("SELECT 1").Value());
        return true;
    });

    private Task<bool> ReadAsync(Func<Connection, bool> read) => fixture.Database.ReadLongAsync(static (connection, read) => read(connection), read, Cancellation);
}
