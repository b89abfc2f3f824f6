using NextAuth.Load.Net;
using NextAuth.Load.Phones;
using NextAuth.Protocol;
using NextAuth.Protocol.Handshake;

namespace NextAuth.Load.Servers;

/// <summary>A started server with a virtual server and enrolled accounts: what every measurement begins with.</summary>
/// <param name="Process">The server.</param>
/// <param name="Server">The virtual server.</param>
/// <param name="Identity">What its phones know it by.</param>
/// <param name="Accounts">The phones' accounts, each logged in in the session it was enrolled from.</param>
internal sealed record Installation(ServerProcess Process, ServerId Server, ServerIdentity Identity, IReadOnlyList<PhoneAccount> Accounts) : IAsyncDisposable
{
    public RestRequests Requests { get; } = new(Process.Address, Process.ApiKey, Server);

    /// <summary>Starts a server and fills it.</summary>
    public static async Task<Installation> CreateAsync(string program, string directory, int accounts, CancellationToken cancellationToken)
    {
        var process = await ServerProcess.StartAsync(program, directory, NewKey(), cancellationToken);
        try
        {
            var made = await CreateServerAsync(process, cancellationToken);
            var server = ServerId.TryParse(made.Serverid, out var id) ? id : throw new WrongAnswerException("createServer gave no server id.");
            var installation = new Installation(process, server, ServerIdentity.OfKey(made.Serverpk), []);
            return installation with { Accounts = await installation.EnrolAsync(accounts, cancellationToken) };
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a root API key for one run.</summary>
    public static string NewKey() => $"load-{TransactionId.New()}-{TransactionId.New()}";

    /// <summary>Makes a nonce nobody used before.</summary>
    public static string NewNonce(string kind) => $"{kind}-{TransactionId.New()}";

    public async ValueTask DisposeAsync()
    {
        Identity.Dispose();
        await Process.DisposeAsync();
    }

    private static async Task<VirtualServer> CreateServerAsync(ServerProcess process, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = new($"http://{process.Address}"), Timeout = TimeSpan.FromSeconds(10) };
        client.DefaultRequestHeaders.Add("X-apikey", process.ApiKey);
        using var answer = await client.PostAsJsonAsync(
            "/servers/", new VirtualServer { ServerName = "Load" }, RestJson.Default.VirtualServer, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw new WrongAnswerException($"createServer: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
        }

        return (await answer.Content.ReadFromJsonAsync(RestJson.Default.VirtualServer, cancellationToken))!;
    }

    private async Task<IReadOnlyList<PhoneAccount>> EnrolAsync(int count, CancellationToken cancellationToken)
    {
        using var rest = await HttpConnection.ConnectAsync(Process.Address, cancellationToken);
        var accounts = new List<PhoneAccount>(count);
        for (var i = 0; i < count; i++)
        {
            var nonce = NewNonce("enrol");
            var (status, link) = await rest.SendAsync(Requests.GetQrEnrol(nonce, $"load {i}"), cancellationToken);
            accounts.Add(status == 200
                ? await Phone.EnrolAsync(Process.Address, link, nonce, cancellationToken)
                : throw new WrongAnswerException($"getQrEnrol was answered {status}."));
        }

        return accounts;
    }
}
