using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using NextAuth.Protocol;
using NextAuth.Server.Accounts;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Attributes;
using NextAuth.Server.Push;
using NextAuth.Server.Registration;
using NextAuth.Server.Servers;
using NextAuth.Server.Sessions;
using NextAuth.Server.Sql;
using NextAuth.Server.Sql.Database;
using NextAuth.Server.Transactions;
using NextAuth.Server.Users;

namespace NextAuth.Adapters.Tests;

/// <summary>All stores on one database of their own.</summary>
public abstract class StoreFixture : IAsyncLifetime
{
    /// <summary>A time that stands still: the stores take the time from their callers.</summary>
    public static readonly DateTimeOffset Now = new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private ServiceProvider? _services;

    public ISessionStore Sessions => Get<ISessionStore>();

    public IAccountStore Accounts => Get<IAccountStore>();

    public IUserStore Users => Get<IUserStore>();

    public IAttributeStore Attributes => Get<IAttributeStore>();

    public IPushStore Pushes => Get<IPushStore>();

    public IPushEndpointStore Endpoints => Get<IPushEndpointStore>();

    public IVapidKeyStore VapidKeys => Get<IVapidKeyStore>();

    public ITransactionStore Transactions => Get<ITransactionStore>();

    public IEnrolmentStore Enrolments => Get<IEnrolmentStore>();

    public IApiKeyStore ApiKeys => Get<IApiKeyStore>();

    public IServerStore Servers => Get<IServerStore>();

    public IStorageHealth Health => Get<IStorageHealth>();

    internal SqlDatabase Database => Get<SqlDatabase>();

    /// <summary>What is left for the phone of a login that ends now.</summary>
    public static LogoutNotice Notice => NoticeAt(Now);

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static LogoutNotice NoticeAt(DateTimeOffset now) => new(now, now.AddDays(30), 1_000);

    public static byte[] Key() => RandomNumberGenerator.GetBytes(65);

    public static Hsid NewSession() => Hsid.FromBytes(RandomNumberGenerator.GetBytes(Hsid.Size));

    public async ValueTask InitializeAsync()
    {
        _services = new ServiceCollection().AddSingleton(TimeProvider.System).AddSqlStores(Place()).BuildServiceProvider();
        await _services.InitializeSqlStoresAsync(null, CancellationToken.None);
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Makes a server on which no role has rights, so that things can be put into it.</summary>
    public ServerId NewServer()
    {
        var server = new VirtualServer { Id = ServerId.New(), ServerName = "shop", PublicKey = Key() };
        var key = new NewApiKey(RandomNumberGenerator.GetBytes(32), "abcd", "for tests", RoleId.New(), null);

        // Constructors call it, which cannot wait.
        ApiKeys.AddAsync(key, Rights.None, Now, CancellationToken.None).GetAwaiter().GetResult();
        Servers.AddAsync(new(server, [1], [2]), key.Role, Now, CancellationToken.None).GetAwaiter().GetResult();
        ApiKeys.SetRightsAsync(new(key.Role, server.Id, Rights.None), CancellationToken.None).GetAwaiter().GetResult();
        return server.Id;
    }

    /// <summary>Enrols an account in a session of its own, unless one is given.</summary>
    public async Task<(long Account, byte[] Key, Hsid Session)> EnrolAsync(
        ServerId server, Hsid? session = null, string? userId = null, string label = "name", DateTimeOffset? at = null)
    {
        var now = at ?? Now;
        var enrolment = new Enrolment(RandomNumberGenerator.GetBytes(16), server, session ?? NewSession(), label, userId, now.AddMinutes(10));
        await Enrolments.AddAsync(enrolment, Cancellation);

        var key = Key();
        var result = await Enrolments.CompleteAsync(Command(enrolment, key) with { Now = now, LoginExpires = now.AddHours(12) }, Cancellation);
        return (Assert.IsType<StoreEnrolResult.Enrolled>(result).Account, key, enrolment.Session);
    }

    public async Task<StoreLoginResult> LogInAsync(LoginCommand command) => (await Sessions.LogInAsync(command, Cancellation)).Result;

    public static EnrolCommand Command(Enrolment enrolment, byte[] key) => new()
    {
        EnrolmentId = enrolment.Id,
        Server = enrolment.Server,
        PublicKey = key,
        TransactionKey = Key(),
        SealedPushKey = Key(),
        Device = "phone",
        ClientVersion = "1.0",
        Now = Now,
        LoginExpires = Now.AddHours(12),
        Notice = Notice,
    };

    public static LoginCommand Login(ServerId server, Hsid session, uint epoch, long account, byte[] key) => new()
    {
        Server = server,
        Session = session,
        Epoch = epoch,
        Account = account,
        AccountKey = key,
        Now = Now,
        Expires = Now.AddHours(12),
        ClientVersion = "2.0",
        Notice = Notice,
    };

    /// <summary>How many rows the writer has inserted, changed and deleted so far, by triggers too. Exact only while nobody else writes.</summary>
    internal Task<long> ChangesAsync() => Database.WriteAsync(scope => (long)scope.Statement("SELECT total_changes()").Value()!, Cancellation);

    protected abstract DatabaseUri Place();

    private T Get<T>()
        where T : notnull =>
        (_services ?? throw new InvalidOperationException("Not initialized.")).GetRequiredService<T>();
}

/// <summary>SQLite on a file in a temporary directory.</summary>
public sealed class SqliteFixture : StoreFixture
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("nextauth-");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    protected override DatabaseUri Place() => TestUri.File(Path.Combine(_directory.FullName, "nextauth.db"));
}

/// <summary>SQLite in memory.</summary>
public sealed class MemoryFixture : StoreFixture
{
    protected override DatabaseUri Place() => DatabaseUri.InMemory;
}

internal static class TestUri
{
    public static DatabaseUri File(string path) =>
        DatabaseUri.TryParse("sqlite:" + path, out var uri, out var error) ? uri : throw new InvalidOperationException(error);
}
