using System.Text;
using Microsoft.Extensions.DependencyInjection;
using NextAuth.Authenticator;
using NextAuth.Authenticator.Accounts;
using NextAuth.EndToEnd.Tests.Processes;
using NextAuthApi;

namespace NextAuth.EndToEnd.Tests.Sdk;

/// <summary>A web application's services against the real program, with the root key.</summary>
public sealed class SdkFixture : IAsyncLifetime
{
    private HostProcess? _host;
    private ServiceProvider? _services;

    internal IServiceProvider Services => _services ?? throw new InvalidOperationException("Not started.");

    internal HostProcess Host => _host ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        _host = await HostProcess.StartNewAsync(TestContext.Current.CancellationToken);
        _services = new ServiceCollection()
            .AddNextAuthApi(options => (options.BaseUrl, options.ApiKey) = (_host.Url, _host.RootKey))
            .BuildServiceProvider(validateScopes: true);
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }

        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }
}

/// <summary>A server of its own, and alice with a phone, who is logged in there in the session <see cref="Nonce"/>.</summary>
internal sealed class SdkWorld(IServiceProvider services) : IConfirmation
{
    public const string Nonce = "a-session";
    public const string User = "al/ice@example.com";

    private readonly MemoryAccountStore _store = new();

    public NextAuthApi.SessionsApi Sessions { get; } = services.GetRequiredService<NextAuthApi.SessionsApi>();

    public HtmlApi Html { get; } = services.GetRequiredService<HtmlApi>();

    public RegistrationApi Registration { get; } = services.GetRequiredService<RegistrationApi>();

    public UsersApi Users { get; } = services.GetRequiredService<UsersApi>();

    public AccountsApi Accounts { get; } = services.GetRequiredService<AccountsApi>();

    public TransactionsApi Transactions { get; } = services.GetRequiredService<TransactionsApi>();

    public ServersApi Servers { get; } = services.GetRequiredService<ServersApi>();

    public ManagementApi Management { get; } = services.GetRequiredService<ManagementApi>();

    public GlobalApi Global { get; } = services.GetRequiredService<GlobalApi>();

    public SessionWatcher Watcher { get; } = services.GetRequiredService<SessionWatcher>();

    public string Server { get; private set; } = "";

    public long Account { get; private set; }

    public PhoneClient Phone => field ??= new(_store, this);

    /// <summary>What the phone showed at the last login.</summary>
    public LoginPrompt? Seen { get; private set; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<SdkWorld> MakeAsync(IServiceProvider services)
    {
        var world = new SdkWorld(services);
        world.Server = (await world.Servers.CreateServerAsync(new() { ServerName = "Sdk" }, Cancellation)).Serverid!;
        var link = Encoding.ASCII.GetString(await world.Registration.GetQrEnrolAsync(world.Server, Nonce, "phone", cancellationToken: Cancellation));
        Assert.IsType<PhoneResult.Enrolled>(await world.Phone.EnrolAsync(link, cancellationToken: Cancellation));
        await world.Registration.RegisterUserAsync(world.Server, Nonce, User, Cancellation);
        world.Account = (await world.Sessions.GetSessionAsync(world.Server, Nonce, Cancellation)).Accountid!.Value;
        return world;
    }

    /// <summary>Answers pushes until it is cancelled.</summary>
    public async Task ListenAsync(CancellationToken cancellationToken) =>
        await Phone.ListenAsync(Assert.Single((await _store.ListAsync(cancellationToken)).Accounts).Account.Id, cancellationToken);

    public ValueTask<EnrolAnswer> ConfirmEnrolAsync(EnrolPrompt prompt, CancellationToken cancellationToken) => new(EnrolAnswer.Approve);

    public ValueTask<LoginAnswer> ConfirmLoginAsync(LoginPrompt prompt, CancellationToken cancellationToken)
    {
        Seen = prompt;
        return new(new LoginAnswer.Approve());
    }

    public ValueTask<TransactionAnswer> ConfirmTransactionAsync(TransactionPrompt prompt, CancellationToken cancellationToken) => new(TransactionAnswer.Approve);
}
