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

    // Phones keep the newest parameters they have seen: without a newer version they would never learn the key for Web Push.
    [Fact]
    public async Task A_database_from_before_push_services_keeps_its_data_and_its_servers_parameters_become_newer()
    {
        await using (var before = await _temporary.OpenAsync())
        {
            await before.WriteAsync(
                static scope =>
                {
                    string[] undo =
                    [
                        "DROP TABLE push_endpoints",
                        "DROP TABLE vapid_key",
                        "ALTER TABLE pushes DROP COLUMN woken",
                        "ALTER TABLE accounts DROP COLUMN enrolled_key",
                        "DELETE FROM SchemaVersions WHERE ScriptName LIKE '%V009%'",
                        """
                        INSERT INTO servers (
                            id, server_name, logo, pin_timeout, pin_trans_timeout, ping_time, server_flags, owner, version, public_key, sealed_identity, sealed_qr_secret, created)
                        VALUES (x'01', 'shop', '', 0, 0, 0, '[]', 1, 41, x'', x'', x'', 0)
                        """,
                        "INSERT INTO accounts (server, auth_key, transaction_key, push_key, description, created) VALUES (x'01', x'02', x'03', x'04', 'alice', 0)",
                    ];
                    return undo.Sum(statement => scope.Statement(statement).Execute());
                },
                TestContext.Current.CancellationToken);
        }

        var after = await _temporary.OpenAsync();
        Assert.Equal(Scripts, await ScriptsRunAsync(after));
        Assert.Equal((42L, "alice"), await after.ReadAsync(
            static (connection, _) => ((long)connection.Statement("SELECT version FROM servers").Value()!, (string)connection.Statement("SELECT description FROM accounts WHERE enrolled_key IS NULL").Value()!),
            0,
            TestContext.Current.CancellationToken));
    }

    private static Task<long> ScriptsRunAsync(SqlDatabase database) => database.ReadAsync(
        static (connection, _) => (long)connection.Statement("SELECT COUNT(*) FROM SchemaVersions").Value()!, 0, TestContext.Current.CancellationToken);
}
