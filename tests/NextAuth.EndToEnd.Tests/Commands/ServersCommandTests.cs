using System.Text.Json;
using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests.Commands;

public class ServersCommandTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_made_while_nextauth_was_stopped_logs_people_in()
    {
        await using var host = await HostProcess.StartNewAsync(Cancellation);
        Assert.Contains("No virtual servers yet", (await CommandRun.DoneAsync(host, "servers", "list")).Output, StringComparison.Ordinal);
        (await CommandRun.OfAsync(host, "servers", "create", "Shop")).Says(1, "call POST /servers/, or stop it first");
        await host.TerminateAsync(Cancellation);

        var made = (await CommandRun.DoneAsync(
            host, "servers", "create", "Shop", "--siteurl", "https://shop.example.com", "--appname", "Shop key", "--pin-timeout", "5", "--flag", "uniqueNames", "--flag", "typedCode", "--json")).Json();
        Assert.Contains("Public key (serverpk): ", (await CommandRun.DoneAsync(host, "servers", "create", "Second")).Output, StringComparison.Ordinal);

        await host.StartAsync(Cancellation);
        using var api = new RestApi(host.Url, host.RootKey) { Server = made.GetProperty("serverid").GetString()! };
        var read = await api.JsonAsync(HttpMethod.Get, $"/servers/{api.Server}", null, null, Cancellation);
        Assert.True(JsonElement.DeepEquals(made, read), $"{made}\n{read}");
        Assert.Equal(("Shop", "Shop key", 5), (read.GetProperty("serverName").GetString(), read.GetProperty("appname").GetString(), read.GetProperty("pinTimeout").GetInt32()));
        using var phone = new PhoneProcess();
        await phone.ScanAsync(await api.EnrolLinkAsync("page", "alice", Cancellation), Cancellation);
        Assert.True(await api.IsLoggedInAsync("page", Cancellation));

        // Beside the running server.
        var listed = (await CommandRun.DoneAsync(host, "servers", "list", "--json")).Json();
        Assert.Equal(2, listed.GetProperty("totalnumber").GetInt32());
        Assert.Equal(1, listed.GetProperty("servers")[0].GetProperty("accountCount").GetInt32());
        Assert.Contains("Second", (await CommandRun.DoneAsync(host, "servers", "list")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("servers create", "Required argument 'NAME' missing")]
    [InlineData("servers create Shop --siteurl shop.example.com", "siteurl must be an absolute URL with https")]
    [InlineData("servers create Shop --ping-time -1", "pingTime must be from 0 to 86400")]
    [InlineData("servers create Shop --ping-time soon", "'soon'")]
    [InlineData("servers create Shop\u202e", "serverName must have 1 to 100 characters")]
    public async Task A_wrong_member_is_named(string arguments, string line)
    {
        await using var host = new HostProcess();

        (await CommandRun.OfAsync(host, arguments.Split(' '))).Says(2, line);

        Assert.Empty(Directory.EnumerateFileSystemEntries(host.Folder));
    }

    [Fact]
    public async Task Without_the_right_master_key_no_server_is_made()
    {
        await using var host = await HostProcess.StartNewAsync(Cancellation);
        await host.TerminateAsync(Cancellation);
        await CommandRun.DoneAsync(host, "servers", "create", "Shop");
        var file = Path.Combine(host.DataDirectory, "master.key");
        File.Move(file, file + ".elsewhere");

        (await CommandRun.OfAsync(host, "servers", "create", "Second")).Says(2, "must be the key the server runs with");
        Assert.False(File.Exists(file));
        (await CommandRun.OfAsync(host.Folder, ["servers", "create", "Second"], new Dictionary<string, string> { ["NEXTAUTH_NS_MASTER_KEY"] = Convert.ToBase64String(new byte[32]) }))
            .Says(2, "does not open the secrets in this database");

        // Reading needs none, and neither do keys.
        Assert.Single((await CommandRun.DoneAsync(host, "servers", "list", "--json")).Json().GetProperty("servers").EnumerateArray());
        await CommandRun.DoneAsync(host, "keys", "create");
    }
}
