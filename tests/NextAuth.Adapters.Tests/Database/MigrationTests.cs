using NextAuth.Server.Sql;
using NextAuth.Server.Sql.Database;

namespace NextAuth.Adapters.Tests.Database;

public sealed class MigrationTests : IAsyncDisposable
{
    private static readonly int Scripts = typeof(SqlSetup).Assembly.GetManifestResourceNames().Count(name => name.EndsWith(".sql", StringComparison.Ordinal));

    private readonly TemporaryDatabase _temporary = new();

    public ValueTask DisposeAsync() => _temporary.DisposeAsync();

    [Fact]
    public async Task Starting_again_runs_nothing_twice_and_keeps_the_data()
    {
        await using (var first = await _temporary.OpenAsync())
        {
            await first.AddAsync(1);
        }

        var second = await _temporary.OpenAsync();
        Assert.Equal([1], await second.NumbersAsync());
        Assert.Equal(Scripts, await ScriptsRunAsync(second));
    }

    [Fact]
    public async Task Programs_that_start_at_once_run_each_script_once()
    {
        var starts = new List<Task<SqlDatabase>>();
        for (var i = 0; i < 8; i++)
        {
            var database = new SqlDatabase(TestUri.File(_temporary.File), TimeProvider.System);
            starts.Add(Task.Run(async () =>
            {
                await database.InitializeAsync(TestContext.Current.CancellationToken);
                return database;
            }));
        }

        foreach (var database in await Task.WhenAll(starts))
        {
            Assert.Equal(Scripts, await ScriptsRunAsync(database));
            await database.DisposeAsync();
        }
    }

    private static Task<long> ScriptsRunAsync(SqlDatabase database) => database.ReadAsync(
        static (connection, _) => (long)connection.Statement("SELECT COUNT(*) FROM SchemaVersions").Value()!, 0, TestContext.Current.CancellationToken);
}
