using NextAuth.Server.Browser;
using NextAuth.Server.Phone;

namespace NextAuth.Server;

/// <summary>The graceful end of a node: no new sockets, phones whose proof has arrived finish, everybody else is asked to connect again.</summary>
public sealed class Shutdown
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private readonly DrainState _state;
    private readonly BrowserSockets _browsers;
    private readonly PhoneConnections _phones;
    private readonly TimeProvider _time;

    internal Shutdown(DrainState state, BrowserSockets browsers, PhoneConnections phones, TimeProvider time) =>
        (_state, _browsers, _phones, _time) = (state, browsers, phones, time);

    /// <summary>Whether new sockets are refused with 503.</summary>
    public bool IsDraining => _state.IsDraining;

    /// <summary>
    /// Closes all sockets with 1012 and returns when they are gone; what is left when <paramref name="cancellationToken"/> fires is cut. To be called once, when the
    /// node is no longer ready and before the web server stops.
    /// </summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        _state.Begin();
        try
        {
            // Before the pages: those that wait for a login whose proof has arrived still hear of it.
            do
            {
                _phones.CloseAll();
                await Task.Delay(Step, _time, cancellationToken);
            }
            while (_phones.IsAnyProving);

            _browsers.CloseAll();
            while (_browsers.Count + _phones.Count > 0)
            {
                _phones.CloseAll();
                await Task.Delay(Step, _time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _browsers.AbortAll();
            _phones.AbortAll();
        }

        await _state.AbortAsync();
    }
}
