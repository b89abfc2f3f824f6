using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.AspNetCore.Tests.Fixture;

/// <summary>The real server as a process, a virtual server on it, and a key that has the right <c>sessions</c> there and no other.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    private HostProcess? _host;
    private RestApi? _root;

    internal HostProcess Host => _host ?? throw new InvalidOperationException("Not started.");

    /// <summary>All rights: for what an application's owner does beforehand.</summary>
    internal RestApi Root => _root ?? throw new InvalidOperationException("Not started.");

    internal string Server => Root.Server;

    internal string Key { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        _host = await HostProcess.StartNewAsync(cancellationToken);
        _root = new(_host.Url, _host.RootKey);
        (Root.Server, Key) = await CreateServerAsync(new { serverName = "Tests" });
    }

    /// <summary>Makes a virtual server, and a key for it.</summary>
    internal async Task<(string Server, string Key)> CreateServerAsync(object configuration)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var root = RootOf("");
        await root.CreateServerAsync(configuration, cancellationToken);
        var made = await root.JsonAsync(HttpMethod.Post, "/apikeys/?description=application", null, null, cancellationToken);
        using var granted = await root.SendAsync(
            HttpMethod.Post, $"/servers/{root.Server}/permissions/{made.GetProperty("role").GetString()}", null, (string[])["sessions"], cancellationToken);
        Assert.True(granted.IsSuccessStatusCode);
        return (root.Server, made.GetProperty("apikey").GetString()!);
    }

    /// <summary>All rights on another virtual server.</summary>
    internal RestApi RootOf(string server) => new(Host.Url, Host.RootKey) { Server = server };

    public async ValueTask DisposeAsync()
    {
        _root?.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }
}
