using System.Net;
using NextAuth.Server.Tests.Fixture;

namespace NextAuth.Server.Tests.Http;

/// <summary>Who may do what, and in which order it is checked, over all operations.</summary>
public sealed class ApiGateTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static readonly string[] AllRights = ["sessions", "users", "accounts", "servers", "createserver", "root"];

    private readonly TestServer _server = shared.Server;

    public static TheoryData<string> Names => Operation.Names;

    public static TheoryData<string> NamesOnServer => Operation.NamesOnServer;

    public static TheoryData<string> NamesOfSession => Operation.NamesOfSession;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_right_is_enough_here_or_globally_and_not_elsewhere(string name)
    {
        var operation = Operation.Get(name);
        var (mine, other) = (await _server.CreateServerAsync(), await _server.CreateServerAsync());
        var subject = await _server.CreateKeyAsync(mine.Id);
        foreach (var right in AllRights)
        {
            var enough = right == "root" || operation.Rights.Split(' ').Contains(right);
            var elsewhere = operation.Rights == "*";
            await ExpectAsync(operation, mine, subject, (await _server.CreateKeyAsync(other.Id, right)).Key, elsewhere, $"{right} elsewhere");
            await ExpectAsync(
                operation, mine, subject, (await _server.CreateKeyAsync(mine.Id, right)).Key, (enough && operation is { OnServer: true, GloballyOnly: false }) || elsewhere, $"{right} here");
            if (operation.EndsServer && enough)
            {
                mine = await _server.CreateServerAsync();
            }

            await ExpectAsync(operation, mine, subject, (await _server.CreateKeyAsync("global", right)).Key, enough || elsewhere, $"{right} globally");
            if (operation.EndsServer && enough)
            {
                mine = await _server.CreateServerAsync();
            }
        }

        await ExpectAsync(operation, mine, subject, (await _server.CreateKeyAsync("global", "setrid")).Key, operation.Rights == "*", "setrid");
        await ExpectAsync(operation, mine, subject, (await _server.CreateKeyAsync("global")).Key, operation.Rights == "*", "no right");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_key_is_checked_before_everything_else(string name)
    {
        var operation = Operation.Get(name);
        foreach (var key in (string?[])[null, "", "wrong", new string('k', 5000)])
        {
            await operation.SendAsync(_server, "/servers/none", 0, "none", key, nonce: null).IsProblemAsync(401, "unknown-api-key");
        }
    }

    [Theory]
    [MemberData(nameof(NamesOnServer))]
    public async Task The_server_is_checked_before_the_right_and_the_right_before_the_input(string name)
    {
        var operation = Operation.Get(name);
        var server = await _server.CreateServerAsync();
        var powerless = await _server.CreateKeyAsync("global");
        foreach (var id in (string[])["AAAAAAAAAAAAAAAAAAAAAAAA", "short", "AAAAAAAAAAAAAAAAAAAAAA==", "%2F..%2Fetc", "AAAAAAAAAAAAAAAAAAAAAAA%20", "%ff%zz", "Global"])
        {
            await operation.SendAsync(_server, $"/servers/{id}", 0, "none", powerless.Key, nonce: null).IsProblemAsync(404, "unknown-server");
        }

        await operation.SendAsync(_server, server.Path, 0, "none", powerless.Key, nonce: null, new StringContent("{")).IsProblemAsync(403, "missing-right");
    }

    [Theory]
    [MemberData(nameof(NamesOfSession))]
    public async Task The_nonce_is_1_to_512_visible_ASCII_characters(string name)
    {
        var operation = Operation.Get(name);
        var server = await _server.CreateServerAsync();
        foreach (var nonce in (string?[])[null, "", "a b", "tab\there", "\u0001", "del\u007F", "ünï", new string('n', 513)])
        {
            // The nonce is checked before the thing in the path: neither account nor role exist.
            var detail = await operation.SendAsync(_server, server.Path, 0, "none", TestServer.RootKey, nonce).IsProblemAsync(400, "invalid-nonce");
            Assert.Contains("X-nonce", detail, StringComparison.Ordinal);
        }

        using var longest = await operation.SendAsync(_server, server.Path, 0, "none", TestServer.RootKey, new string('n', 512));
        Assert.NotEqual(HttpStatusCode.BadRequest, longest.StatusCode);
    }

    [Fact]
    public async Task Two_nonces_or_two_keys_are_none()
    {
        var server = await _server.CreateServerAsync();
        using var nonces = new HttpRequestMessage(HttpMethod.Get, server.Path + "/sessions/");
        nonces.Headers.Add("X-apikey", TestServer.RootKey);
        nonces.Headers.TryAddWithoutValidation("X-nonce", ["n1", "n2"]);

        using var response = await _server.Http.SendAsync(nonces, TestContext.Current.CancellationToken);

        // HttpClient joins them with a comma and a space, which no nonce holds.
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_server_id_is_read_in_every_spelling()
    {
        var server = await _server.CreateServerAsync();
        var escaped = string.Concat(server.Id.Select(character => $"%{(int)character:X2}"));

        await _server.SendAsync(HttpMethod.Get, $"/servers/{escaped}").JsonAsync();
        await _server.SendAsync(HttpMethod.Get, $"/servers/{server.Id}/").JsonAsync();
        await _server.SendAsync(HttpMethod.Get, $"/servers/{escaped.Replace("%", "%25", StringComparison.Ordinal)}").IsProblemAsync(404, "unknown-server");
    }

    [Fact]
    public async Task X_su_gives_the_other_roles_rights_and_the_log_names_both()
    {
        var server = await _server.CreateServerAsync();
        var caller = await _server.CreateKeyAsync("global", "setrid");
        var other = await _server.CreateKeyAsync(server.Id, "sessions");

        using var allowed = await SendAsync($"{server.Path}/sessions/", caller.Key, other.Role);
        await SendAsync(server.Path, caller.Key, other.Role).IsProblemAsync(403, "missing-right");

        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        Assert.Contains(
            _server.Logs.Entries, entry => entry.Id.Id == 2000 && entry.Text.Contains(caller.Role, StringComparison.Ordinal) && entry.Text.Contains(other.Role, StringComparison.Ordinal));
    }

    [Fact]
    public async Task X_su_needs_global_root_or_setrid_and_an_existing_role()
    {
        var server = await _server.CreateServerAsync();
        var other = await _server.CreateKeyAsync(server.Id, "sessions");
        var weak = await _server.CreateKeyAsync("global", "sessions", "users", "accounts", "servers", "createserver");
        var local = await _server.CreateKeyAsync(server.Id, "root");

        await SendAsync($"{server.Path}/sessions/", weak.Key, other.Role).IsProblemAsync(403, "impersonation-forbidden");
        await SendAsync($"{server.Path}/sessions/", local.Key, other.Role).IsProblemAsync(403, "impersonation-forbidden");
        await SendAsync($"{server.Path}/sessions/", TestServer.RootKey, "AAAAAAAAAAAAAAAAAAAAAAAA").IsProblemAsync(403, "unknown-impersonated-role");
        await SendAsync($"{server.Path}/sessions/", TestServer.RootKey, "nonsense").IsProblemAsync(403, "unknown-impersonated-role");
        await SendAsync("/servers/none/sessions/", weak.Key, other.Role).IsProblemAsync(403, "impersonation-forbidden");
    }

    private async Task ExpectAsync(Operation operation, TestVirtualServer on, TestApiKey subject, string key, bool allowed, string which)
    {
        using var response = await operation.SendAsync(_server, on.Path, 0, subject.Role, key);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(
            allowed != text.Contains("urn:nextauth:problem:missing-right", StringComparison.Ordinal), $"{operation.Name}, {which}: {(int)response.StatusCode} {text}");
    }

    private Task<HttpResponseMessage> SendAsync(string path, string key, string su)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-apikey", key);
        request.Headers.Add("X-nonce", "n1");
        request.Headers.Add("X-su", su);
        return _server.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
