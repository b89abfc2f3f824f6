using System.Buffers;
using System.Text;

namespace NextAuth.Host.Telemetry;

/// <summary>
/// Writes log lines in the background, all that have gathered at once: a busy server logs a thousand events a second, and waking a thread for each of them costs more
/// than the event. Loses nothing: who logs faster than is read waits, and the end writes what is left. Thread-safe.
/// </summary>
internal sealed class LogWriter : IDisposable
{
    // Nobody who reads a log notices.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(20);

    // A reader may pause: so much is kept for it, and no more.
    private const int MaxWaitingInBytes = 1024 * 1024;

    // A reader that has stopped reading must not hold up the end for ever.
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(2);

    private readonly object _gate = new();
    private readonly Stream _output;
    private readonly Encoder _encoder = Encoding.UTF8.GetEncoder();
    private readonly Thread _thread;
    private ArrayBufferWriter<byte> _waiting = new();
    private ArrayBufferWriter<byte> _leaving = new();
    private bool _ending;
    private bool _ended;

    public LogWriter(Stream output)
    {
        _output = output;
        _thread = new(Run) { Name = "nextauth-log", IsBackground = true };
        _thread.Start();

        // A second signal, or a fault, ends the process without disposing of anything.
        AppDomain.CurrentDomain.ProcessExit += End;
        AppDomain.CurrentDomain.UnhandledException += End;
    }

    /// <summary>Has text written. Waits when too much waits already; after the end it writes at once.</summary>
    public void Write(StringBuilder text)
    {
        lock (_gate)
        {
            while (_waiting.WrittenCount >= MaxWaitingInBytes && !_ending)
            {
                Monitor.PulseAll(_gate);
                Monitor.Wait(_gate);
            }

            var wasEmpty = _waiting.WrittenCount == 0;
            foreach (var chunk in text.GetChunks())
            {
                _encoder.Convert(chunk.Span, _waiting, flush: false, out _, out _);
            }

            if (_ended)
            {
                Leave();
            }
            else if (wasEmpty)
            {
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Writes what waits, and returns when it is written, or when nobody reads it.</summary>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= End;
        AppDomain.CurrentDomain.UnhandledException -= End;
        lock (_gate)
        {
            _ending = true;
            Monitor.PulseAll(_gate);
        }

        _thread.Join(LastPatience);
    }

    private void End(object? sender, EventArgs reason) => Dispose();

    private void Run()
    {
        while (TryGather())
        {
            Leave();
        }
    }

    private bool TryGather()
    {
        lock (_gate)
        {
            while (_waiting.WrittenCount == 0)
            {
                if (_ending)
                {
                    _ended = true;
                    return false;
                }

                Monitor.Wait(_gate);
            }

            if (!_ending)
            {
                Monitor.Wait(_gate, Gathering);
            }

            return true;
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            (_waiting, _leaving) = (_leaving, _waiting);
            Monitor.PulseAll(_gate);
        }

        try
        {
            _output.Write(_leaving.WrittenSpan);
            _output.Flush();
        }
        catch (IOException)
        {
            // A log that nobody can read must not end the server.
        }

        _leaving.ResetWrittenCount();
    }
}
