using Microsoft.Data.Sqlite;
using NextAuth.Protocol;
using NextAuth.Server;
using NextAuth.Server.Sql.Lists;
using NextAuth.Server.Sql.Users;

namespace NextAuth.Adapters.Tests.Database;

/// <summary>A disk that is full, read-only or busy: nothing is stored, nothing breaks, and it goes on when the disk does.</summary>
public sealed class BadDiskTests : IAsyncDisposable
{
    private readonly TemporaryDatabase _temporary = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _temporary.DisposeAsync();

    [Fact]
    public async Task A_full_disk_stores_nothing_and_recovers()
    {
        var database = await _temporary.OpenAsync();
        await database.AddAsync(1);

        // SQLite's own limit gives the same error as a full disk. It ends with the connection, as after space was made.
        await database.WriteAsync(scope => scope.Statement("PRAGMA max_page_count = 1").Value(), Cancellation);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => database.AddAsync(2, sizeInBytes: 1_000_000));
        Assert.Contains("full", (await database.CheckAsync(Cancellation)).LastError!.Message, StringComparison.Ordinal);
        await database.AddAsync(3, sizeInBytes: 1_000_000);
        Assert.Equal([1, 3], await database.NumbersAsync());
    }

    [Fact]
    public async Task A_database_that_became_read_only_stores_nothing_and_recovers()
    {
        var database = await _temporary.OpenAsync();
        await database.WriteAsync(scope => scope.Statement("PRAGMA query_only = ON").Execute(), Cancellation);

        var health = await database.CheckAsync(Cancellation);
        Assert.False(health.IsWritable);
        Assert.Contains("readonly", health.LastError!.Message, StringComparison.Ordinal);

        Assert.True((await database.CheckAsync(Cancellation)).IsWritable);
        await database.AddAsync(1);
        Assert.Equal([1], await database.NumbersAsync());
    }

    [Fact]
    public async Task A_list_whose_count_cannot_be_kept_is_answered_all_the_same()
    {
        const int Many = ValueCounts.Many + 1;
        var database = await _temporary.OpenAsync();
        var server = ServerId.New();
        await database.WriteAsync(
            scope => scope.Statement("""
                INSERT INTO attributes (kind, server, owner, key, size, accounts, text, value)
                WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n LIMIT @all) SELECT 0, @server, value, 'place', 10, 0, 'town', '' FROM n
                """).Bind("@all", (long)Many).Bind("@server", server.ToArray()).Execute(),
            Cancellation);
        await database.WriteAsync(scope => scope.Statement("PRAGMA query_only = ON").Execute(), Cancellation);

        Assert.Equal((Many, 0), (await TotalAsync(), await KeptAsync()));
        Assert.Equal((Many, 1), (await TotalAsync(), await KeptAsync()));

        async Task<long> TotalAsync() =>
            (await new SqlUserStore(database).ListAsync(server, new([new("place", ["town"])], null, new(1, long.MaxValue, [])), Cancellation)).Total;

        Task<long> KeptAsync() => database.ReadAsync(static (connection, _) => (long)connection.Statement("SELECT COUNT(*) FROM value_counts").Value()!, 0, Cancellation);
    }

    [Fact]
    public async Task A_database_that_somebody_else_locks_stores_nothing_is_read_all_the_same_and_recovers()
    {
        var database = await _temporary.OpenAsync();
        await database.AddAsync(1);
        await using (var other = new SqliteConnection(database.ConnectionString))
        {
            await other.OpenAsync(Cancellation);
            await using var command = other.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            await command.ExecuteNonQueryAsync(Cancellation);

            await Assert.ThrowsAsync<StorageUnavailableException>(() => database.AddAsync(2));
            Assert.Equal([1], await database.NumbersAsync());
        }

        await database.AddAsync(3);
        Assert.Equal([1, 3], await database.NumbersAsync());
    }

    [Fact]
    public async Task A_file_that_is_gone_comes_back_with_its_directory()
    {
        var database = await _temporary.OpenAsync();
        await database.WriteAsync(scope => scope.Statement("PRAGMA query_only = ON").Execute(), Cancellation);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => database.AddAsync(1));

        // The writer has let go of its connection and has to open the file anew, which is not there: as with a lost mount.
        var away = _temporary.Directory + "-away";
        System.IO.Directory.Move(_temporary.Directory, away);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => database.AddAsync(2));
        System.IO.Directory.Move(away, _temporary.Directory);

        await database.AddAsync(3);
        Assert.Equal([3], await database.NumbersAsync());
    }

    [Fact]
    public async Task A_path_where_no_file_can_be_says_so_at_the_start()
    {
        System.IO.Directory.CreateDirectory(_temporary.File);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => _temporary.OpenAsync());
    }

    [Fact]
    public async Task Health_tells_a_good_database_and_the_size_of_its_log()
    {
        var database = await _temporary.OpenAsync();

        var health = await database.CheckAsync(Cancellation);

        Assert.Equal((true, null), (health.IsWritable, health.LastError));
        Assert.True(health.LogSizeInBytes > 0);
    }

    [Fact]
    public async Task Nobody_else_may_read_the_files()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        var database = await _temporary.OpenAsync();
        await database.AddAsync(1);

        foreach (var file in new[] { _temporary.File, _temporary.File + "-wal", _temporary.File + "-shm" })
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(file));
        }
    }
}
