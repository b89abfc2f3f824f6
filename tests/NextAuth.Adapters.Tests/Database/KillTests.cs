using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace NextAuth.Adapters.Tests.Database;

/// <summary>A process that dies in the middle of its work.</summary>
public sealed class KillTests : IAsyncDisposable
{
    private readonly TemporaryDatabase _temporary = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _temporary.DisposeAsync();

    [Fact]
    public async Task Whatever_was_acknowledged_is_there_after_a_kill()
    {
        var acknowledged = new List<int>();
        for (var round = 0; round < 3; round++)
        {
            using var process = DoomedProgram.Start("write", _temporary.File);
            await ReadAsync(process, acknowledged, RandomNumberGenerator.GetInt32(200, 600));
            process.Kill();
            await process.WaitForExitAsync(Cancellation);

            // What it said before it died counts too.
            await ReadAsync(process, acknowledged, int.MaxValue);

            await using var database = await _temporary.OpenAsync();
            Assert.Empty(acknowledged.Except(await database.NumbersAsync()));
        }

        Assert.True(acknowledged.Count >= 600);
    }

    [Fact]
    public async Task A_migration_that_was_interrupted_is_done_at_the_next_start()
    {
        using var process = DoomedProgram.Start("migrate", _temporary.Directory);
        await ReadAsync(process, [], 4);
        await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(0, 60)), TimeProvider.System, Cancellation);
        process.Kill();
        await ReadAsync(process, [], int.MaxValue);

        var files = Directory.GetFiles(_temporary.Directory, "*.db");
        Assert.True(files.Length >= 4);
        foreach (var file in files)
        {
            var database = await _temporary.OpenAsync(file);
            await database.AddAsync(1);
            Assert.Equal([1], await database.NumbersAsync());
        }
    }

    [Fact]
    public async Task A_log_that_cannot_be_copied_is_told_while_writes_go_on()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limit of a running process is set by Linux's prlimit.");
        using var process = DoomedProgram.Start("tell", _temporary.File);
        var told = new List<int>();
        await ReadAsync(process, told, 1);

        // No file may be longer: the database reaches that, while its log stays far shorter as long as it can be copied.
        using (var limit = Process.Start("prlimit", ["--pid", process.Id.ToString(CultureInfo.InvariantCulture), "--fsize=30000000:unlimited"]))
        {
            await limit.WaitForExitAsync(Cancellation);
            Assert.Equal(0, limit.ExitCode);
        }

        while (told[^1] == 0)
        {
            var before = told.Count;
            await ReadAsync(process, told, 1);
            Assert.True(told.Count > before, "It ended.");
        }

        process.Kill();
        await process.WaitForExitAsync(Cancellation);

        await using var database = await _temporary.OpenAsync();
        Assert.Equal(Enumerable.Range(1, told.Count), await database.NumbersAsync());
    }

    private static async Task ReadAsync(Process process, List<int> numbers, int count)
    {
        var last = numbers.Count + (long)count;
        while (numbers.Count < last && await process.StandardOutput.ReadLineAsync(Cancellation) is { } line)
        {
            if (line.StartsWith(DoomedProgram.Mark, StringComparison.Ordinal))
            {
                numbers.Add(int.Parse(line.AsSpan(DoomedProgram.Mark.Length), CultureInfo.InvariantCulture));
            }
        }
    }
}
