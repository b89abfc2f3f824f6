using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NextAuth.Protocol;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Cluster;
using NextAuth.Server.Secrets;
using NextAuth.Server.Servers;
using NextAuth.Server.Tests.Fixture;
using NextAuth.Server.Tests.Jobs;

namespace NextAuth.Server.Tests.Servers;

/// <summary>Changes that come while the directory is reading: the old answer must not be kept.</summary>
public sealed class ServerDirectoryTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly TestServer _server = shared.Server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_deleted_while_it_is_read_is_gone_whether_it_was_known_before(bool known)
    {
        var created = await _server.CreateServerAsync();
        var (store, time) = (new SlowStore(Get<IServerStore>()), new SkippingTime());
        using var directory = NewDirectory(store, time);
        if (known)
        {
            await MakeOldAsync(directory, created, time);
        }

        var reading = store.HoldAsync(() => directory.FindAsync(created.ServerId(), Cancellation).AsTask());
        await _server.SendAsync(HttpMethod.Delete, created.Path).IsEmptyAsync();
        store.Release();
        await reading;

        Assert.Null(await directory.FindAsync(created.ServerId(), Cancellation));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_changed_while_it_is_read_has_its_new_configuration(bool known)
    {
        var created = await _server.CreateServerAsync();
        var (store, time) = (new SlowStore(Get<IServerStore>()), new SkippingTime());
        using var directory = NewDirectory(store, time);
        if (known)
        {
            await MakeOldAsync(directory, created, time);
        }

        var reading = store.HoldAsync(() => directory.FindAsync(created.ServerId(), Cancellation).AsTask());
        await _server.SendAsync(HttpMethod.Put, created.Path, body: new StringContent("""{"serverName":"new"}""")).JsonAsync();
        store.Release();
        await reading;

        Assert.Equal("new", (await directory.FindAsync(created.ServerId(), Cancellation))!.Server.ServerName);
    }

    // After half a minute what is kept is read again.
    private static async Task MakeOldAsync(ServerDirectory directory, TestVirtualServer server, SkippingTime time)
    {
        Assert.NotNull(await directory.FindAsync(server.ServerId(), Cancellation));
        time.Skip(TimeSpan.FromSeconds(31));
    }

    private ServerDirectory NewDirectory(IServerStore store, TimeProvider time) =>
        new(store, Get<SecretBox>(), Get<IOptions<ServerOptions>>(), Get<IClusterBus>(), time, NullLogger<ServerDirectory>.Instance);

    private T Get<T>()
        where T : notnull => _server.Services.GetRequiredService<T>();

    /// <summary>The real store, whose answer can be held back after it was read.</summary>
    private sealed class SlowStore(IServerStore store) : IServerStore
    {
        private TaskCompletionSource? _held;

        /// <summary>Starts something that reads, and leaves it waiting with what it has read.</summary>
        public Task<T> HoldAsync<T>(Func<Task<T>> startAsync)
        {
            _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
            var started = startAsync();
            Assert.False(started.IsCompleted);
            return started;
        }

        public void Release() => Interlocked.Exchange(ref _held, null)!.SetResult();

        public async Task<StoredServer?> FindAsync(ServerId id, CancellationToken cancellationToken)
        {
            var found = await store.FindAsync(id, cancellationToken);
            await (_held?.Task ?? Task.CompletedTask);
            return found;
        }

        public Task<ServerFigures> CountAsync(ServerId id, CancellationToken cancellationToken) => store.CountAsync(id, cancellationToken);

        public Task AddAsync(StoredServer server, RoleId creator, DateTimeOffset now, CancellationToken cancellationToken) =>
            store.AddAsync(server, creator, now, cancellationToken);

        public Task<StoredServer?> AnyAsync(CancellationToken cancellationToken) => store.AnyAsync(cancellationToken);

        public Task<Page<ServerId>> ListAsync(Role role, int limit, long marker, CancellationToken cancellationToken) =>
            store.ListAsync(role, limit, marker, cancellationToken);

        public Task<VirtualServer?> UpdateAsync(ServerId id, ServerRequest change, CancellationToken cancellationToken) =>
            store.UpdateAsync(id, change, cancellationToken);

        public Task<bool> DeleteAsync(ServerId id, CancellationToken cancellationToken) => store.DeleteAsync(id, cancellationToken);

        public Task<int> ForgetAsync(int limit, CancellationToken cancellationToken) => store.ForgetAsync(limit, cancellationToken);
    }
}
