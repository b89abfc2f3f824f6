using NextAuth.Adapters.Tests.Database;
using NextAuth.Server.Sql.Database;
using NextAuth.Server.Sql.Maintenance;

namespace NextAuth.Adapters.Tests.Maintenance;

public sealed class DatabaseBackupTests : IAsyncDisposable
{
    private readonly TemporaryDatabase _temporary = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Target => Path.Combine(_temporary.Directory, "copies", "copy.db");

    private DatabaseUri Source => TestUri.File(_temporary.File);

    public ValueTask DisposeAsync() => _temporary.DisposeAsync();

    [Fact]
    public async Task A_copy_is_the_database_as_it_is_now_in_one_file_of_its_owner()
    {
        var database = await FilledAsync(10);

        Assert.Equal(BackupResult.Done, DatabaseBackup.Run(Source, Target, Cancellation));
        await database.AddAsync(10);

        Assert.Equal([Target], FilesThere());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Target));
        }

        var copy = await _temporary.OpenAsync(Target);
        Assert.Equal(Enumerable.Range(0, 10), await copy.NumbersAsync());
    }

    [Fact]
    public async Task A_copy_made_while_many_write_holds_all_writes_before_one_moment_and_none_after_it()
    {
        // Large rows, so that a copy takes many steps and writes come between them.
        const int Size = 60_000;
        var database = await FilledAsync(400, Size);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var written = 400;
        var writing = Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await database.AddAsync(written, Size);
                    Interlocked.Increment(ref written);
                }
            },
            Cancellation);

        for (var i = 0; i < 3; i++)
        {
            var before = Volatile.Read(ref written);
            Assert.Equal(BackupResult.Done, DatabaseBackup.Run(Source, Target + i, Cancellation));
            var after = Volatile.Read(ref written);
            Assert.True(after > before, "Nothing was written during the copy.");

            var copy = await _temporary.OpenAsync(Target + i);
            var numbers = await copy.NumbersAsync();
            Assert.Equal(Enumerable.Range(0, numbers.Count), numbers);
            Assert.InRange(numbers.Count, before, after + 1);
        }

        await stop.CancelAsync();
        await writing;
    }

    [Fact]
    public async Task What_is_there_is_never_overwritten()
    {
        await FilledAsync(1);
        await File.WriteAllTextAsync(Target, "precious", Cancellation);

        Assert.Equal(BackupResult.Exists, DatabaseBackup.Run(Source, Target, Cancellation));

        Assert.Equal("precious", await File.ReadAllTextAsync(Target, Cancellation));
        Assert.Equal([Target], FilesThere());
    }

    [Fact]
    public async Task A_copy_that_is_broken_off_leaves_nothing()
    {
        await FilledAsync(1);

        Assert.Throws<OperationCanceledException>(() => DatabaseBackup.Run(Source, Target, new(canceled: true)));

        Assert.Empty(FilesThere());
    }

    [Fact]
    public async Task A_damaged_database_gives_no_copy()
    {
        var database = await FilledAsync(200, 5_000);
        await database.DisposeAsync();
        await Damage.InTheMiddleAsync(_temporary.File, Cancellation);

        Assert.Equal(BackupResult.Damaged, DatabaseBackup.Run(Source, Target, Cancellation));

        Assert.Empty(FilesThere());
    }

    private string[] FilesThere() => Directory.GetFileSystemEntries(Path.GetDirectoryName(Target)!);

    private async Task<SqlDatabase> FilledAsync(int rows, int sizeInBytes = 1)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        var database = await _temporary.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, rows).Select(number => database.AddAsync(number, sizeInBytes)));
        return database;
    }
}

internal static class Damage
{
    /// <summary>Overwrites pages in the middle of a file, as a failing disk might.</summary>
    public static async Task InTheMiddleAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        stream.Seek(stream.Length / 2, SeekOrigin.Begin);
        await stream.WriteAsync(Enumerable.Repeat((byte)0xAA, 20_000).ToArray(), cancellationToken);
    }
}
