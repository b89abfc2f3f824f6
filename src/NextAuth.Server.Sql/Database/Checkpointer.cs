using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace NextAuth.Server.Sql.Database;

/// <summary>
/// Brings what is committed from the log into the database file, beside the writer: copying thousands of pages and flushing them takes longer than all writes of a batch,
/// and inside a commit they would all wait for it. Only a log that never finds an end is finished by the writer (<see cref="IsOverdue"/>).
/// </summary>
internal sealed class Checkpointer(SqliteFile file, LongReads longReads) : IDisposable
{
    // So short that the pages of one copy are few: commits wait behind them. A disk that takes long for a copy is left to the commits for twice as long, but the log must not
    // grow meanwhile (docs/adr/0016-the-log-is-copied-as-often-as-the-disk-bears.md).
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);
    private const double PausePerCopy = 2;

    // 4 MiB in pages of 4 KiB (docs/adr/0012-the-log-is-begun-anew-early.md). Only a log that is copied to its end is begun anew, and under steady load the writer is always a
    // little ahead.
    private const long LongLog = 1_000;

    // 64 MiB: far more than the writer leaves, so that somebody who reads keeps it from being begun anew (docs/adr/0017-long-reads-wait-for-a-log-that-is-too-long.md).
    private const long TooLongLog = 16_384;

    // Once they are over, the writer finishes the log within two or three rounds. What is left then somebody else reads: a backup, or another program.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Respite = TimeSpan.FromSeconds(30);

    private readonly AutoResetEvent _committed = new(false);
    private readonly ManualResetEventSlim _stop = new(false);
    private Connection? _connection;
    private Thread? _thread;
    private volatile bool _isOverdue;

    // By the clock of the machine, in milliseconds since its start.
    private bool _isHolding;
    private long? _overSince;
    private long _holdAgain;

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
        while (WaitForWork() && !_stop.Wait(pause))
        {
            var started = Stopwatch.GetTimestamp();
            try
            {
                // PASSIVE waits for nobody, neither reader nor writer, and copies what it can. While the writer copies, it does nothing and says -1.
                using var reader = (_connection ??= file.OpenWriter()).Statement("PRAGMA wal_checkpoint(PASSIVE)").Read();
                if (reader.Read() && reader.GetInt64(1) is >= 0 and var length)
                {
                    Judge(length);
                }
            }
            catch (SqliteException)
            {
                // Nothing is lost: the log stays, the next round tries again. Commits go to the log alone and may succeed all the while: the writer tries as well, and tells.
                Close();
                _isOverdue = true;
                LetIn();
            }

            pause = PauseAfter(Stopwatch.GetElapsedTime(started));
        }

        Close();
        LetIn();
    }

    // Reads that are held back must not wait for a commit that never comes.
    private bool WaitForWork() => _committed.WaitOne(_isHolding ? LongestPause : Timeout.InfiniteTimeSpan) || _isHolding;

    private void Judge(long length)
    {
        var now = Environment.TickCount64;
        _isOverdue = length > LongLog;
        if (length <= TooLongLog)
        {
            LetIn();
            _holdAgain = 0;
        }
        else if (!_isHolding)
        {
            if (now >= _holdAgain)
            {
                _isHolding = true;
                longReads.HoldBack();
            }
        }
        else if (_overSince is null)
        {
            // That all is copied says nothing: while that was done, the writer went on. Only a log that was begun anew is short.
            _overSince = longReads.AreOver ? now : null;
        }
        else if (now - _overSince > Patience.TotalMilliseconds)
        {
            LetIn();
            _holdAgain = now + (long)Respite.TotalMilliseconds;
        }
    }

    private void LetIn()
    {
        _isHolding = false;
        _overSince = null;
        longReads.LetIn();
    }

    private static TimeSpan PauseAfter(TimeSpan copy) => TimeSpan.FromTicks(Math.Clamp((copy * PausePerCopy).Ticks, ShortestPause.Ticks, LongestPause.Ticks));

    private void Close()
    {
        _connection?.Dispose();
        _connection = null;
    }
}
