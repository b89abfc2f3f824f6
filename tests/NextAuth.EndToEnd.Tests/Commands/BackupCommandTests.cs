using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Data.Sqlite;
using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests.Commands;

public class BackupCommandTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_backup_of_a_running_server_with_the_master_key_is_that_server()
    {
        await using var host = await HostProcess.StartNewAsync(Cancellation);
        using var phone = new PhoneProcess();
        using var root = new RestApi(host.Url, host.RootKey);
        await root.CreateServerAsync(new { serverName = "Shop" }, Cancellation);
        var key = await root.JsonAsync(HttpMethod.Post, "/apikeys/?description=shop", null, null, Cancellation);
        await phone.ScanAsync(await root.EnrolLinkAsync("page", "alice", Cancellation), Cancellation);

        var file = Path.Combine(host.Folder, "copy.db");
        var made = (await CommandRun.DoneAsync(host, "backup", "copy.db", "--json")).Json();
        Assert.Equal((file, new FileInfo(file).Length), (made.GetProperty("file").GetString(), made.GetProperty("sizeInBytes").GetInt64()));
        await root.LogoutAsync("page", Cancellation);

        // As docs/operations/backup-and-keys.md says: the copy in the place of the database, and the key beside it.
        await using var restored = new HostProcess();
        Directory.CreateDirectory(restored.DataDirectory);
        File.Copy(file, StoredText.DatabaseOf(restored));
        File.Copy(Path.Combine(host.DataDirectory, "master.key"), Path.Combine(restored.DataDirectory, "master.key"));
        Assert.Equal(0, (await CommandRun.OfAsync(restored, "check")).Code);
        await restored.StartAsync(Cancellation);

        using var api = new RestApi(restored.Url, host.RootKey) { Server = root.Server };
        Assert.True(await api.IsLoggedInAsync("page", Cancellation));
        Assert.False(await root.IsLoggedInAsync("page", Cancellation));
        using var shop = new RestApi(restored.Url, key.GetProperty("apikey").GetString()!);
        Assert.Equal(System.Net.HttpStatusCode.OK, await shop.StatusAsync(HttpMethod.Get, "/servers/", null, Cancellation));
    }

    [Fact]
    public async Task Backups_under_load_are_whole_and_hold_all_that_was_acknowledged_before()
    {
        const int Backups = 4;
        await using var host = await HostProcess.StartNewAsync(Cancellation);
        using var root = new RestApi(host.Url, host.RootKey);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var acknowledged = new ConcurrentDictionary<int, int>();
        var writers = Enumerable.Range(0, 4).Select(writer => Task.Run(
            async () =>
            {
                for (var i = 0; !stop.IsCancellationRequested; i++)
                {
                    await root.JsonAsync(HttpMethod.Post, string.Create(CultureInfo.InvariantCulture, $"/apikeys/?description=w{writer}-{i}"), null, null, Cancellation);
                    acknowledged[writer] = i + 1;
                }
            },
            Cancellation)).ToList();
        await Eventually.TrueAsync(() => Task.FromResult(acknowledged.Count == 4), () => host.Program.Errors, Cancellation);

        for (var backup = 0; backup < Backups; backup++)
        {
            var before = acknowledged.ToDictionary();
            await CommandRun.DoneAsync(host, "backup", $"{backup}.db");
            Assert.True(acknowledged.Values.Sum() > before.Values.Sum(), "Nothing was written during the backup.");

            // A writer's keys are numbered: without a gap, and at least as many as it had been told of.
            var numbers = await KeysOfWritersAsync(Path.Combine(host.Folder, $"{backup}.db"));
            foreach (var (writer, count) in before)
            {
                Assert.Equal(Enumerable.Range(0, numbers[writer].Count), numbers[writer]);
                Assert.True(numbers[writer].Count >= count, $"Backup {backup} has {numbers[writer].Count} keys of writer {writer}, who had been told of {count}.");
            }
        }

        await stop.CancelAsync();
        await Task.WhenAll(writers);
    }

    [Fact]
    public async Task It_overwrites_nothing_and_needs_a_folder()
    {
        await using var host = await HostProcess.StartNewAsync(Cancellation);
        await File.WriteAllTextAsync(Path.Combine(host.Folder, "notes.txt"), "precious", Cancellation);

        (await CommandRun.OfAsync(host, "backup", "notes.txt")).Says(1, "notes.txt: is there already and was not touched");
        (await CommandRun.OfAsync(host, "backup", "data/nextauth.db")).Says(1, "is there already");
        (await CommandRun.OfAsync(host, "backup", "data")).Says(1, "is there already");
        (await CommandRun.OfAsync(host, "backup", "nowhere/copy.db")).Says(2, "must be a new file in a folder that is there");
        (await CommandRun.OfAsync(host, "backup", "")).Says(2, "must be a new file");
        (await CommandRun.OfAsync(host, "backup")).Says(2, "Required argument 'FILE' missing");

        Assert.Equal("precious", await File.ReadAllTextAsync(Path.Combine(host.Folder, "notes.txt"), Cancellation));
        Assert.Equal(["data", "notes.txt"], Names(host));
    }

    [Fact]
    public async Task A_disk_without_room_gets_no_half_backup()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A limit of the shell stands in for a full disk.");
        await using var host = await HostProcess.StartNewAsync(Cancellation);

        // 64 KiB, of which no database is made. Its signal is ignored, as a full disk sends none, and the runtime is kept from files of its own, which are larger.
        await using var program = RunningProgram.Start(
            "/bin/sh",
            host.Folder,
            ["-c", "trap '' XFSZ; ulimit -f 128; exec \"$0\" backup copy.db", Repository.Host],
            new Dictionary<string, string> { ["DOTNET_EnableWriteXorExecute"] = "0" });
        var run = new CommandRun(await program.WaitAsync(Cancellation), program.Output, program.Errors);

        run.Says(1, "there is no backup");
        Assert.Equal(["data"], Names(host));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task An_interrupted_backup_leaves_nothing(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows sends no such signals.");
        await using var host = await HostProcess.StartNewAsync(Cancellation);
        await host.TerminateAsync(Cancellation);

        // So much that the signal comes before the end.
        await StoredText.ExecuteAsync(host, "INSERT INTO enrolments (id, server, session, label, expires) VALUES (x'01', x'', x'', zeroblob(500000000), 0)");

        await using var program = RunningProgram.Start(Repository.Host, host.Folder, ["backup", "copy.db"]);
        await Eventually.TrueAsync(() => Task.FromResult(Names(host).Any(name => name.EndsWith(".part", StringComparison.Ordinal))), () => program.Errors, Cancellation);
        await program.SignalAsync(signal, Cancellation);

        new CommandRun(await program.WaitAsync(Cancellation), program.Output, program.Errors).Says(1, "interrupted: there is no backup");
        Assert.Equal(["data"], Names(host));
    }

    [Fact]
    public async Task A_damaged_database_gives_no_backup()
    {
        await using var host = await HostProcess.StartNewAsync(Cancellation);
        await host.TerminateAsync(Cancellation);
        await File.WriteAllTextAsync(StoredText.DatabaseOf(host), new string('x', 5_000), Cancellation);

        (await CommandRun.OfAsync(host, "backup", "copy.db")).Says(1, "'nextauth check' says more");

        Assert.Equal(["data"], Names(host));
    }

    [Fact]
    public async Task A_database_of_a_later_version_is_backed_up_and_not_served()
    {
        await using var host = await HostProcess.StartNewAsync(Cancellation);
        await host.TerminateAsync(Cancellation);
        await StoredText.ExecuteAsync(host, "INSERT INTO SchemaVersions (ScriptName, Applied) VALUES ('V999__later.sql', '2027-01-01')");

        (await CommandRun.OfAsync(host, "keys", "list")).Says(1, "of a later version of nextauth");
        (await CommandRun.OfAsync(host, "keys", "create")).Says(1, "of a later version of nextauth");
        await CommandRun.DoneAsync(host, "backup", "copy.db");

        var before = await File.ReadAllBytesAsync(StoredText.DatabaseOf(host), Cancellation);
        (await CommandRun.OfAsync(host, "serve")).Says(2, "of a later version of nextauth");
        Assert.Equal(before, await File.ReadAllBytesAsync(StoredText.DatabaseOf(host), Cancellation));
    }

    private static IEnumerable<string> Names(HostProcess host) => Directory.EnumerateFileSystemEntries(host.Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    private static async Task<Dictionary<int, List<int>>> KeysOfWritersAsync(string file)
    {
        await using var database = new SqliteConnection($"Data Source={file};Pooling=False;Mode=ReadOnly");
        await database.OpenAsync(Cancellation);
        await using var command = database.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        Assert.Equal("ok", await command.ExecuteScalarAsync(Cancellation));

        command.CommandText = "SELECT description FROM api_keys WHERE description LIKE 'w%-%'";
        var numbers = new Dictionary<int, List<int>>();
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        while (await reader.ReadAsync(Cancellation))
        {
            var parts = reader.GetString(0)[1..].Split('-').Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
            numbers.TryAdd(parts[0], []);
            numbers[parts[0]].Add(parts[1]);
        }

        return numbers.ToDictionary(writer => writer.Key, writer => writer.Value.Order().ToList());
    }
}
