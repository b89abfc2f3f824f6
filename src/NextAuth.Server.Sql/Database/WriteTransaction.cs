using Microsoft.Data.Sqlite;

namespace NextAuth.Server.Sql.Database;

/// <summary>Runs batches of writes on the writer's connection. Owned by the writer's thread alone.</summary>
internal sealed class WriteTransaction(SqliteFile file)
{
    private Connection? _connection;
    private WriteScope? _scope;

    /// <summary>Runs all writes in one transaction. A write that fails by its own fault is failed here and loses only itself.</summary>
    /// <exception cref="SqliteException">Nothing of the batch is stored.</exception>
    public void Commit(List<Write> batch)
    {
        var connection = _connection ??= file.OpenWriter();
        var scope = _scope ??= new(connection);

        connection.Statement("BEGIN IMMEDIATE").Execute();
        for (var i = 0; i < batch.Count; i++)
        {
            if (!TryRun(batch[i], connection, scope))
            {
                batch.RemoveAt(i--);
            }
        }

        connection.Statement("COMMIT").Execute();
    }

    public void Checkpoint() =>
        (_connection ??= file.OpenWriter()).Statement("PRAGMA wal_checkpoint(TRUNCATE)").Execute();

    /// <summary>Closes the connection, which rolls back what is open; the next batch opens a new one.</summary>
    public void Reset()
    {
        _connection?.Dispose();
        _connection = null;
        _scope = null;
    }

    private static bool TryRun(Write write, Connection connection, WriteScope scope)
    {
        scope.IsUndone = false;
        connection.Statement("SAVEPOINT one").Execute();
        Exception? failure = null;
        try
        {
            write.Run(scope);
        }
        catch (Exception error) when (error is not SqliteException sqlite || !sqlite.IsUnavailable())
        {
            failure = error;
        }

        if (failure is not null || scope.IsUndone)
        {
            connection.Statement("ROLLBACK TO one").Execute();
        }

        connection.Statement("RELEASE one").Execute();
        if (failure is not null)
        {
            write.Fail(failure);
        }

        return failure is null;
    }
}
