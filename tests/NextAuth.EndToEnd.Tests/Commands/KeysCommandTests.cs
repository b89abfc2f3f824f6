using System.Net;
using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests.Commands;

public class KeysCommandTests
{
    private const string NoRole = "AAAAAAAAAAAAAAAAAAAAAAAA";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_made_while_the_server_was_stopped_works_until_it_is_revoked()
    {
        await using var host = await HostProcess.StartNewAsync(Cancellation);
        using var root = new RestApi(host.Url, host.RootKey);
        await root.CreateServerAsync(new { serverName = "Shop" }, Cancellation);
        await host.TerminateAsync(Cancellation);

        var made = await CommandRun.DoneAsync(host, "keys", "create", "--description", "shop's key", "--grant", "sessions,users", "--server", root.Server, "--json");
        var (key, role) = (made.Json().GetProperty("apikey").GetString()!, made.Json().GetProperty("role").GetString()!);
        Assert.Equal("sessions,users", made.Json().GetProperty("permissions")[0].GetProperty("acl").GetString());
        var powerless = await CommandRun.DoneAsync(host, "keys", "create");
        Assert.Contains("shown this once", powerless.Output, StringComparison.Ordinal);
        Assert.Contains("It may do nothing yet", powerless.Output, StringComparison.Ordinal);

        await host.StartAsync(Cancellation);
        using (var shop = new RestApi(host.Url, key) { Server = root.Server })
        {
            Assert.False(await shop.IsLoggedInAsync("page", Cancellation));
            Assert.Equal(HttpStatusCode.Forbidden, await shop.StatusAsync(HttpMethod.Get, $"/servers/{root.Server}/accounts/", null, Cancellation));
        }

        // Beside the running server: the key is listed, and never shown again.
        var listed = (await CommandRun.DoneAsync(host, "keys", "list", "--json")).Json().GetProperty("apikeys");
        Assert.Equal(3, listed.GetArrayLength());
        Assert.Equal((role, "shop's key", key[..6] + "…"), (listed[1].GetProperty("role").GetString(), listed[1].GetProperty("description").GetString(), listed[1].GetProperty("apikey").GetString()));
        Assert.Equal(listed[0].GetProperty("role").GetString(), listed[1].GetProperty("creator").GetString());
        Assert.DoesNotContain(key, (await CommandRun.DoneAsync(host, "keys", "list")).Output, StringComparison.Ordinal);

        await host.TerminateAsync(Cancellation);
        await CommandRun.DoneAsync(host, "keys", "revoke", role);
        (await CommandRun.OfAsync(host, "keys", "revoke", role)).Says(1, $"role {role} has no API key");

        await host.StartAsync(Cancellation);
        using var revoked = new RestApi(host.Url, key);
        Assert.Equal(HttpStatusCode.Unauthorized, await revoked.StatusAsync(HttpMethod.Get, $"/servers/{root.Server}/sessions/", "page", Cancellation));
    }

    [Fact]
    public async Task A_lost_root_key_is_replaced_and_the_last_one_stays()
    {
        await using var host = await HostProcess.StartNewAsync(Cancellation);
        await host.TerminateAsync(Cancellation);
        var first = (await CommandRun.DoneAsync(host, "keys", "list", "--json")).Json().GetProperty("apikeys")[0].GetProperty("role").GetString()!;
        (await CommandRun.OfAsync(host, "keys", "revoke", first)).Says(1, "is the last one with global root");

        var second = (await CommandRun.DoneAsync(host, "keys", "create", "--grant", "root", "--server", "global", "--json")).Json();
        await CommandRun.DoneAsync(host, "keys", "revoke", first);

        await host.StartAsync(Cancellation);
        using var api = new RestApi(host.Url, second.GetProperty("apikey").GetString()!);
        await api.CreateServerAsync(new { serverName = "Shop" }, Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, await new RestApi(host.Url, host.RootKey).StatusAsync(HttpMethod.Get, "/servers/", null, Cancellation));
    }

