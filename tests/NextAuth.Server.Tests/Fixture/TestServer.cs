using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Secrets;
using NextAuth.Server.Sql;
using NextAuth.Server.Sql.Database;

namespace NextAuth.Server.Tests.Fixture;

/// <summary>The server as it is, on a real socket and a database file of its own. Nothing of ours is faked; the clock may be.</summary>
public sealed class TestServer : IAsyncDisposable
{
    /// <summary>A key whose role has global root.</summary>
    public const string RootKey = "root-key-of-the-tests-0123456789abcdef";

    private readonly WebApplication _app;
    private readonly DirectoryInfo _directory;

    private TestServer(WebApplication app, DirectoryInfo directory)
    {
        (_app, _directory) = (app, directory);
        Address = new(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());

        // Bad headers must reach the server: the client would refuse to send what is not ASCII.
        Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8 }) { BaseAddress = Address };
    }

    /// <summary>Where it listens: 127.0.0.1 and a port that the system chose.</summary>
    public Uri Address { get; }

    /// <summary>A client without a key.</summary>
    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>What was logged so far.</summary>
    public RecordedLogs Logs { get; private init; } = new();

    /// <param name="time">The clock; <see langword="null"/>: the system's.</param>
    /// <param name="settings">Settings by their full names, e.g. <c>NextAuth:Push:MaxPushes</c>.</param>
    /// <param name="map">Maps more endpoints; <see langword="null"/>: none.</param>
    /// <param name="add">Adds what a host may add; <see langword="null"/>: nothing.</param>
    public static async Task<TestServer> StartAsync(
        TimeProvider? time = null,
        IReadOnlyDictionary<string, string?>? settings = null,
        Action<WebApplication>? map = null,
        Action<IServiceCollection>? add = null)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var directory = Directory.CreateTempSubdirectory("nextauth-tests-");
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());

        var logs = new RecordedLogs();
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddSingleton(new SecretBox(RandomNumberGenerator.GetBytes(SecretBox.KeySize)));
        builder.Services.AddNextAuthServer();
        builder.Services.AddSqlStores(DatabaseAt(Path.Combine(directory.FullName, "test.db")));
        add?.Invoke(builder.Services);

        var app = builder.Build();
        await app.Services.InitializeSqlStoresAsync(null, cancellationToken);
        await app.Services.GetRequiredService<ApiKeyService>().EnsureRootAsync(RootKey, cancellationToken);
        app.UseWebSockets();
        app.UseNextAuthServer();
        app.MapNextAuthServer();
        map?.Invoke(app);
        await app.StartAsync(cancellationToken);
        return new(app, directory) { Logs = logs };
    }

    /// <summary>Makes a virtual server by the REST API.</summary>
    public async Task<TestVirtualServer> CreateServerAsync(object? configuration = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/servers") { Content = JsonContent.Create(configuration ?? new { }) };
        request.Headers.Add("X-apikey", RootKey);
        var server = await ReadAsync(request);
        return new((string)server["serverid"]!, Convert.FromBase64String((string)server["serverpk"]!));
    }

    /// <summary>Makes an API key by the REST API, with rights on a server (or <c>global</c>).</summary>
    public async Task<TestApiKey> CreateKeyAsync(string serverId, params string[] rights)
    {
        using var create = new HttpRequestMessage(HttpMethod.Post, "/apikeys?description=test");
        create.Headers.Add("X-apikey", RootKey);
        var key = await ReadAsync(create);
        var created = new TestApiKey((string)key["apikey"]!, (string)key["role"]!);
        if (rights.Length > 0)
        {
            using var grant = new HttpRequestMessage(HttpMethod.Post, $"/servers/{serverId}/permissions/{created.Role}") { Content = JsonContent.Create(rights) };
            grant.Headers.Add("X-apikey", RootKey);
            using var granted = await Http.SendAsync(grant, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, granted.StatusCode);
        }

        return created;
    }

    /// <summary>Sends a request with a key, a nonce, a body and a role to act as, each when given.</summary>
    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? key = RootKey, string? nonce = null, HttpContent? body = null, string? su = null)
    {
        var request = new HttpRequestMessage(method, new Uri(Address.AbsoluteUri.TrimEnd('/') + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }))
        {
            Content = body,
        };
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("X-apikey", key);
        }

        if (nonce is not null)
        {
            request.Headers.TryAddWithoutValidation("X-nonce", nonce);
        }

        if (su is not null)
        {
            request.Headers.TryAddWithoutValidation("X-su", su);
        }

        return Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private static DatabaseUri DatabaseAt(string path) =>
        DatabaseUri.TryParse($"sqlite:{path}", out var uri, out var error) ? uri : throw new InvalidOperationException(error);

    private async Task<JsonNode> ReadAsync(HttpRequestMessage request)
    {
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }
}

/// <summary>A virtual server made for a test.</summary>
/// <param name="Id">Its id, 24 characters.</param>
/// <param name="PublicKey">Its identity key, 65 bytes.</param>
public sealed record TestVirtualServer(string Id, byte[] PublicKey)
{
    /// <summary>The path of its operations.</summary>
    public string Path => $"/servers/{Id}";
}

/// <summary>An API key made for a test.</summary>
public sealed record TestApiKey(string Key, string Role);
