using System.Text;
using NextAuth.Authenticator;

namespace NextAuth.EndToEnd.Tests.Contract;

/// <summary>All that must be there for one call of an operation to succeed, made afresh.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly Target _target;
    private readonly Operation _operation;
    private bool _hasTurn;
    private string? _attributesBefore;

    private Stage(Target target, VirtualServer server, Operation operation)
    {
        _target = target;
        _operation = operation;
        Server = server;
    }

    public VirtualServer Server { get; private set; }

    public string User { get; private init; } = VirtualServer.Name("user");

    public string Nonce { get; } = VirtualServer.Name("session");

    public string Attribute { get; } = VirtualServer.Name("attribute");

    public string Account { get; private set; } = "0";

    public string Role { get; private set; } = "";

    public string Transaction { get; private set; } = "";

    /// <summary>A body that is right.</summary>
    public string? Body => GoodBody(_operation, Attribute);

    /// <summary>Makes ready.</summary>
    /// <param name="fixture">Where.</param>
    /// <param name="operation">For what.</param>
    /// <param name="caller">Who will call: some things must be the caller's own.</param>
    /// <param name="user">The user that it is about.</param>
    public static async Task<Stage> PrepareAsync(ServerFixture fixture, Operation operation, Caller? caller = null, string? user = null)
    {
        var stage = new Stage(fixture.Target, fixture.Server, operation) { User = user ?? VirtualServer.Name("user") };
        try
        {
            await stage.PrepareAsync(caller ?? fixture.Root);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Makes ready for a call that must be refused: a faulty server that obeys it shall cost neither the installation its attributes nor other tests their server.
    /// </summary>
    public static Task<Stage> GuardAsync(ServerFixture fixture, Operation operation) => operation.OfInstallation || operation.Name == "deleteServer"
        ? PrepareAsync(fixture, operation)
        : Task.FromResult(new Stage(fixture.Target, fixture.Server, operation));

    /// <summary>A body that is right for an operation; <see langword="null"/> when it takes none.</summary>
    public static string? GoodBody(Operation operation, string attribute) => operation.Body switch
    {
        "context" => """{"announceinfo":{"ip":"192.0.2.7"},"sessioninfo":{"info":{"Order":"17"}}}""",
        "footer" => """{"sessions":[]}""",
        "transaction" => """{"amount":"10 €"}""",
        "attributes" => $$"""{"{{attribute}}":"red"}""",
        "rights" => """["users"]""",
        "server" => """{"serverName":"Contract"}""",
        _ => null,
    };

    /// <summary>The path with everything in it that it names.</summary>
    /// <param name="spell">How ids and names are written.</param>
    public string Path(Func<string, string> spell) => _operation.Path
        .Replace("{S}", $"/servers/{spell(Server.Id)}", StringComparison.Ordinal)
        .Replace("{user}", spell(User), StringComparison.Ordinal)
        .Replace("{account}", spell(Account), StringComparison.Ordinal)
        .Replace("{key}", spell(Attribute), StringComparison.Ordinal)
        .Replace("{role}", spell(Role), StringComparison.Ordinal)
        .Replace("{transaction}", spell(Transaction), StringComparison.Ordinal);

    /// <summary>All parameters that must be there, but for one.</summary>
    /// <param name="except">Which to leave out.</param>
    /// <param name="instead">What to say besides.</param>
    public string Query(string? except = null, string? instead = null) => QueryOf(_operation, User, except, instead);

    public static string QueryOf(Operation operation, string user, string? except = null, string? instead = null)
    {
        var parts = operation.Required.Where(name => name != except).Select(name => name + "=" + (name switch
        {
            "blocked" => "false",
            "userid" => Uri.EscapeDataString(user),
            _ => "contract",
        }));
        var query = string.Join('&', parts.Concat(instead is null ? [] : [instead]));
        return query.Length == 0 ? "" : "?" + query;
    }

    /// <summary>Calls the operation.</summary>
    public Task<Answer> CallAsync(Caller caller) => CallAsync(caller, Path(Uri.EscapeDataString) + Query(), Body);

    /// <summary>Calls it with a path and a body of one's own.</summary>
    public async Task<Answer> CallAsync(Caller caller, string target, string? body, string type = "application/json")
    {
        var answer = await caller.SendAsync(_operation.Method, target, _operation.OfSession ? Nonce : null, body is null ? null : Encoding.UTF8.GetBytes(body), type: type);
        if (answer.Status == 200 && _operation.Name == "createServer")
        {
            Server.DeleteLater($"/servers/{answer.Is("Server").GetProperty("serverid").GetString()}");
        }
        else if (answer.Status == 200 && _operation.Name == "createApiKey")
        {
            Server.DeleteLater($"/apikeys/{answer.Is("ApiKey").GetProperty("role").GetString()}");
        }

        return answer;
    }

    /// <summary>Checks that an answer is the one that is published.</summary>
    public void Check(Answer answer)
    {
        switch (_operation.Answers)
        {
            case "nothing":
                answer.IsEmpty();
                break;
            case "attributes":
                answer.IsAttributes();
                break;
            case var type when type.Contains('/', StringComparison.Ordinal):
                answer.IsBytes(type);
                break;
            case var schema:
                answer.Is(schema);
                break;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_hasTurn)
        {
            return;
        }

        try
        {
            if (_attributesBefore is not null)
            {
                (await Server.Root.PostAsync("/attributes/", _attributesBefore)).IsEmpty();
            }
        }
        finally
        {
            _target.InstallationTurn.Release();
        }
    }

    private async Task PrepareAsync(Caller caller)
    {
        var root = Server.Root;
        if (_operation.Name == "deleteServer")
        {
            var doomed = await VirtualServer.CreateAsync(root);
            Server.DeleteLater(doomed.Path);
            Server = doomed;
        }

        if (_operation.OfInstallation)
        {
            await _target.InstallationTurn.WaitAsync(TestContext.Current.CancellationToken);
            _hasTurn = true;
            _attributesBefore = (await root.GetAsync("/attributes/")).IsAttributes().GetRawText();
        }

        await PreparePeopleAsync();
        if (_operation.Path.Contains("{key}", StringComparison.Ordinal))
        {
            var path = Path(Uri.EscapeDataString);
            (await root.PutAsync(path[..path.LastIndexOf('/')], $$"""{"{{Attribute}}":1}""")).IsEmpty();
        }

        if (_operation.Path.Contains("{role}", StringComparison.Ordinal))
        {
            // A key may be revoked by the role that made it.
            Role = (await Server.CreateKeyAsync(_operation.Name == "revokeApiKey" ? caller : root)).Role;
        }

        if (_operation.Needs == "role")
        {
            (await root.PostAsync($"{Server.Path}/users/{Uri.EscapeDataString(User)}/role/")).Is("Role");
        }
    }

    private async Task PreparePeopleAsync()
    {
        if (_operation.Path.Contains("{account}", StringComparison.Ordinal) || _operation.Path.Contains("{transaction}", StringComparison.Ordinal) || _operation.Needs == "login")
        {
            // An operation that ties the account to the user finds it untied.
            await using var phone = await Server.EnrolAsync(Nonce, _operation.Parameters.Contains("userid") ? null : User);
            Account = $"{await Server.AccountAsync(Nonce)}";
            await PrepareTransactionAsync(phone);
        }
        else if (_operation.Path.Contains("{user}", StringComparison.Ordinal))
        {
            await Server.CreateUserAsync(User);
        }
    }

    private async Task PrepareTransactionAsync(Phone phone)
    {
        if (_operation.Path.Contains("{transaction}", StringComparison.Ordinal))
        {
            var made = (await Server.Root.PostAsync($"{Server.Path}/sessions/transactions", new { amount = "10 €" }, Nonce)).Is("TransactionId");
            Transaction = made.GetProperty("tid").GetString()!;
            if (_operation.Needs == "approved")
            {
                Assert.IsType<PhoneResult.Approved>(await phone.ScanAsync(made.GetProperty("qrdata").GetBytesFromBase64()));
            }
        }
    }
}
