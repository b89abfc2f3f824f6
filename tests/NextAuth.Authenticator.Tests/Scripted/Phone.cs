using NextAuth.Authenticator.Accounts;
using NextAuth.Protocol.Messages;

namespace NextAuth.Authenticator.Tests.Scripted;

/// <summary>A phone with a scripted server.</summary>
internal sealed class Phone : IAsyncDisposable
{
    private Phone(ScriptedServer server)
    {
        Server = server;
        Options = new PhoneClientOptions
        {
            AnswerTimeout = TimeSpan.FromSeconds(10),
            MinRetryDelay = TimeSpan.FromMilliseconds(10),
            MaxRetryDelay = TimeSpan.FromMilliseconds(50),
            Device = "laptop",
        };
    }

    public ScriptedServer Server { get; }

    public MemoryAccountStore Store { get; } = new();

    public Answers Person { get; } = new();

    public PhoneClientOptions Options { get; set; }

    public PhoneClient Client => new(Store, Person, Options);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<Phone> StartAsync() => new(await ScriptedServer.StartAsync());

    /// <summary>With an account, enrolled at the server.</summary>
    public static async Task<Phone> EnrolledAsync()
    {
        var phone = await StartAsync();
        await phone.EnrolAsync();
        return phone;
    }

    public async Task<Account> EnrolAsync(string label = "alice")
    {
        Server.Next(async connection =>
        {
            await connection.RespondEnrolAsync(label);
            await connection.AcceptEnrolAsync();
            await connection.SendAsync(new EnrolResult { Outcome = EnrolOutcome.Enrolled, AccountId = 42 });
        });
        return Assert.IsType<PhoneResult.Enrolled>(await Client.EnrolAsync(Server.EnrolLink, null, Token)).Account;
    }

    public async Task<StoredAccount> OnlyAccountAsync() => Assert.Single((await Store.ListAsync(Token)).Accounts);

    public Task<PhoneResult> LogInAsync() => Client.LogInAsync(Server.LoginLink, null, Token);

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
