using Microsoft.Data.Sqlite;

namespace NextAuth.Server.Sql.Database;

/// <summary>A database connection with its prepared statements. Not thread-safe: one reader, or the writer, holds it.</summary>
internal sealed class Connection(SqliteConnection sqlite) : IDisposable
{
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    /// <summary>The connection beneath, for SQL that is put together at run time and not worth keeping.</summary>
    public SqliteConnection Sqlite => sqlite;

    /// <summary>Gets the kept statement of a constant SQL text.</summary>
    public Statement Statement(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            _statements.Add(sql, statement = new(sqlite, sql));
        }

        return statement;
    }

    /// <summary>Runs reads that see one state of the database. After an exception the connection is of no more use.</summary>
    public T InSnapshot<T>(Func<T> read)
    {
        Statement("BEGIN").Execute();
        var result = read();
        Statement("COMMIT").Execute();
        return result;
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        sqlite.Dispose();
    }
}
