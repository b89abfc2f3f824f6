using System.Text;

namespace NextAuth.EndToEnd.Tests.Contract;

/// <summary>The order of checks, for every operation: key, server, X-su, right, input, and at last the thing itself.</summary>
public sealed class RefusalTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "PATCH"];

    private static readonly Dictionary<string, string> Things = new()
    {
        ["{account}"] = "unknown-account",
        ["{role}"] = "unknown-role",
        ["{transaction}"] = "unknown-transaction",
        ["{user}"] = "unknown-user",
        ["{key}"] = "unknown-attribute",
    };

    private static readonly string[] NoServers =
    [
        Operation.UnknownId, "short", "AAAAAAAAAAAAAAAAAAAAAA==", "AAAAAAAAAAAAAAAAAAAAAA%3D%3D", "AAAA%2BAAAA%2FAAAAAAAAAAAAAA", "AAAA-AAAA_AAAAAAAAAAAAAA", "%2F..%2Fetc",
        "AAAAAAAAAAAAAAAAAAAAAAA%20", "%ff%zz", "Global",
    ];

    private readonly VirtualServer _server = fixture.Server;

    public static TheoryData<string> Names => Operations.Where(_ => true);

    public static TheoryData<string> NamesOnServer => Operations.Where(operation => operation.OnServer);

    public static TheoryData<string> NamesOfRights => Operations.Where(operation => !operation.ForEveryRole);

    public static TheoryData<string> NamesWithInput => Operations.Where(operation => operation.OfSession || operation.Required.Count > 0 || operation.Body.Length > 0);

    // An unknown user has an empty list of accounts, and gets attributes by being made.
    public static TheoryData<string> NamesOfThings =>
        Operations.Where(operation => operation.Name is not ("getUser" or "setUserAttributes") && Things.Keys.Any(thing => operation.Path.Contains(thing, StringComparison.Ordinal)));

    public static TheoryData<string> Paths => [.. Operations.All.Select(operation => operation.Path.TrimEnd('/')).Distinct()];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_key_comes_first(string name)
    {
        var operation = Operations.Get(name);
        var nobody = fixture.Root with { Key = null, ActingAs = "nonsense" };

        (await SendBadAsync(nobody, operation, "/servers/none")).IsProblem(401, "unknown-api-key");
        (await SendBadAsync(nobody, operation, _server.Path)).IsProblem(401, "unknown-api-key");
    }

    // Few: every unknown key counts against the address that these tests come from.
    [Fact]
    public async Task An_unknown_key_is_like_none_and_is_not_repeated()
    {
        foreach (var key in (string[])["", "a-wrong-key-that-nobody-has", fixture.Root.Key![..^1], new string('k', 5_000)])
        {
            var detail = (await SendBadAsync(fixture.Root with { Key = key }, Operations.Get("getSession"), _server.Path)).IsProblem(401, "unknown-api-key");
            Assert.Contains("X-apikey", detail, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(NamesOnServer))]
    public async Task Then_the_server(string name)
    {
        var (powerless, role) = await _server.CreateKeyAsync(fixture.Root);
        foreach (var id in NoServers)
        {
            (await SendBadAsync(powerless with { ActingAs = role }, Operations.Get(name), $"/servers/{id}")).IsProblem(404, "unknown-server");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Then_who_it_is_made_as(string name)
    {
        var (powerless, role) = await _server.CreateKeyAsync(fixture.Root);
        var operation = Operations.Get(name);

        (await SendBadAsync(powerless with { ActingAs = role }, operation, _server.Path)).IsProblem(403, "impersonation-forbidden");
        (await SendBadAsync(fixture.Root with { ActingAs = "nonsense" }, operation, _server.Path)).IsProblem(403, "unknown-impersonated-role");
        (await SendBadAsync(fixture.Root with { ActingAs = Operation.UnknownId }, operation, _server.Path)).IsProblem(403, "unknown-impersonated-role");
    }

    [Theory]
    [MemberData(nameof(NamesOfRights))]
    public async Task Then_the_right(string name)
    {
        var (powerless, role) = await _server.CreateKeyAsync(fixture.Root);
        var operation = Operations.Get(name);

        (await SendBadAsync(powerless, operation, _server.Path)).IsProblem(403, "missing-right");
        (await SendBadAsync(fixture.Root with { ActingAs = role }, operation, _server.Path)).IsProblem(403, "missing-right");
    }

    [Theory]
    [MemberData(nameof(NamesWithInput))]
    public async Task Then_the_input(string name)
    {
        var operation = Operations.Get(name);
        await using var guard = await Stage.GuardAsync(fixture, operation);
        var path = operation.PathOfNothing(_server.Path);
        if (operation.OfSession)
        {
            (await fixture.Root.SendAsync(operation.Method, path + Stage.QueryOf(operation, "ada"))).IsProblem(400, "invalid-nonce");
        }

        if (operation.Required.Count > 0)
        {
            (await fixture.Root.SendAsync(operation.Method, path, "n")).IsProblem(400, "invalid-parameter");
        }

        if (operation.Body.Length > 0)
        {
            (await fixture.Root.SendAsync(operation.Method, path, "n", "{"u8.ToArray())).IsProblem(400, "invalid-body");
        }
    }

    [Theory]
    [MemberData(nameof(NamesOfThings))]
    public async Task And_at_last_the_thing_itself(string name)
    {
        var operation = Operations.Get(name);
        var cause = Things.First(thing => operation.Path.Contains(thing.Key, StringComparison.Ordinal)).Value;
        var body = Stage.GoodBody(operation, "color");

        var answer = await fixture.Root.SendAsync(
            operation.Method, operation.PathOfNothing(_server.Path) + Stage.QueryOf(operation, "ada"), operation.OfSession ? "n" : null, body is null ? null : Encoding.UTF8.GetBytes(body));

        answer.IsProblem(404, cause);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Another_method_is_405_and_Allow_names_those_that_are_right(string path)
    {
        var operations = Operations.All.Where(operation => operation.Path.TrimEnd('/') == path).ToList();
        var right = operations.Select(operation => operation.Method).Order().ToList();
        foreach (var method in Methods.Except(right))
        {
            var answer = await fixture.Root.SendAsync(method, operations[0].PathOfNothing(_server.Path), "n");

            answer.IsProblem(405, "wrong-method");
            Assert.Equal(right, answer.Headers["Allow"].Split(", ").Order());
        }
    }

    [Theory]
    [InlineData("/unheard")]
    [InlineData("/servers/{S}/unheard")]
    [InlineData("/servers/{S}/sessions/qr")]
    [InlineData("/servers/{S}/sessions/qr/login/more")]
    [InlineData("/servers/{S}//sessions")]
    [InlineData("/servers/{S}/users/ada")]
    [InlineData("/servers/./{S}")]
    [InlineData("/servers/x/../{S}")]
    [InlineData("/servers/x/%2e%2E/{S}")]
    [InlineData("/servers/{S}/users/../attributes/")]
    [InlineData("/servers/{S}/users/%2e/attributes/")]
    public async Task A_path_of_no_operation_is_404(string path)
    {
        var answer = await fixture.Root.GetAsync(path.Replace("{S}", _server.Id, StringComparison.Ordinal));

        if (path.EndsWith("/users/ada", StringComparison.Ordinal))
        {
            // Only DELETE is published.
            answer.IsProblem(405, "wrong-method");
        }
        else
        {
            answer.IsProblem(404, "unknown-path");
        }
    }

    // Everything about it is wrong, so that the answer tells what was looked at first.
    private async Task<Answer> SendBadAsync(Caller caller, Operation operation, string server)
    {
        await using var guard = await Stage.GuardAsync(fixture, operation);
        var path = server == _server.Path ? guard.Server.Path : server;
        return await caller.SendAsync(operation.Method, operation.PathOfNothing(path), "not a nonce, but a secret", "{"u8.ToArray());
    }
}
