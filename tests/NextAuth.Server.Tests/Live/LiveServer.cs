using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NextAuth.Protocol;
using NextAuth.Protocol.Links;
using NextAuth.Server.Accounts;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Registration;
using NextAuth.Server.Secrets;
using NextAuth.Server.Servers;
using NextAuth.Server.Sessions;
using NextAuth.Server.Sql;
using NextAuth.Server.Sql.Database;

namespace NextAuth.Server.Tests.Live;

/// <summary>The real server on a real port, with the real store on a file of its own.</summary>
public sealed class LiveServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _directory;
    private readonly bool _ownsDirectory;
    private Role? _creator;

    private LiveServer(WebApplication app, string directory, bool ownsDirectory, Failures failures)
    {
        _app = app;
        _directory = directory;
        _ownsDirectory = ownsDirectory;
        LoggedFailures = failures;
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        WebSocketAddress = new UriBuilder(address) { Scheme = "ws" }.Uri;
    }

    public Uri WebSocketAddress { get; }

    public string Directory => _directory;

    public Failures LoggedFailures { get; }

    public IServiceProvider Services => _app.Services;

    public SessionService Sessions => Get<SessionService>();

    public static async Task<LiveServer> StartAsync(
        Dictionary<string, string?>? settings = null, TimeProvider? time = null, string? directory = null, byte[]? masterKey = null,
        Action<IServiceCollection>? services = null)
    {
        var path = directory ?? System.IO.Directory.CreateTempSubdirectory("nextauth-live-").FullName;
        var failures = new Failures();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders().AddProvider(failures);
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["NextAuth:Push:BrowserInterval"] = "00:00:00", ["NextAuth:Push:MaxPushes"] = "1000" });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddSingleton(new SecretBox(masterKey ?? new byte[SecretBox.KeySize]));
        Assert.True(DatabaseUri.TryParse($"sqlite:{path}/test.db", out var uri, out _));
        builder.Services.AddSqlStores(uri);
        services?.Invoke(builder.Services);
        builder.Services.AddNextAuthServer();
        var app = builder.Build();
        app.MapNextAuthServer();
        await app.Services.InitializeSqlStoresAsync(null, CancellationToken.None);
        await app.StartAsync(CancellationToken.None);
        return new(app, path, directory is null, failures);
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public async Task<ServerRuntime> CreateServerAsync(int pingTime = 0, params string[] flags)
    {
        _creator ??= await CreatorAsync();
        var template = new VirtualServer { Id = ServerId.New(), ServerName = "Shop", PublicKey = [], PingTime = pingTime, ServerFlags = flags };
        var server = await Get<ServerDirectory>().CreateAsync(template, _creator, CancellationToken.None);
        return await Get<ServerDirectory>().FindAsync(server.Id, CancellationToken.None) ?? throw new InvalidOperationException();
    }

    public static Hsid NewSession() => Hsid.FromBytes(RandomNumberGenerator.GetBytes(Hsid.Size));

    public async Task<Session> SessionAsync(ServerRuntime server, Hsid session) =>
        await Sessions.GetAsync(server.Id, session, CancellationToken.None);

    public async Task<bool> IsLoggedInAsync(ServerRuntime server, Hsid session) => Sessions.IsLoggedIn(await SessionAsync(server, session));

    public async Task<Link.Enrol> MakeCodeAsync(ServerRuntime server, Hsid session, string? userId) => Assert.IsType<MakeCodeResult.Made>(
        await Get<RegistrationService>().MakeCodeAsync(server, session, "phone", userId, CancellationToken.None)).Code;

    /// <summary>Enrols a phone in a session of its own.</summary>
    public async Task<TestAccount> EnrolAsync(ServerRuntime server, Hsid? session = null)
    {
        var code = await MakeCodeAsync(server, session ?? NewSession(), null);
        return await TestAccount.EnrolAsync(this, server, code);
    }

    public Task<Account?> AccountAsync(ServerRuntime server, long id) =>
        Get<AccountService>().FindAsync(server.Id, id, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        if (_ownsDirectory)
        {
            System.IO.Directory.Delete(_directory, recursive: true);
        }
    }

    private async Task<Role> CreatorAsync()
    {
        var key = await Get<ApiKeyService>().EnsureRootAsync(null, CancellationToken.None);
        return await Get<ApiKeyService>().FindByKeyAsync(key!, CancellationToken.None) ?? throw new InvalidOperationException();
    }

    /// <summary>Collects what must never be logged: errors and unhandled exceptions.</summary>
    public sealed class Failures : ILoggerProvider, ILogger
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _all = new();

        public IReadOnlyCollection<string> All => _all;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Error)
            {
                _all.Enqueue($"{formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
        }
    }
}
