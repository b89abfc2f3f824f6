using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests.Commands;

public class HelpTests
{
    [Theory]
    [InlineData("serve")]
    [InlineData("keys create")]
    [InlineData("keys list")]
    [InlineData("keys revoke")]
    [InlineData("servers create")]
    [InlineData("servers list")]
    [InlineData("permissions grant")]
    [InlineData("permissions show")]
    [InlineData("backup")]
    [InlineData("check")]
    [InlineData("verify-evidence")]
    public async Task Every_command_explains_itself_with_an_example_and_makes_nothing(string command)
    {
        await using var host = new HostProcess();

        var run = await CommandRun.DoneAsync(host, [.. command.Split(' '), "--help"]);

        Assert.Contains($"nextauth {command}", run.Output, StringComparison.Ordinal);
        Assert.Contains("Example", run.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(host.Folder));
    }

    [Theory]
    [InlineData("keys", "create", "list", "revoke")]
    [InlineData("servers", "create", "list")]
    [InlineData("permissions", "grant", "show")]
    public async Task A_family_names_its_commands(string family, params string[] commands)
    {
        await using var host = new HostProcess();

        var help = (await CommandRun.DoneAsync(host, family, "--help")).Output;
        Assert.All(commands, command => Assert.Contains($"  {command} ", help, StringComparison.Ordinal));
        (await CommandRun.OfAsync(host, family)).Says(2, $"Try 'nextauth {family} --help'");
    }

    [Fact]
    public async Task The_help_of_all_names_each_command()
    {
        await using var host = new HostProcess();

        var help = (await CommandRun.DoneAsync(host, "--help")).Output;

        Assert.All(
            (string[])["serve", "keys create|list|revoke", "servers create|list", "permissions grant|show", "backup FILE", "check", "verify-evidence FILE [SERVERPK]"],
            command => Assert.Contains(command, help, StringComparison.Ordinal));
        Assert.Equal(help, (await CommandRun.DoneAsync(host, "--NextAuth:Log:Level=Debug", "--help")).Output);
    }
}
