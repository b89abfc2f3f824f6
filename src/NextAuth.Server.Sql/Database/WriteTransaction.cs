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
        var connection = _connection ??= Open();
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

    /// <summary>Copies what is left of the log into the database file, as far as no reader still needs it, so that the next write begins the log anew.</summary>
    /// <returns>Whether it was its turn: the checkpointer may be copying just now.</returns>
    public bool FinishLog()
    {
        // The second column is the length of the log in pages, -1 when somebody else copies.
        using var reader = (_connection ??= Open()).Statement("PRAGMA wal_checkpoint(PASSIVE)").Read();
        return reader.Read() && reader.GetInt64(1) >= 0;
    }

    /// <summary>Copies the log into the database file and empties it.</summary>
    public void EmptyLog() => (_connection ??= Open()).Statement("PRAGMA wal_checkpoint(TRUNCATE)").Execute();

    /// <summary>Closes the connection, which rolls back what is open; the next batch opens a new one.</summary>
    public void Reset()
    {
        _connection?.Dispose();
        _connection = null;
        _scope = null;
    }

    // The log is copied by the checkpointer, not within commits. The writer changes the same pages over and over and keeps 32 MiB of them.
    private Connection Open()
    {
        var connection = file.OpenWriter();
        connection.Statement("PRAGMA wal_autocheckpoint = 0").Value();
        connection.Statement("PRAGMA cache_size = -32768").Execute();
        return connection;
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
