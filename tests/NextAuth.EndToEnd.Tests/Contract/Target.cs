using NextAuth.EndToEnd.Tests.Contract;
using NextAuth.EndToEnd.Tests.Processes;

[assembly: AssemblyFixture(typeof(Target))]

namespace NextAuth.EndToEnd.Tests.Contract;

/// <summary>
/// The server under test: the one that <c>NEXTAUTH_CONTRACT_URL</c> and <c>NEXTAUTH_CONTRACT_KEY</c> (an API key with global root) name, or else the program of this
/// repository, started at the first test that asks for it.
/// </summary>
public sealed class Target : IAsyncLifetime
{
    private const string UrlVariable = "NEXTAUTH_CONTRACT_URL";
    private const string KeyVariable = "NEXTAUTH_CONTRACT_KEY";

    private readonly Lazy<Task<Caller>> _root;
    private HostProcess? _host;

    public Target() => _root = new(StartAsync);

    /// <summary>Whether nobody else uses the server, so that what concerns everybody on it may be tried.</summary>
    internal bool IsOwn => _host is not null;

    /// <summary>Held by a test while it changes the attributes of the installation, of which there is one set.</summary>
    internal SemaphoreSlim InstallationTurn { get; } = new(1);

    internal Task<Caller> RootAsync() => _root.Value;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        InstallationTurn.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    private async Task<Caller> StartAsync()
    {
        var (url, key) = (Environment.GetEnvironmentVariable(UrlVariable), Environment.GetEnvironmentVariable(KeyVariable));
        if (string.IsNullOrEmpty(url) != string.IsNullOrEmpty(key))
        {
            throw new InvalidOperationException($"{UrlVariable} and {KeyVariable} belong together: set both or none.");
        }

        if (!string.IsNullOrEmpty(url))
        {
            return new(new(url, UriKind.Absolute), key!);
        }

        _host = await HostProcess.StartNewAsync(CancellationToken.None);
        return new(_host.Url, _host.RootKey);
    }
}
