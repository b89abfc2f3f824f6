using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace NextAuth.Server.Sql.Database;

/// <summary>A database connection with its prepared statements. Not thread-safe: one reader, or the writer, holds it.</summary>
internal sealed class Connection(SqliteConnection sqlite) : IDisposable
{
    // How often SQLite asks whether it should go on, in its own steps: some tens of them look at one row.
    private const int StepsBetween = 1_000;

    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);
    private NumberSet? _numbers;
    private long _stepsLeft = long.MaxValue;

    /// <summary>The connection beneath, for SQL that is put together at run time and not worth keeping.</summary>
    public SqliteConnection Sqlite => sqlite;

    /// <summary>Gets the numbers that statements keep for one another; made when it is first asked for.</summary>
    public NumberSet Numbers => _numbers ??= new(sqlite);

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

    /// <summary>Runs a read that ends when nobody waits for it any more. After an exception the connection is of no more use.</summary>
    /// <exception cref="OperationCanceledException">Nobody waits.</exception>
    public T WhileWanted<T>(Func<T> read, CancellationToken cancellationToken)
    {
        raw.sqlite3_progress_handler(sqlite.Handle, StepsBetween, _ => (_stepsLeft -= StepsBetween) < 0 || cancellationToken.IsCancellationRequested ? 1 : 0, null);
        try
        {
            return read();
        }
        catch (SqliteException error) when (error.SqliteErrorCode == raw.SQLITE_INTERRUPT)
        {
            throw new OperationCanceledException(error.Message, error, cancellationToken);
        }
        finally
        {
            raw.sqlite3_progress_handler(sqlite.Handle, 0, null, null);
        }
    }

    /// <summary>Within <see cref="WhileWanted"/>, runs a part of the read that is given up when it takes more than so many of SQLite's steps, which it does not do because of a slow machine.</summary>
    /// <returns><see langword="null"/>: it was given up.</returns>
    public T? TryWithin<T>(long steps, Func<T> read)
        where T : class
    {
        _stepsLeft = steps;
        try
        {
            return read();
        }
        catch (SqliteException error) when (error.SqliteErrorCode == raw.SQLITE_INTERRUPT && _stepsLeft < 0)
        {
            return null;
        }
        finally
        {
            _stepsLeft = long.MaxValue;
        }
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
