using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests;

public class StartTests
{
    private const string KeyLine = "Root API key";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_the_first_start_prints_the_root_key_and_it_stays_good()
    {
        await using var host = await HostProcess.StartNewAsync(Cancellation);
        Assert.Contains(KeyLine, host.Program.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(host.RootKey, host.Program.Errors, StringComparison.Ordinal);

        Assert.Equal(0, await host.TerminateAsync(Cancellation));
        await host.StartAsync(Cancellation);

        Assert.DoesNotContain(KeyLine, host.Program.Output, StringComparison.Ordinal);
        using var api = new RestApi(host.Url, host.RootKey);
        await api.CreateServerAsync(new { serverName = "Shop" }, Cancellation);
    }

    [Fact]
    public async Task A_given_root_key_works_and_is_not_printed()
    {
        await using var host = new HostProcess();
        var key = new string('k', 40);
        var file = Path.Combine(host.Folder, "root.key");
        await File.WriteAllTextAsync(file, key + "\n", Cancellation);
        await host.StartAsync(Cancellation, $"--NextAuth:RootApiKeyFile={file}");

        using var api = new RestApi(host.Url, key);
        await api.CreateServerAsync(new { serverName = "Shop" }, Cancellation);
        Assert.DoesNotContain(key, host.Program.Output + host.Program.Errors, StringComparison.Ordinal);
        Assert.Empty(host.Program.Output);
    }

    [Fact]
    public async Task Its_files_are_nobody_elses()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }

        await using var host = await HostProcess.StartNewAsync(Cancellation);
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(host.DataDirectory));
        foreach (var file in (string[])["master.key", "nextauth.db", "nextauth.db-wal"])
        {
            Assert.Equal((UnixFileMode)0, File.GetUnixFileMode(Path.Combine(host.DataDirectory, file)) & others);
        }
    }

    [Fact]
    public async Task A_master_key_that_others_can_read_is_warned_of()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }

        await using var host = await HostProcess.StartNewAsync(Cancellation);
        await host.TerminateAsync(Cancellation);
        File.SetUnixFileMode(Path.Combine(host.DataDirectory, "master.key"), UnixFileMode.UserRead | UnixFileMode.OtherRead);

        await host.StartAsync(Cancellation);

        await host.Program.SaysAsync("can be read by others", Cancellation);
    }

    [Fact]
    public async Task The_threads_that_serve_do_not_push_each_other_aside()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The policy of a thread is read from Linux's /proc.");
        await using var host = await HostProcess.StartNewAsync(Cancellation);

        // proc(5): the policy is the 41st field, the 39th after the name; 3 is SCHED_BATCH.
        var sockets = Directory.EnumerateDirectories($"/proc/{host.Program.Id}/task").Where(static thread => File.ReadAllText($"{thread}/comm").StartsWith(".NET Sockets", StringComparison.Ordinal));
        Assert.All(sockets.Select(static thread => File.ReadAllText($"{thread}/stat").Split(") ")[1].Split(' ')[38]), static policy => Assert.Equal("3", policy));
        Assert.NotEmpty(sockets);
    }

    [Fact]
    public async Task In_memory_it_makes_no_file()
    {
        await using var host = await HostProcess.StartNewAsync(Cancellation, "--NextAuth:DatabaseUri=:memory:");

        using var api = new RestApi(host.Url, host.RootKey);
        await api.CreateServerAsync(new { serverName = "Shop" }, Cancellation);
        Assert.Empty(Directory.EnumerateFileSystemEntries(host.Folder));
    }

    [Theory]
    [InlineData("--version", "0.1.0")]
    [InlineData("--help", "nextauth: log in with a phone")]
    public async Task It_answers_questions_about_itself(string argument, string answer)
    {
        await using var program = RunningProgram.Start(Repository.Host, Path.GetTempPath(), [argument]);

        Assert.Equal(0, await program.WaitAsync(Cancellation));
        Assert.StartsWith(answer, program.Output, StringComparison.Ordinal);
        Assert.Empty(program.Errors);
    }
}
