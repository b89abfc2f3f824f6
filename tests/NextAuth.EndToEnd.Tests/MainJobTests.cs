using System.Net;
using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests;

/// <summary>The main job, from the outside: real processes, real sockets, a real file, and a crash.</summary>
public class MainJobTests
{
    private static readonly string[] Granted = ["sessions"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_enrols_logs_in_by_code_and_by_push_and_a_crash_changes_nothing()
    {
        await using var host = await HostProcess.StartNewAsync(Cancellation);
        using var api = new RestApi(host.Url, host.RootKey);
        using var phone = new PhoneProcess();
        const string nonce = "page-of-alice-0123456789";

        await api.CreateServerAsync(new { serverName = "Shop" }, Cancellation);
        var hsid = (await api.SessionAsync(nonce, Cancellation)).GetProperty("hsid").GetString()!;
        Assert.False(await api.IsLoggedInAsync(nonce, Cancellation));

        // Enrol: the phone makes an account, and the page is logged in by the same code.
        using (var page = await BrowserSocket.ConnectAsync(host.Url, Cancellation))
        {
            await page.RegisterAsync(hsid, api.Server, Cancellation);
            await phone.ScanAsync(await api.EnrolLinkAsync(nonce, "alice", Cancellation), Cancellation);
            await page.HearsAsync($"LOGIN {hsid} {api.Server}", Cancellation);

            await api.RegisterUserAsync(nonce, "alice@example.com", Cancellation);
            Assert.Equal("alice@example.com", (await api.SessionAsync(nonce, Cancellation)).GetProperty("userid").GetString());

            // Log out, and in by code.
            await api.LogoutAsync(nonce, Cancellation);
            await page.HearsAsync($"LOGOUT {hsid} {api.Server}", Cancellation);
            await phone.ScanAsync(await api.LoginLinkAsync(nonce, Cancellation), Cancellation);
            await page.HearsAsync($"LOGIN {hsid} {api.Server}", Cancellation);

            // Log out, and in by push.
            await api.LogoutAsync(nonce, Cancellation);
            await page.HearsAsync($"LOGOUT {hsid} {api.Server}", Cancellation);
            await using var listening = await phone.ListenAsync(Cancellation);
            await api.ProvokeAsync(nonce, Cancellation);
            await page.HearsAsync($"LOGIN {hsid} {api.Server}", Cancellation);
        }

        // What the root key gave to another key, and the login, survive a kill.
        var key = await api.JsonAsync(HttpMethod.Post, "/apikeys/?description=shop", null, null, Cancellation);
        var role = key.GetProperty("role").GetString()!;
        using (var granted = await api.SendAsync(HttpMethod.Post, $"/servers/{api.Server}/permissions/{role}", null, Granted, Cancellation))
        {
            Assert.Equal(HttpStatusCode.OK, granted.StatusCode);
        }

        await host.KillAsync();
        await host.StartAsync(Cancellation);

        using var shop = new RestApi(host.Url, key.GetProperty("apikey").GetString()!) { Server = api.Server };
        Assert.True(await shop.IsLoggedInAsync(nonce, Cancellation));
        Assert.Equal("alice@example.com", (await shop.SessionAsync(nonce, Cancellation)).GetProperty("userid").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, await shop.StatusAsync(HttpMethod.Get, $"/servers/{api.Server}/permissions/{role}", null, Cancellation));
    }

    [Fact]
    public async Task No_log_holds_a_secret_of_a_whole_login()
    {
        string[] secrets;
        await using var host = await HostProcess.StartNewAsync(Cancellation, "--NextAuth:Log:Level=Trace", "--NextAuth:Log:Format=Json");
        using var api = new RestApi(host.Url, host.RootKey);
        using var phone = new PhoneProcess();
        const string nonce = "a-nonce-that-must-not-be-logged";
        await api.CreateServerAsync(new { serverName = "Shop" }, Cancellation);

        var enrol = await api.EnrolLinkAsync(nonce, "alice", Cancellation);
        await phone.ScanAsync(enrol, Cancellation);
        await api.LogoutAsync(nonce, Cancellation);
        var login = await api.LoginLinkAsync(nonce, Cancellation);
        await phone.ScanAsync(login, Cancellation);
        Assert.True(await api.IsLoggedInAsync(nonce, Cancellation));
        Assert.Equal(HttpStatusCode.Unauthorized, await WithWrongKeyAsync(host, api.Server, "a-wrong-key-that-must-not-be-logged"));
        secrets = [host.RootKey, nonce, "a-wrong-key-that-must-not-be-logged", Code(enrol), Code(login), (await File.ReadAllTextAsync(Path.Combine(host.DataDirectory, "master.key"), Cancellation)).Trim()];

        Assert.Equal(0, await host.TerminateAsync(Cancellation));
        var logs = host.Logs.Replace($"Root API key (shown this once, keep it): {host.RootKey}", "", StringComparison.Ordinal);

        // The log is there and says what happened, or its silence would prove nothing.
        Assert.Contains("\"EventId\":1000", logs, StringComparison.Ordinal);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, logs, StringComparison.Ordinal));
    }

    private static async Task<HttpStatusCode> WithWrongKeyAsync(HostProcess host, string server, string key)
    {
        using var api = new RestApi(host.Url, key);
        return await api.StatusAsync(HttpMethod.Get, $"/servers/{server}/", null, Cancellation);
    }

    private static string Code(string link) => link[(link.IndexOf('#', StringComparison.Ordinal) + 1)..];
}
