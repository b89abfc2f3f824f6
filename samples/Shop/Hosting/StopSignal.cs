using System.Runtime.InteropServices;

namespace Shop.Hosting;

/// <summary>Ctrl-C and SIGTERM, from the first moment: the server must not be left behind when the shop is stopped while it starts.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _signals;

    public StopSignal() =>
        _signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, Stop))];

    public CancellationToken Token => _stop.Token;

    /// <summary>Whether it was Ctrl-C, or the terminal that was closed.</summary>
    public bool IsFromTerminal { get; private set; }

    public void Dispose()
    {
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }

        _stop.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        IsFromTerminal |= context.Signal is not PosixSignal.SIGTERM;
        _stop.Cancel();
    }
}
