using System.Collections.Concurrent;

namespace NextAuth.Server.Sql.Database;

/// <summary>Connections for reading, kept open with their statements prepared: opening and preparing costs as much as the read itself.</summary>
internal sealed class ReadPool(SqliteFile file) : IDisposable
{
    private static readonly int MaxKept = Environment.ProcessorCount * 4;

    private readonly ConcurrentQueue<Connection> _kept = new();
    private Connection? _last;
    private int _count;
    private volatile bool _disposed;

    public Connection Rent()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);

        // The one used last has the warmest page cache, so it is tried first.
        if (Interlocked.Exchange(ref _last, null) is { } last)
        {
            return last;
        }

        if (_kept.TryDequeue(out var connection))
        {
            Interlocked.Decrement(ref _count);
            return connection;
        }

        return file.OpenReader(isMapped: true);
    }

    public void Return(Connection connection)
    {
        if (_disposed)
        {
            connection.Dispose();
        }
        else if (Interlocked.CompareExchange(ref _last, connection, null) is not null)
        {
            Keep(connection);
        }

        // Returned while the pool was being disposed: whoever comes last closes it.
        if (_disposed)
        {
            Clear();
        }
    }

    public void Dispose()
    {
        _disposed = true;
        Clear();
    }

    private void Keep(Connection connection)
    {
        if (Interlocked.Increment(ref _count) <= MaxKept)
        {
            _kept.Enqueue(connection);
            return;
        }

        Interlocked.Decrement(ref _count);
        connection.Dispose();
    }

    private void Clear()
    {
        Interlocked.Exchange(ref _last, null)?.Dispose();
        while (_kept.TryDequeue(out var connection))
        {
            connection.Dispose();
        }
    }
}
