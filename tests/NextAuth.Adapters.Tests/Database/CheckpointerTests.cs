using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace NextAuth.Adapters.Tests.Database;

public sealed class CheckpointerTests : IAsyncDisposable
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(30);

    private readonly TemporaryDatabase _temporary = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Log => _temporary.File + "-wal";

    public ValueTask DisposeAsync() => _temporary.DisposeAsync();

    [Fact]
    public async Task What_is_committed_comes_into_the_file_while_nobody_writes_any_more()
    {
        var database = await _temporary.OpenAsync();
        await database.AddAsync(1);

        await UntilAsync(() => RowsOfFileAlone() == 1);
    }

    [Fact]
    public async Task A_long_log_is_begun_anew_while_writes_go_on()
    {
        var database = await _temporary.OpenAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var number = 0;
        var writing = Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            while (!stop.IsCancellationRequested)
            {
                await database.AddAsync(Interlocked.Increment(ref number), sizeInBytes: 100);
            }
        }));

        for (var i = 0; i < 5; i++)
        {
            await database.AddAsync(-1 - i, sizeInBytes: 1_000_000);
        }

        var first = Salt();
        await UntilAsync(() => !Salt().AsSpan().SequenceEqual(first));
        var size = new FileInfo(Log).Length;
        await stop.CancelAsync();
        await writing;
        Assert.True(size < 60_000_000, $"It was {size} bytes long.");
        Assert.Equal(number + 5, (await database.NumbersAsync()).Count);
    }

    [Fact]
    public async Task Long_reads_that_never_leave_off_do_not_let_the_log_grow_without_end()
    {
        const int Megabytes = 300;
        var database = await _temporary.OpenAsync();
        var read = 0;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var reading = Task.WhenAll(Enumerable.Range(0, 4 * Environment.ProcessorCount).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await database.ReadLongAsync(
                    static (connection, _) => connection.InSnapshot(() =>
                    {
                        // The snapshot is that of the first statement; then it looks for as long as at a large table, on its caller's thread.
                        var health = connection.Statement("SELECT COUNT(*) FROM health").Value();
                        Thread.Sleep(50);
                        return health;
                    }),
                    0,
                    Cancellation);
                Interlocked.Increment(ref read);
            }
        })));

        var longest = 0L;
        for (var i = 0; i < Megabytes; i++)
        {
            await database.AddAsync(i, sizeInBytes: 1_000_000);
            longest = Math.Max(longest, new FileInfo(Log).Length);
        }

        var during = read;
        await UntilAsync(() => read > during + 4 * Environment.ProcessorCount);
        await stop.CancelAsync();
        await reading;
        Assert.True(longest < 160_000_000, $"It was {longest} bytes long.");
        Assert.Equal(Megabytes, (await database.NumbersAsync()).Count);
    }

    [Fact]
    public async Task Long_reads_go_on_while_somebody_else_keeps_the_log_from_being_begun_anew()
    {
        var database = await _temporary.OpenAsync();
        await using var other = new SqliteConnection(database.ConnectionString);
        await other.OpenAsync(Cancellation);
        await using var command = other.CreateCommand();
        command.CommandText = "BEGIN; SELECT COUNT(*) FROM enrolments";
        await command.ExecuteScalarAsync(Cancellation);
        for (var i = 0; i < 80; i++)
        {
            await database.AddAsync(i, sizeInBytes: 1_000_000);
        }

        for (var i = 0; i < 100; i++)
        {
            await database.AddAsync(-1 - i);
            var reading = database.ReadLongAsync(static (connection, _) => connection.Statement("SELECT COUNT(*) FROM enrolments").Value(), 0, Cancellation);
            Assert.Equal(81L + i, await reading.WaitAsync(LongEnough, Cancellation));
        }
    }

    [Fact]
    public async Task After_closing_there_is_one_file()
    {
        var database = await _temporary.OpenAsync();
        await database.AddAsync(1);

        await database.DisposeAsync();

        Assert.False(File.Exists(Log));
        Assert.Equal(1, RowsOfFileAlone());
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        for (var started = Stopwatch.GetTimestamp(); !isSo(); await Task.Delay(20, Cancellation))
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < LongEnough, "It has not come about.");
        }
    }

    // Changes whenever the log is begun anew (https://sqlite.org/fileformat2.html#walformat).
    private byte[] Salt()
    {
        using var log = new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var header = new byte[32];
        log.ReadExactly(header);
        return header[16..24];
    }

    private long RowsOfFileAlone()
    {
        var copy = _temporary.File + "-copy";
        File.Copy(_temporary.File, copy, overwrite: true);
        using var connection = new SqliteConnection($"Data Source={copy};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM enrolments";
        try
        {
            return (long)command.ExecuteScalar()!;
        }
        catch (SqliteException)
        {
            // Copied while pages were written, or before the tables came.
            return -1;
        }
    }
}
