using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace NextAuth.Server.Sql.Database;

/// <summary>
/// The only writer. One thread takes all waiting writes, runs them in one transaction, each in its own savepoint, commits, and only then answers the callers: one
/// disk flush pays for all of them (docs/adr/0011-one-writer-that-commits-together.md).
/// </summary>
internal sealed class GroupWriter : IAsyncDisposable
{
    // Bounds how long the first of a batch waits for the last, and how much a failed commit takes along.
    private const int MaxBatch = 512;

    // A full channel drops nothing: callers wait until there is room.
    private const int MaxWaiting = 8_192;

    private readonly Channel<Write> _waiting = Channel.CreateBounded<Write>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WriteTransaction _transaction;

    // A database in memory has no log.
    private readonly Checkpointer? _checkpointer;
    private readonly TimeProvider _time;

    public GroupWriter(SqliteFile file, TimeProvider time, LongReads longReads)
    {
        _transaction = new(file);
        _checkpointer = file.Path is null ? null : new(file, longReads);
        _time = time;
        new Thread(Run) { Name = "nextauth-sql-writer", IsBackground = true }.Start();
    }

    /// <summary>The last error that cost writes, and when; <see langword="null"/>: none since the start.</summary>
    public WriteError? LastError { get; private set; }

    /// <summary>Runs a write and answers after its commit. Cancelling has an effect only until the write has started.</summary>
    public async Task<T> WriteAsync<T>(Func<WriteScope, T> work, CancellationToken cancellationToken)
    {
        var write = new Write<T>(work);
        await using var cancellation = cancellationToken.UnsafeRegister(static (write, token) => ((Write<T>)write!).Cancel(token), write);
        try
        {
            await _waiting.Writer.WriteAsync(write, cancellationToken);
        }
        catch (ChannelClosedException error)
        {
            throw new StorageUnavailableException("The database is closed.", error);
        }

        return await write.Answer;
    }

    /// <summary>Writes what still waits, then brings the log into the database file and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _stopped.Task;
    }

    private void Run()
    {
        var batch = new List<Write>(MaxBatch);
        while (_waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (batch.Count < MaxBatch && _waiting.Reader.TryRead(out var write))
            {
                if (write.TryStart())
                {
                    batch.Add(write);
                }
            }

            if (batch.Count > 0)
            {
                Store(batch);
                batch.Clear();
                KeepLogShort();
            }
        }

        Close();
    }

    // After the callers are answered.
    private void KeepLogShort()
    {
        if (_checkpointer is { IsOverdue: true } && TryFinishLog())
        {
            _checkpointer.Finished();
        }

        _checkpointer?.Committed();
    }

    /// <returns>Whether that was all that can be done about it for now.</returns>
    private bool TryFinishLog()
    {
        try
        {
            return _transaction.FinishLog();
        }
        catch (SqliteException error)
        {
            // Nothing is lost: it is all still in the log. The checkpointer asks again after its next round.
            _transaction.Reset();
            LastError = new(error.Message, _time.GetUtcNow());
            return true;
        }
    }

    private void Store(List<Write> batch)
    {
        try
        {
            _transaction.Commit(batch);
        }
        catch (Exception error)
        {
            // Whatever it was, the thread must live on, and the next batch starts on a fresh connection.
            _transaction.Reset();
            var answer = error is SqliteException sqlite ? sqlite.ForCaller() : error;
            LastError = new(error.Message, _time.GetUtcNow());
            batch.ForEach(write => write.Fail(answer));
            return;
        }

        batch.ForEach(static write => write.Complete());
    }

    private void Close()
    {
        _checkpointer?.Dispose();
        try
        {
            _transaction.EmptyLog();
        }
        catch (SqliteException error)
        {
            // Nothing is lost: the log is read again at the next start.
            LastError = new(error.Message, _time.GetUtcNow());
        }

        _transaction.Reset();
        _stopped.TrySetResult();
    }
}
