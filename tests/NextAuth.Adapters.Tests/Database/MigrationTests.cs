using DbUp;
using Microsoft.Data.Sqlite;
using NextAuth.Server.Sql;
using NextAuth.Server.Sql.Database;
using NextAuth.Server.Sql.Migrations;

namespace NextAuth.Adapters.Tests.Database;

public sealed class MigrationTests : IAsyncDisposable
{
    private static readonly int Scripts = typeof(SqlSetup).Assembly.GetManifestResourceNames().Count(name => name.EndsWith(".sql", StringComparison.Ordinal));

    private readonly TemporaryDatabase _temporary = new();

    public ValueTask DisposeAsync() => _temporary.DisposeAsync();

    [Fact]
    public async Task Starting_again_runs_nothing_twice_and_keeps_the_data()
    {
        await using (var first = await _temporary.OpenAsync(upgrading: NotExpected))
        {
            await first.AddAsync(1);
        }

        var second = await _temporary.OpenAsync(upgrading: NotExpected);
        Assert.Equal([1], await second.NumbersAsync());
        Assert.Equal(Scripts, await ScriptsRunAsync(second));

        static void NotExpected() => Assert.Fail("Nothing is of an earlier version.");
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
                await database.InitializeAsync(null, TestContext.Current.CancellationToken);
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

    [Fact]
    public async Task A_database_from_before_users_had_numbers_gives_each_one_its_own()
    {
        await MakeBeforeAsync("V010", """
            INSERT INTO users (server, userid, created) VALUES (x'01', 'bob', 0), (x'01', 'ada', 0), (x'02', 'ada', 0), (x'01', 'gone', 0);
            DELETE FROM users WHERE userid = 'gone';
            INSERT INTO accounts (server, auth_key, transaction_key, push_key, description, userid, created) VALUES
                (x'01', x'02', x'', x'', 'phone', 'ada', 0), (x'01', x'03', x'', x'', 'phone', 'bob', 0), (x'01', x'04', x'', x'', 'phone', 'bob', 0),
                (x'02', x'02', x'', x'', 'phone', 'ada', 0), (x'02', x'03', x'', x'', 'phone', NULL, 0);
            INSERT INTO attributes (kind, server, owner, key, size, accounts, text, value) VALUES
                (0, x'01', 'ada', 'city', 5, 1, 'a', '"a"'), (0, x'01', 'bob', 'city', 5, 2, 'a', '"a"'), (0, x'02', 'ada', 'city', 5, 1, 'a', '"a"'),
                (0, x'02', 'later', 'city', 5, 0, 'a', '"a"'), (1, x'01', '', 'city', 5, 0, 'a', '"a"');
            """);

        var told = 0;
        var after = await _temporary.OpenAsync(upgrading: () => told++);
        Assert.Equal(1, told);
        await after.WriteAsync(static scope => scope.Statement("INSERT INTO users (server, userid, created) VALUES (x'02', 'later', 0)").Execute(), TestContext.Current.CancellationToken);
        Assert.Equal(Scripts, await ScriptsRunAsync(after));
        foreach (byte server in (byte[])[1, 2])
        {
            Assert.Equal(0L, await after.ReadAsync(
                static (connection, server) => (long)connection.Statement("""
                    SELECT (SELECT COUNT(*) FROM accounts AS a WHERE server = @server AND user_number IS NOT (SELECT number FROM users AS u WHERE u.server = a.server AND u.userid = a.userid))
                        + (SELECT COUNT(*) FROM attributes AS t WHERE server = @server AND user_number IS NOT COALESCE((SELECT number FROM users AS u WHERE u.server = t.server AND u.userid = t.owner), 0))
                        + (SELECT COUNT(*) FROM counts WHERE server = @server AND numbered <> users)
                    """).Bind("@server", new[] { server }).Value()!,
                server,
                TestContext.Current.CancellationToken));
        }

        Assert.Equal("ada 1, ada 1, bob 2, later 2", await after.ReadAsync(
            static (connection, _) => (string)connection.Statement("SELECT group_concat(userid || ' ' || number, ', ') FROM (SELECT * FROM users ORDER BY userid)").Value()!,
            0,
            TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_database_from_before_values_were_counted_keeps_the_counts_of_those_that_many_have()
    {
        await MakeBeforeAsync("V011", """
            INSERT INTO users (server, userid, created)
            WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n LIMIT 10001) SELECT x'01', printf('user %05d', value), 0 FROM n;
            INSERT INTO accounts (server, auth_key, transaction_key, push_key, description, userid, created) VALUES
                (x'01', x'02', x'', x'', 'phone', 'user 00001', 0), (x'01', x'03', x'', x'', 'phone', 'user 00001', 0), (x'01', x'04', x'', x'', 'phone', 'user 09999', 0);
            INSERT INTO attributes (kind, server, owner, key, size, accounts, user_number, text, value)
            SELECT 0, server, userid, 'place', 10, accounts, number, CASE WHEN number <= 5001 THEN 'town' ELSE 'farm' END, '' FROM users;
            INSERT INTO attributes (kind, server, owner, key, size, accounts, user_number, text, value) SELECT 0, server, userid, 'long', 10, accounts, number, NULL, '' FROM users;
            """);

        var after = await _temporary.OpenAsync();

        Assert.Equal("place town 5001 2", await after.ReadAsync(
            static (connection, _) => (string)connection.Statement("SELECT group_concat(key || ' ' || text || ' ' || users || ' ' || accounts) FROM value_counts").Value()!,
            0,
            TestContext.Current.CancellationToken));
    }

    /// <summary>Makes the database as it was before a script, with something in it.</summary>
    private async Task MakeBeforeAsync(string script, string rows)
    {
        var before = DeployChanges.To.SqliteDatabase($"Data Source={_temporary.File}")
            .WithScriptsEmbeddedInAssembly(typeof(SqlSetup).Assembly, name => Schema.IsScript(name) && string.CompareOrdinal(name.Split('.')[^2], script) < 0)
            .LogToNowhere().Build().PerformUpgrade();
        Assert.True(before.Successful);
        await using var connection = new SqliteConnection($"Data Source={_temporary.File};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var fill = connection.CreateCommand();
        fill.CommandText = rows;
        await fill.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static Task<long> ScriptsRunAsync(SqlDatabase database) => database.ReadAsync(
        static (connection, _) => (long)connection.Statement("SELECT COUNT(*) FROM SchemaVersions").Value()!, 0, TestContext.Current.CancellationToken);
}
