namespace NextAuth.EndToEnd.Tests.Contract;

/// <summary>A virtual server for the tests of a class, which take names of their own on it.</summary>
public sealed class ServerFixture(Target target) : IAsyncLifetime
{
    private VirtualServer? _server;

    internal Target Target => target;

    internal VirtualServer Server => _server ?? throw new InvalidOperationException("Not made yet.");

    internal Caller Root => Server.Root;

    public async ValueTask InitializeAsync() => _server = await VirtualServer.CreateAsync(await target.RootAsync());

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
