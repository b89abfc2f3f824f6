using NextAuth.Server.Sql.Database;

namespace NextAuth.Adapters.Tests.Database;

/// <summary>Keeps the writer busy until disposed.</summary>
internal sealed class WriterPause : IAsyncDisposable
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _release = new();
    private readonly Task _write;

    private WriterPause(SqlDatabase database) => _write = database.WriteAsync(
        _ =>
        {
            _started.SetResult();
            _release.Wait();
            return 0;
        },
        CancellationToken.None);

    public static async Task<WriterPause> BeginAsync(SqlDatabase database)
    {
        var pause = new WriterPause(database);
        await pause._started.Task;
        return pause;
    }

    public async ValueTask DisposeAsync()
    {
        _release.Set();
        await _write;
        _release.Dispose();
    }
}