    [Fact]
    public async Task Beside_a_running_server_changes_are_refused_with_the_call_to_use_instead()
    {
        await using var host = await HostProcess.StartNewAsync(Cancellation);
        var before = (await CommandRun.DoneAsync(host, "keys", "list")).Output;

        (await CommandRun.OfAsync(host, "keys", "create", "--description", "shop")).Says(1, "would not notice; call POST /apikeys/, or stop it first");
        (await CommandRun.OfAsync(host, "keys", "revoke", NoRole)).Says(1, $"call DELETE /apikeys/{NoRole}, or stop it first");

        Assert.Equal(before, (await CommandRun.DoneAsync(host, "keys", "list")).Output);
    }

    [Theory]
    [InlineData("keys create --grant sessions", "--grant and --server: give both")]
    [InlineData("keys create --server global", "--grant and --server: give both")]
    [InlineData("keys create --grant login --server global", "login: is no right; there are sessions, users, accounts, servers, createserver, root, setrid")]
    [InlineData("keys create --grant setrid --server " + NoRole, "setrid: is no right on a server")]
    [InlineData("keys create --grant sessions --server shop", "shop: is no server; must be global or 24 characters")]
    [InlineData("keys create --description \u001b[2J", "--description: must be 1 to 200 characters")]
    [InlineData("keys create shop", "Unrecognized argument 'shop'")]
    [InlineData("keys revoke", "Required argument 'ROLEID' missing")]
    [InlineData("keys revoke shop", "shop: is no role")]
    [InlineData("keys list --all", "Unrecognized argument '--all'")]
    [InlineData("keys list --NextAuth:Log:Level=Loud", "NextAuth:Log:Level (NEXTAUTH_NS_LOG_LEVEL): \"Loud\" is not right")]
    [InlineData("keys list --NextAuth:RootApiKey=abc", "is a secret, and command lines can be read by others")]
    [InlineData("keys list --NextAuth:DatabaseUri=:memory:", "is in memory")]
    [InlineData("keys list", "there is no ")]
    [InlineData("keys create", "must be the folder of a server that was started once")]
    public async Task A_wrong_call_is_one_line_and_makes_nothing(string arguments, string line)
    {
        await using var host = new HostProcess();

        (await CommandRun.OfAsync(host, arguments.Split(' '))).Says(2, line);

        Assert.Empty(Directory.EnumerateFileSystemEntries(host.Folder));
    }

    [Fact]
    public async Task An_unknown_server_is_told_before_a_key_is_made()
    {
        await using var host = await HostProcess.StartNewAsync(Cancellation);
        await host.TerminateAsync(Cancellation);

        (await CommandRun.OfAsync(host, "keys", "create", "--grant", "sessions", "--server", NoRole)).Says(1, $"there is no server {NoRole}");

        Assert.Single((await CommandRun.DoneAsync(host, "keys", "list", "--json")).Json().GetProperty("apikeys").EnumerateArray());
    }

    [Fact]
    public async Task No_stored_text_acts_on_the_terminal()
    {
        await using var host = await HostProcess.StartNewAsync(Cancellation);
        await StoredText.ExecuteAsync(host, "UPDATE api_keys SET description = @text, prefix = @text", "\u001b[2J\u202eevil\u200b\nROLE\u009b1m");

        var shown = (await CommandRun.DoneAsync(host, "keys", "list")).Output;
        Assert.Contains("?[2J?evil??ROLE?1m", shown, StringComparison.Ordinal);
        Assert.Equal(2, shown.Split('\n').Length);
        Assert.All((await CommandRun.DoneAsync(host, "keys", "list", "--json")).Output, c => Assert.True(c is '\n' or (>= ' ' and <= '~')));
    }

    [Fact]
    public async Task The_data_directory_is_named_as_for_the_server()
    {
        await using var host = await HostProcess.StartNewAsync(Cancellation);
        await using var elsewhere = new HostProcess();

        Assert.Equal(0, (await CommandRun.OfAsync(elsewhere, "keys", "list", $"--NextAuth:DataDirectory={host.DataDirectory}")).Code);
        Assert.Equal(0, (await CommandRun.OfAsync(elsewhere, "--NextAuth:DataDirectory", host.DataDirectory, "keys", "list")).Code);
        Assert.Equal(0, (await CommandRun.OfAsync(elsewhere.Folder, ["keys", "list"], new Dictionary<string, string> { ["NEXTAUTH_NS_DATA_DIR"] = host.DataDirectory })).Code);
        Assert.Empty(Directory.EnumerateFileSystemEntries(elsewhere.Folder));
    }
}
