using System.Globalization;
using Microsoft.Data.Sqlite;
using NextAuth.Protocol;

namespace NextAuth.Load.Servers;

/// <summary>Fills a server with users, accounts and attributes, straight into its database while it is stopped: by the API a million users would take hours.</summary>
internal static class LargeServer
{
    public const int Users = 1_000_000;
    public const int Accounts = 1_200_000;
    public const int Cities = 50;

    // One user in this many has it.
    public const int RareEvery = 1_000;

    // One in this many has never logged in, and has an attribute that says so.
    public const int FreshEvery = 10;

    private const long FirstMoment = 1_700_000_000_000;

    private static readonly string[] Steps =
    [
        // Numbers are mixed by a prime, so that no index is in the order of another.
        """
        INSERT INTO users (server, userid, created, last_login)
        SELECT @server, printf('user-%07d@example.org', value), @first + value, CASE WHEN value % @fresh = 0 THEN NULL ELSE @first + (value * 7919) % @users * 1000 END
        FROM (WITH RECURSIVE numbers (value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM numbers LIMIT @users) SELECT value FROM numbers)
        """,
        """
        INSERT INTO accounts (server, auth_key, transaction_key, push_key, description, client_version, blocked, userid, user_number, created, last_login, last_provoke)
        SELECT @server, CAST(printf('%065d', value) AS BLOB), CAST(printf('%065d', value) AS BLOB), CAST(printf('%065d', value) AS BLOB),
            printf('phone %d', value % 1000), printf('nextauth-phone 1.%d', value % 10), value % 100 = 0, printf('user-%07d@example.org', (value * 7919) % @users),
            (SELECT number FROM users WHERE server = @server AND userid = printf('user-%07d@example.org', (value * 7919) % @users)), @first + value, @first + (value * 104729) % @accounts * 1000, CASE WHEN value % 3 = 0 THEN @first + value * 1000 END
        FROM (WITH RECURSIVE numbers (value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM numbers LIMIT @accounts) SELECT value FROM numbers)
        """,
        """
        INSERT INTO attributes (kind, server, owner, key, size, accounts, user_number, text, value)
        SELECT 0, server, userid, 'city', 20, accounts, number, 'city ' || (created % @cities), '"city ' || (created % @cities) || '"' FROM users WHERE server = @server
        """,
        """
        INSERT INTO attributes (kind, server, owner, key, size, accounts, user_number, text, value)
        SELECT 0, server, userid, 'vip', 12, accounts, number, 'true', 'true' FROM users WHERE server = @server AND created % @rare = 0
        """,
        """
        INSERT INTO attributes (kind, server, owner, key, size, accounts, user_number, text, value)
        SELECT 0, server, userid, 'fresh', 14, accounts, number, 'true', 'true' FROM users WHERE server = @server AND last_login IS NULL
        """,
    ];

    /// <summary>Fills a database.</summary>
    /// <param name="file">The server's database file. The server must be stopped.</param>
    /// <param name="server">Which virtual server.</param>
    /// <param name="said">Told before each step, of how many.</param>
    public static void Fill(string file, ServerId server, Action<int, int> said)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        connection.Open();

        // Nothing to lose yet.
        Run(connection, "PRAGMA synchronous = OFF; PRAGMA cache_size = -400000");
        for (var step = 0; step < Steps.Length; step++)
        {
            said(step + 1, Steps.Length);
            using var command = connection.CreateCommand();
            command.CommandText = Steps[step];
            command.Parameters.AddWithValue("@server", server.ToArray());
            command.Parameters.AddWithValue("@first", FirstMoment);
            command.Parameters.AddWithValue("@users", Users);
            command.Parameters.AddWithValue("@accounts", Accounts);
            command.Parameters.AddWithValue("@cities", Cities);
            command.Parameters.AddWithValue("@rare", RareEvery);
            command.Parameters.AddWithValue("@fresh", FreshEvery);
            command.ExecuteNonQuery();
        }

        Run(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    public static string User(int number) => string.Create(CultureInfo.InvariantCulture, $"user-{number:D7}@example.org");

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
