using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests.Commands;

public class ServeCommandTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Serve_is_what_no_command_is()
    {
        await using var host = await HostProcess.StartNewAsync(Cancellation, "serve");
        Assert.NotEmpty(host.RootKey);
        Assert.Equal(0, await host.TerminateAsync(Cancellation));
    }

    [Fact]
    public async Task A_value_that_is_named_like_a_command_is_a_value()
    {
        await using var host = await HostProcess.StartNewAsync(Cancellation, "--NextAuth:DataDirectory", "keys", "serve");
        Assert.True(File.Exists(Path.Combine(host.Folder, "keys", "nextauth.db")));
    }

    [Theory]
    [InlineData("serve --verbose", "--verbose: no such argument; settings are given as --NextAuth:Name=value, see --help")]
    [InlineData("server", "server: no such argument")]
    [InlineData("serve now", "now: no such argument")]
    [InlineData("@file", "@file: no such argument")]
    [InlineData("serve --NextAuth:Log:Level", "NextAuth:Log:Level: has no value")]
    public async Task What_is_no_setting_is_refused(string arguments, string line)
    {
        await using var host = new HostProcess();

        (await CommandRun.OfAsync(host, arguments.Split(' '))).Says(2, line);

        Assert.Empty(Directory.EnumerateFileSystemEntries(host.Folder));
    }
}
