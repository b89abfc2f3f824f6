namespace NextAuth.Server.Tests.Fixture;

/// <summary>One server for all tests of a class: they don't share virtual servers, sessions or keys.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    private TestServer? _server;

    public TestServer Server => _server ?? throw new InvalidOperationException("Not started.");

    // Tests send many unknown keys from one address; the limit has tests of its own.
    public async ValueTask InitializeAsync() =>
        _server = await TestServer.StartAsync(settings: new Dictionary<string, string?> { ["NextAuth:ApiKeys:MaxFailures"] = "1000000" });

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
