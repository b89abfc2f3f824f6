using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Html;
using NextAuth.Server.Http;
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

    [Fact]
    public void Every_endpoint_asks_for_rights_and_is_among_the_operations_tested_here()
    {
        var endpoints = _server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();
        var guarded = endpoints
            .Select(endpoint => (Operation: endpoint.Metadata.GetMetadata<ApiOperation>(), endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName))
            .Where(endpoint => endpoint.Operation is not null)
            .ToDictionary(endpoint => endpoint.EndpointName!, endpoint => endpoint.Operation!);
        var open = endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<ApiOperation>() is null);

        Assert.Equal(
            ((string[])["/app/{**file}", "/docs/{**file}", HtmlAssets.Style.Path, HtmlAssets.Script.Path, "/ns/sigmai", "/ns/websocket", "/openapi/v2.2.json"]).Order(StringComparer.Ordinal),
            open.Select(endpoint => endpoint.RoutePattern.RawText!).Order(StringComparer.Ordinal));
        Assert.Equal(Operation.All.Select(operation => operation.Name).Order(), guarded.Keys.Order());
        Assert.All(Operation.All, operation => Assert.Equal(
            (operation.OnServer, operation.OfSession), (guarded[operation.Name].OnServer, guarded[operation.Name].OfSession)));
        Assert.DoesNotContain(Rights.None, guarded.Values.Select(operation => operation.AnyOf));
    }

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
            await ExpectAsync(operation, mine, subject, await _server.CreateKeyAsync(other.Id, right), elsewhere, $"{right} elsewhere");
            await ExpectAsync(
                operation, mine, subject, await _server.CreateKeyAsync(mine.Id, right), (enough && operation is { OnServer: true, GloballyOnly: false }) || elsewhere, $"{right} here");
            if (operation.EndsServer && enough)
            {
                mine = await _server.CreateServerAsync();
            }

            await ExpectAsync(operation, mine, subject, await _server.CreateKeyAsync("global", right), enough || elsewhere, $"{right} globally");
            if (operation.EndsServer && enough)
            {
                mine = await _server.CreateServerAsync();
            }
        }

        await ExpectAsync(operation, mine, subject, await _server.CreateKeyAsync("global", "setrid"), operation.Rights == "*", "setrid");
        await ExpectAsync(operation, mine, subject, await _server.CreateKeyAsync("global"), operation.Rights == "*", "no right");
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

    // As two lines, which HttpClient would join: whoever stands in front may look at the one and we at the other.
    [Theory]
    [InlineData("X-apikey", 401)]
    [InlineData("X-nonce", 400)]
    [InlineData("X-su", 403)]
    public async Task A_header_that_comes_twice_is_none(string header, int status)
    {
        var server = await _server.CreateServerAsync();
        var (key, role) = await _server.CreateKeyAsync(server.Id, "sessions");
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(_server.Address.Host, _server.Address.Port, TestContext.Current.CancellationToken);
        await using var stream = tcp.GetStream();
        string[] headers = [$"X-apikey: {(header is "X-apikey" ? key : TestServer.RootKey)}", "X-nonce: n", $"X-su: {role}"];
        var own = headers.Where(line => header is "X-su" || !line.StartsWith("X-su", StringComparison.Ordinal)).ToList();
        own.Add(own.Single(line => line.StartsWith(header, StringComparison.Ordinal)));

        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {server.Path}/sessions/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{string.Join("\r\n", own)}\r\n\r\n"), TestContext.Current.CancellationToken);

        using var reader = new StreamReader(stream, Encoding.ASCII);
        Assert.StartsWith($"HTTP/1.1 {status} ", await reader.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
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
    }

    // A role with setrid could otherwise take everything, by acting as root.
    [Fact]
    public async Task X_su_to_a_role_with_global_root_or_setrid_needs_global_root()
    {
        var server = await _server.CreateServerAsync();
        var caller = await _server.CreateKeyAsync("global", "setrid", "sessions", "users", "accounts", "servers", "createserver");
        var root = await _server.CreateKeyAsync("global", "root");
        var setrid = await _server.CreateKeyAsync("global", "sessions", "setrid");
        var local = await _server.CreateKeyAsync(server.Id, "root");

        foreach (var role in (string[])[root.Role, setrid.Role, caller.Role])
        {
            await SendAsync($"{server.Path}/sessions/", caller.Key, role).IsProblemAsync(403, "impersonation-forbidden");
            using var allowed = await SendAsync($"{server.Path}/sessions/", root.Key, role);
            Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        }

        using var weaker = await SendAsync($"{server.Path}/sessions/", caller.Key, local.Role);
        Assert.Equal(HttpStatusCode.OK, weaker.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task X_su_is_checked_after_the_server_and_before_right_and_input(string name)
    {
        var operation = Operation.Get(name);
        var server = await _server.CreateServerAsync();
        var powerless = await _server.CreateKeyAsync("global");
        if (operation.OnServer)
        {
            await SendAsync("/servers/none", powerless.Key, powerless.Role).IsProblemAsync(404, "unknown-server");
            await SendAsync("/servers/none", TestServer.RootKey, "nonsense").IsProblemAsync(404, "unknown-server");
        }

        await SendAsync(server.Path, powerless.Key, powerless.Role).IsProblemAsync(403, "impersonation-forbidden");
        await SendAsync(server.Path, TestServer.RootKey, "nonsense").IsProblemAsync(403, "unknown-impersonated-role");

        Task<HttpResponseMessage> SendAsync(string on, string key, string su) =>
            operation.SendAsync(_server, on, 0, "none", key, nonce: null, new StringContent("{"), su);
    }

    // By the role's own key, and by a key with all rights that acts as the role: it must have no more and no less.
    private async Task ExpectAsync(Operation operation, TestVirtualServer on, TestApiKey subject, TestApiKey key, bool allowed, string which)
    {
        await ExpectAsync(await operation.SendAsync(_server, on.Path, 0, subject.Role, key.Key), allowed, $"{operation.Name}, {which}");
        await ExpectAsync(
            await operation.SendAsync(_server, on.Path, 0, subject.Role, TestServer.RootKey, su: key.Role), allowed, $"{operation.Name}, {which}, by X-su");
    }

    private static async Task ExpectAsync(HttpResponseMessage response, bool allowed, string which)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            var refused = text.Contains("urn:nextauth:problem:missing-right", StringComparison.Ordinal);
            Assert.True(refused != allowed, $"{which}: {(int)response.StatusCode} {text}");
            Assert.DoesNotContain("impersonat", text, StringComparison.Ordinal);
        }
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
