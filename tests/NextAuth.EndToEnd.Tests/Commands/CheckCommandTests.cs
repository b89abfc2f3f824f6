using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests.Commands;

public class CheckCommandTests
{
    private static readonly string[] All = ["settings", "database", "integrity", "version", "master key", "clock", "root key"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_is_right_beside_a_running_server_and_without_it()
    {
        await using var host = await HostProcess.StartNewAsync(Cancellation);
        using (var api = new RestApi(host.Url, host.RootKey))
        {
            await api.CreateServerAsync(new { serverName = "Shop" }, Cancellation);
        }

        await RightAsync(host);
        await host.TerminateAsync(Cancellation);
        await RightAsync(host);
        await host.StartAsync(Cancellation);
        await host.KillAsync();
        await RightAsync(host);
    }

    [Fact]
    public async Task A_wrong_setting_is_named()
    {
        await using var host = new HostProcess();

        await WrongAsync(host, "settings", "NextAuth:Push:MaxPushes: \"many\" is not right; must be a whole number", "docs/operations/settings.md", "--NextAuth:Push:MaxPushes=many");
        Assert.Empty(Directory.EnumerateFileSystemEntries(host.Folder));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("--NextAuth:PublicUrl=http://127.0.0.1:1", false)]
    [InlineData("--NextAuth:PublicUrl=https://login.example.com", true)]
    [InlineData("--NextAuth:Listen=http://*:1", true)]
    public async Task Private_endpoints_are_a_warning_where_others_can_reach_the_server(string setting, bool warns)
    {
        await using var host = new HostProcess();
        string[] settings = ["--NextAuth:Push:AllowPrivateEndpoints=true", .. setting.Length == 0 ? [] : (string[])[setting]];

        var shown = await CommandRun.OfAsync(host, ["check", .. settings]);
        Assert.Equal(warns, shown.Output.Contains("warn   push", StringComparison.Ordinal));
        Assert.Equal(warns, shown.Output.Contains("-> leave the setting out; it is for development alone", StringComparison.Ordinal));
        var findings = (await CommandRun.OfAsync(host, ["check", "--json", .. settings])).Json().GetProperty("checks").EnumerateArray();
        Assert.Equal(warns, findings.Any(static one => one.GetProperty("name").GetString() == "push" && one.GetProperty("ok").GetBoolean() && one.TryGetProperty("fix", out _)));

        // Nobody listens beyond this machine for the sake of a test.
        if (!setting.Contains('*', StringComparison.Ordinal))
        {
            await host.StartAsync(Cancellation, settings);
            await host.TerminateAsync(Cancellation);
            Assert.Equal(warns, host.Logs.Contains("9007", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_data_directory_without_a_database_is_named_and_not_made()
    {
        await using var host = new HostProcess();

        await WrongAsync(host, "database", "there is no ", "start the server once");
        Assert.Empty(Directory.EnumerateFileSystemEntries(host.Folder));
    }

    [Fact]
    public async Task A_missing_a_wrong_an_unreadable_and_an_open_master_key_are_told_apart()
    {
        await using var host = await StoppedWithServerAsync();
        var file = Path.Combine(host.DataDirectory, "master.key");
        var right = await File.ReadAllTextAsync(file, Cancellation);

        File.Delete(file);
        await WrongAsync(host, "master key", $"is not given, and there is no {file}", "restore");
        Assert.False(File.Exists(file));

        await File.WriteAllTextAsync(file, Convert.ToBase64String(new byte[32]), Cancellation);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        await WrongAsync(host, "master key", "does not open the secrets", "give the key the database was made with");

        await File.WriteAllTextAsync(file, "no key", Cancellation);
        await WrongAsync(host, "master key", "base64 of 32 bytes", "restore");

        await File.WriteAllTextAsync(file, right, Cancellation);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);
            await WrongAsync(host, "master key", "can be read by others", "chmod 600");
        }
    }

    [Fact]
    public async Task A_damaged_database_is_told()
    {
        await using var host = await StoppedWithServerAsync();
        await File.WriteAllTextAsync(StoredText.DatabaseOf(host), new string('x', 5_000), Cancellation);

        await WrongAsync(host, "integrity", "not a database", "restore the latest backup");
    }

    [Fact]
    public async Task A_file_cut_short_is_told()
    {
        await using var host = await StoppedWithServerAsync();
        await using (var file = new FileStream(StoredText.DatabaseOf(host), FileMode.Open))
        {
            file.SetLength(file.Length / 2);
        }

        await WrongAsync(host, "integrity", "the file is damaged", "restore the latest backup");
    }

    [Theory]
    [InlineData("INSERT INTO SchemaVersions (ScriptName, Applied) VALUES ('V999__later.sql', '2027-01-01')", "of a later version of nextauth")]
    [InlineData("DELETE FROM SchemaVersions WHERE ScriptName LIKE '%V007%'", "of an earlier version of nextauth; make a backup and start the server once")]
    public async Task Tables_of_another_version_are_told(string change, string fix)
    {
        await using var host = await StoppedWithServerAsync();
        await StoredText.ExecuteAsync(host, change);

        await WrongAsync(host, "version", "not those of this program", fix);
    }

    [Fact]
    public async Task A_clock_behind_the_database_is_told()
    {
        await using var host = await StoppedWithServerAsync();
        await StoredText.ExecuteAsync(host, "UPDATE health SET checked = 4102444800000");

        await WrongAsync(host, "clock", "but the database was written at 2100-01-01 00:00:00Z", "set the clock");
    }

    [Theory]
    [InlineData("DELETE FROM api_keys", "No API keys yet")]
    [InlineData("DELETE FROM permissions", "root, made at the first start")]
    public async Task An_installation_that_nobody_can_manage_is_told(string change, string listed)
    {
        await using var host = await StoppedWithServerAsync();
        await StoredText.ExecuteAsync(host, change);

        await WrongAsync(host, "root key", "no API key has global root", "NEXTAUTH_NS_ROOT_API_KEY_FILE");
        Assert.Contains(listed, (await CommandRun.DoneAsync(host, "keys", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_argument_is_no_finding()
    {
        await using var host = new HostProcess();
        (await CommandRun.OfAsync(host, "check", "everything")).Says(2, "Unrecognized argument 'everything'");
    }

    private static async Task<HostProcess> StoppedWithServerAsync()
    {
        var host = await HostProcess.StartNewAsync(Cancellation);
        using (var api = new RestApi(host.Url, host.RootKey))
        {
            await api.CreateServerAsync(new { serverName = "Shop" }, Cancellation);
        }

        await host.TerminateAsync(Cancellation);
        return host;
    }

    private static async Task RightAsync(HostProcess host)
    {
        var answer = (await CommandRun.DoneAsync(host, "check", "--json")).Json();
        Assert.True(answer.GetProperty("ok").GetBoolean());
        Assert.Equal(All, answer.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("name").GetString()));
        Assert.EndsWith("All is right.", (await CommandRun.DoneAsync(host, "check")).Output, StringComparison.Ordinal);
    }

    /// <summary>Asserts that one thing is wrong, how, and what to do, in JSON and for a person.</summary>
    private static async Task WrongAsync(HostProcess host, string name, string detail, string fix, params string[] settings)
    {
        var run = await CommandRun.OfAsync(host, ["check", "--json", .. settings]);
        Assert.True(run is { Code: 1, Errors: "" }, $"{run}");
        Assert.False(run.Json().GetProperty("ok").GetBoolean());
        var wrong = Assert.Single(run.Json().GetProperty("checks").EnumerateArray(), check => !check.GetProperty("ok").GetBoolean());
        Assert.Equal(name, wrong.GetProperty("name").GetString());
        Assert.Contains(detail, wrong.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains(fix, wrong.GetProperty("fix").GetString(), StringComparison.Ordinal);

        var shown = await CommandRun.OfAsync(host, ["check", .. settings]);
        Assert.Equal(1, shown.Code);
        Assert.Contains($"WRONG  {name}", shown.Output, StringComparison.Ordinal);
        Assert.Contains("->", shown.Output, StringComparison.Ordinal);
    }
}
