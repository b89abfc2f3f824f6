using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests.SessionsApi;

/// <summary>A host, a server on it, and an API key that has the published permission "sessions" on that server and nothing else.</summary>
public sealed class SessionsApiFixture : IAsyncLifetime
{
    private HostProcess? _host;
    private RestApi? _root;

    internal HostProcess Host => _host ?? throw new InvalidOperationException("Not started.");

    /// <summary>All rights: for what an application's owner does beforehand.</summary>
    internal RestApi Root => _root ?? throw new InvalidOperationException("Not started.");

    internal string Server => Root.Server;

    internal GeneratedClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        _host = await HostProcess.StartNewAsync(cancellationToken);
        _root = new(_host.Url, _host.RootKey);
        await _root.CreateServerAsync(new { serverName = "Shop" }, cancellationToken);
        Client = new(_host.Url, (await MakeKeyAsync("sessions")).Key);
    }

    /// <summary>Makes a key with rights on the server.</summary>
    internal async Task<(string Key, string Role)> MakeKeyAsync(params string[] rights)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var made = await Root.JsonAsync(HttpMethod.Post, "/apikeys/?description=application", null, null, cancellationToken);
        var role = made.GetProperty("role").GetString()!;
        using var granted = await Root.SendAsync(HttpMethod.Post, $"/servers/{Server}/permissions/{role}", null, rights, cancellationToken);
        Assert.True(granted.IsSuccessStatusCode);
        return (made.GetProperty("apikey").GetString()!, role);
    }

    public async ValueTask DisposeAsync()
    {
        _root?.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }
}
