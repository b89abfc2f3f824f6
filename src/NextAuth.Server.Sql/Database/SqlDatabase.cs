using Microsoft.Data.Sqlite;
using NextAuth.Server.Sql.Migrations;

namespace NextAuth.Server.Sql.Database;

/// <summary>The database: one writer, many readers beside it.</summary>
internal sealed class SqlDatabase(DatabaseUri uri, TimeProvider time) : IStorageHealth, IAsyncDisposable
{
    // Half of the cores: whoever pages through large lists, and from many connections, leaves the others to logins.
    private readonly LongReads _longReads = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly SqliteFile _file = new(uri);
    private Connection? _keepAlive;
    private GroupWriter? _writer;
    private ReadPool? _readers;

    public string ConnectionString => _file.ConnectionString;

    /// <summary>Makes the database when it is new, brings its tables up to date, and starts to write. Called once, before everything else.</summary>
    /// <param name="upgrading">Told before tables of an earlier version are changed.</param>
    /// <param name="cancellationToken">Has an effect until then.</param>
    /// <exception cref="StorageUnavailableException">The file cannot be opened or written.</exception>
    /// <exception cref="LaterSchemaException">A later version has brought them up to date already.</exception>
    public async Task InitializeAsync(Action? upgrading, CancellationToken cancellationToken)
    {
        try
        {
            _file.Create();
            if (ReadSchema() is SchemaState.Older)
            {
                upgrading?.Invoke();
            }

            // Sets the journal mode, which no migration may do inside its transaction, and keeps a database in memory alive.
            _keepAlive = _file.OpenWriter();
            await Migrator.UpgradeAsync(_file, time, cancellationToken);
            if (_file.Path is not null)
            {
                _keepAlive.Dispose();
                _keepAlive = null;
            }
        }
        catch (SqliteException error)
        {
            throw error.ForCaller();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException($"The database file cannot be made: {error.Message}", error);
        }

        _readers = new(_file);
        _writer = new(_file, time, _longReads);
    }

    /// <summary>Opens for reading alone what another process may be writing to: makes nothing, upgrades nothing, and whatever writes fails.</summary>
    /// <returns>Which tables there are; anything but <see cref="SchemaState.Current"/>: it is not open.</returns>
    public SchemaState OpenForReading()
    {
        try
        {
            using var connection = _file.OpenReader(isMapped: false);
            var schema = Schema.Read(connection);
            _readers = schema is SchemaState.Current ? new(_file) : null;
            return schema;
        }
        catch (SqliteException error)
        {
            throw error.ForCaller();
        }
    }

    /// <summary>Runs a write in a transaction of its own (as it seems) and answers after its commit.</summary>
    /// <exception cref="StorageUnavailableException">Nothing was stored; a repeat is safe.</exception>
    public Task<T> WriteAsync<T>(Func<WriteScope, T> work, CancellationToken cancellationToken) => Writer.WriteAsync(work, cancellationToken);

    /// <summary>Reads what is committed, on the caller's thread: SQLite answers in microseconds, less than handing over to another thread costs.</summary>
    public Task<TResult> ReadAsync<TState, TResult>(Func<Connection, TState, TResult> read, TState state, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<TResult>(cancellationToken);
        }

        Connection? connection = null;
        try
        {
            connection = Readers.Rent();
            var result = read(connection, state);
            Readers.Return(connection);
            connection = null;
            return Task.FromResult(result);
        }
        catch (SqliteException error)
        {
            return Task.FromException<TResult>(error.ForCaller());
        }
        finally
        {
            // Not back to the pool after an error: the handle may be stale, and opening another is cheap against that.
            connection?.Dispose();
        }
    }

    /// <summary>Reads what may have to look at a whole table: when its turn has come (<see cref="LongReads"/>), and only as long as somebody waits for it.</summary>
    public async Task<TResult> ReadLongAsync<TState, TResult>(Func<Connection, TState, TResult> read, TState state, CancellationToken cancellationToken)
    {
        await _longReads.EnterAsync(cancellationToken);
        try
        {
            return await ReadAsync(
                static (connection, all) => connection.WhileWanted(() => all.read(connection, all.state), all.cancellationToken), (read, state, cancellationToken), cancellationToken);
        }
        finally
        {
            _longReads.Leave();
        }
    }

    public async Task<StorageHealth> CheckAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var isWritable = true;
        try
        {
            await WriteAsync(scope => scope.Statement("UPDATE health SET checked = @now WHERE id = 1").Bind("@now", now).Execute(), cancellationToken);
        }
        catch (StorageUnavailableException)
        {
            isWritable = false;
        }

        var log = _file.Path is null ? null : new FileInfo(_file.Path + "-wal");
        return new(isWritable, Writer.LastError, log is { Exists: true } ? log.Length : 0);
    }

    public async ValueTask DisposeAsync()
    {
        // Readers first: the writer's last checkpoint can empty the log only when nobody reads from it.
        _readers?.Dispose();
        if (_writer is not null)
        {
            await _writer.DisposeAsync();
        }

        _keepAlive?.Dispose();
        _longReads.Dispose();
    }

    // With a connection that only reads: a file that is not ours to write stays as it is.
    private SchemaState ReadSchema()
    {
        using var connection = _file.OpenReader(isMapped: false);
        return Schema.Read(connection) is var schema and not SchemaState.Newer ? schema : throw new LaterSchemaException();
    }

    private GroupWriter Writer => _writer ?? throw NotInitialized();

    private ReadPool Readers => _readers ?? throw NotInitialized();

    private static InvalidOperationException NotInitialized() => new("The database is used before it was initialized.");
}
