using System.Net;
using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests.Commands;

public class PermissionsCommandTests
{
    private const string Nobody = "AAAAAAAAAAAAAAAAAAAAAAAA";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_granted_replaces_what_was_there_and_is_shown()
    {
        await using var host = await HostProcess.StartNewAsync(Cancellation);
        using var root = new RestApi(host.Url, host.RootKey);
        await root.CreateServerAsync(new { serverName = "Shop" }, Cancellation);
        var created = await root.JsonAsync(HttpMethod.Post, "/apikeys/?description=shop", null, null, Cancellation);
        var role = created.GetProperty("role").GetString()!;
        (await CommandRun.OfAsync(host, "permissions", "grant", role, "--server", root.Server, "users")).Says(1, $"call POST /servers/{root.Server}/permissions/{role}, or stop it first");
        await host.TerminateAsync(Cancellation);

        Assert.Contains("No rights there.", (await CommandRun.DoneAsync(host, "permissions", "show", role)).Output, StringComparison.Ordinal);
        await CommandRun.DoneAsync(host, "permissions", "grant", role, "--server", root.Server, "accounts", "servers");
        await CommandRun.DoneAsync(host, "permissions", "grant", role, "--server", root.Server, "sessions,users");
        await CommandRun.DoneAsync(host, "permissions", "grant", role, "setrid", "--server", "global");

        await host.StartAsync(Cancellation);
        using var shop = new RestApi(host.Url, created.GetProperty("apikey").GetString()!);
        Assert.Equal(HttpStatusCode.OK, await shop.StatusAsync(HttpMethod.Get, $"/servers/{root.Server}/users/", null, Cancellation));
        Assert.Equal(HttpStatusCode.Forbidden, await shop.StatusAsync(HttpMethod.Get, $"/servers/{root.Server}/accounts/", null, Cancellation));

        // Beside the running server: a role everywhere, all roles on a server, one role on a server.
        Assert.Equal(["global setrid", $"{root.Server} sessions,users"], await ShownAsync(host, role));
        Assert.Equal([$"{root.Server} root", $"{root.Server} sessions,users"], await ShownAsync(host, "--server", root.Server));
        Assert.Equal(["global setrid"], await ShownAsync(host, role, "--server", "global"));
        Assert.Contains("sessions,users", (await CommandRun.DoneAsync(host, "permissions", "show", role)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_or_must_stay_is_refused()
    {
        await using var host = await HostProcess.StartNewAsync(Cancellation);
        (await CommandRun.OfAsync(host, "permissions", "show", Nobody)).Says(1, $"there is no role {Nobody}");
        (await CommandRun.OfAsync(host, "permissions", "show", "--server", Nobody)).Says(1, $"there is no server {Nobody}");
        await host.TerminateAsync(Cancellation);
        var root = (await CommandRun.DoneAsync(host, "keys", "list", "--json")).Json().GetProperty("apikeys")[0].GetProperty("role").GetString()!;

        (await CommandRun.OfAsync(host, "permissions", "grant", root, "--server", "global", "sessions")).Says(1, "is the last one with global root");
        (await CommandRun.OfAsync(host, "permissions", "grant", Nobody, "--server", "global", "sessions")).Says(1, $"there is no role {Nobody}");
        (await CommandRun.OfAsync(host, "permissions", "grant", root, "--server", Nobody, "sessions")).Says(1, $"there is no server {Nobody}");
        Assert.Equal(["global root"], await ShownAsync(host, "--server", "global"));
    }

    [Theory]
    [InlineData("permissions show", "give a role, or --server")]
    [InlineData("permissions show shop", "shop: is no role")]
    [InlineData("permissions show --server shop", "shop: is no server")]
    [InlineData("permissions grant", "Option '--server' is required")]
    [InlineData("permissions grant " + Nobody + " --server global", "Required argument 'RIGHTS' missing")]
    [InlineData("permissions grant " + Nobody + " --server global sessions,login", "login: is no right; there are sessions, users, accounts, servers, createserver, root, setrid")]
    public async Task A_wrong_call_is_one_line(string arguments, string line)
    {
        await using var host = new HostProcess();

        (await CommandRun.OfAsync(host, arguments.Split(' '))).Says(2, line);
    }

    private static async Task<string[]> ShownAsync(HostProcess host, params string[] arguments) =>
        [.. (await CommandRun.DoneAsync(host, ["permissions", "show", .. arguments, "--json"])).Json().GetProperty("permissions").EnumerateArray()
            .Select(permission => $"{permission.GetProperty("server").GetString()} {permission.GetProperty("acl").GetString()}")];
}
