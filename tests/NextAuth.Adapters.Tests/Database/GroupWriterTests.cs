using NextAuth.Server;
using NextAuth.Server.Sql.Database;

namespace NextAuth.Adapters.Tests.Database;

public sealed class GroupWriterTests : IAsyncDisposable
{
    private readonly TemporaryDatabase _temporary = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _temporary.DisposeAsync();

    [Fact]
    public async Task A_write_that_fails_loses_only_itself()
    {
        var database = await _temporary.OpenAsync();
        var (failing, others) = await TogetherAsync(
            database,
            () => database.WriteAsync<int>(scope => Rows.Add(scope, 99) == 1 ? throw new NotSupportedException() : 0, Cancellation),
            () => database.AddAsync(1),
            () => database.AddAsync(2));

        await Assert.ThrowsAsync<NotSupportedException>(() => failing);
        await Task.WhenAll(others);
        Assert.Equal([1, 2], await database.NumbersAsync());
    }

    [Fact]
    public async Task A_write_that_breaks_a_constraint_loses_only_itself()
    {
        var database = await _temporary.OpenAsync();
        await database.AddAsync(1);
        var (failing, others) = await TogetherAsync(database, () => database.AddAsync(1), () => database.AddAsync(2), () => database.AddAsync(3));

        await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() => failing);
        await Task.WhenAll(others);
        Assert.Equal([1, 2, 3], await database.NumbersAsync());
    }

    [Fact]
    public async Task A_write_that_undoes_itself_answers_and_leaves_no_trace()
    {
        var database = await _temporary.OpenAsync();

        Assert.Equal("no", await database.WriteAsync(scope => scope.Undo(Rows.Add(scope, 1) == 1 ? "no" : "never"), Cancellation));
        await database.AddAsync(2);

        Assert.Equal([2], await database.NumbersAsync());
    }

    [Fact]
    public async Task Nobody_is_answered_before_the_commit_of_the_whole_batch()
    {
        var database = await _temporary.OpenAsync();
        using var started = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var (first, others) = await TogetherAsync(
            database,
            () => database.AddAsync(1),
            () => database.WriteAsync(
                scope =>
                {
                    started.Set();
                    release.Wait(Cancellation);
                    return Rows.Add(scope, 2);
                },
                Cancellation));

        started.Wait(Cancellation);
        Assert.False(first.IsCompleted);
        Assert.Empty(await database.NumbersAsync());

        release.Set();
        await Task.WhenAll([first, .. others]);
        Assert.Equal([1, 2], await database.NumbersAsync());
    }

    [Fact]
    public async Task When_the_batch_cannot_be_committed_every_caller_hears_of_it_and_the_next_batch_works()
    {
        var database = await _temporary.OpenAsync();

        // What SQLite does by itself after some errors: the transaction is gone beneath the writer's feet.
        var (breaking, others) = await TogetherAsync(
            database,
            () => database.WriteAsync(scope => Rows.Add(scope, 1) + scope.Statement("ROLLBACK").Execute(), Cancellation),
            () => database.AddAsync(2));

        await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() => breaking);
        await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() => others[0]);

        await database.AddAsync(3);
        Assert.Equal([3], await database.NumbersAsync());
    }

    [Fact]
    public async Task A_caller_who_gives_up_before_the_start_is_skipped()
    {
        var database = await _temporary.OpenAsync();
        using var giveUp = new CancellationTokenSource();
        var ran = false;
        await using (var pause = await WriterPause.BeginAsync(database))
        {
            var write = database.WriteAsync(_ => ran = true, giveUp.Token);
            await giveUp.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);
        }

        await database.AddAsync(1);
        Assert.False(ran);
    }

    [Fact]
    public async Task A_caller_who_gives_up_after_the_start_is_answered()
    {
        var database = await _temporary.OpenAsync();
        using var giveUp = new CancellationTokenSource();
        var write = database.WriteAsync(
            scope =>
            {
                giveUp.Cancel();
                return Rows.Add(scope, 1);
            },
            giveUp.Token);

        Assert.Equal(1, await write);
        Assert.Equal([1], await database.NumbersAsync());
    }

    [Fact]
    public async Task Closing_writes_what_waits_and_leaves_no_log_behind()
    {
        var database = await _temporary.OpenAsync();
        var pause = await WriterPause.BeginAsync(database);
        var writes = Enumerable.Range(0, 1000).Select(number => database.AddAsync(number)).ToList();
        var closing = database.DisposeAsync();
        await pause.DisposeAsync();
        await closing;

        await Task.WhenAll(writes);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => database.AddAsync(-1));
        Assert.False(File.Exists(_temporary.File + "-wal"));
        Assert.Equal(Enumerable.Range(0, 1000), await (await _temporary.OpenAsync()).NumbersAsync());
    }

    /// <summary>Lets several writes wait while the writer is busy, so that it takes them as one batch, in this order.</summary>
    private static async Task<(Task<int> First, List<Task<int>> Others)> TogetherAsync(SqlDatabase database, Func<Task<int>> first, params Func<Task<int>>[] others)
    {
        await using var pause = await WriterPause.BeginAsync(database);
        return (first(), [.. others.Select(other => other())]);
    }
}
