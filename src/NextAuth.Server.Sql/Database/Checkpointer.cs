using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace NextAuth.Server.Sql.Database;

/// <summary>
/// Brings what is committed from the log into the database file, beside the writer: copying thousands of pages and flushing them takes longer than all writes of a batch,
/// and inside a commit they would all wait for it. Only a log that never finds an end is finished by the writer (<see cref="IsOverdue"/>).
/// </summary>
internal sealed class Checkpointer(SqliteFile file) : IDisposable
{
    // So short that the pages of one copy are few: commits wait behind them. A disk that takes long for a copy is left to the commits for twice as long, but the log must not
    // grow meanwhile (docs/adr/0016-the-log-is-copied-as-often-as-the-disk-bears.md).
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);
    private const double PausePerCopy = 2;

    // 4 MiB in pages of 4 KiB (docs/adr/0012-the-log-is-begun-anew-early.md). Only a log that is copied to its end is begun anew, and under steady load the writer is always a
    // little ahead.
    private const long LongLog = 1_000;

    private readonly AutoResetEvent _committed = new(false);
    private readonly ManualResetEventSlim _stop = new(false);
    private Connection? _connection;
    private Thread? _thread;
    private volatile bool _isOverdue;

    /// <summary>Gets whether the log is so long that the writer should copy the little that is left, so that it is begun anew.</summary>
    public bool IsOverdue => _isOverdue;

    /// <summary>Told after each commit.</summary>
    public void Committed()
    {
        if (_thread is null)
        {
            _thread = new(Run) { Name = "nextauth-sql-checkpointer", IsBackground = true };
            _thread.Start();
        }

        _committed.Set();
    }

    /// <summary>Told by the writer when it has copied the rest.</summary>
    public void Finished() => _isOverdue = false;

    /// <summary>Ends the thread and closes its connection. Told by the writer's thread, after its last commit.</summary>
    public void Dispose()
    {
        _stop.Set();
        _committed.Set();
        _thread?.Join();
        _committed.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        var pause = ShortestPause;
        while (_committed.WaitOne() && !_stop.Wait(pause))
        {
            var started = Stopwatch.GetTimestamp();
            try
            {
                // PASSIVE waits for nobody, neither reader nor writer, and copies what it can. While the writer copies, it does nothing and says -1.
                using var reader = (_connection ??= file.OpenWriter()).Statement("PRAGMA wal_checkpoint(PASSIVE)").Read();
                if (reader.Read() && reader.GetInt64(1) is >= 0 and var length)
                {
                    _isOverdue = length > LongLog;
                }
            }
            catch (SqliteException)
            {
                // Nothing is lost: the log stays, the next round tries again. Commits go to the log alone and may succeed all the while: the writer tries as well, and tells.
                Close();
                _isOverdue = true;
            }

            pause = PauseAfter(Stopwatch.GetElapsedTime(started));
        }

        Close();
    }

    private static TimeSpan PauseAfter(TimeSpan copy) => TimeSpan.FromTicks(Math.Clamp((copy * PausePerCopy).Ticks, ShortestPause.Ticks, LongestPause.Ticks));

    private void Close()
    {
        _connection?.Dispose();
        _connection = null;
    }
}
