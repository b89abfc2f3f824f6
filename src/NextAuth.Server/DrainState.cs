namespace NextAuth.Server;

/// <summary>Whether this node is going down. Its own type, because the sockets ask it and <see cref="Shutdown"/> asks the sockets.</summary>
internal sealed class DrainState : IDisposable
{
    private readonly CancellationTokenSource _aborted = new();
    private volatile bool _draining;

    public bool IsDraining => _draining;

    /// <summary>
    /// Fires when the drain is over. Work for sockets hangs on this and not on their requests: a login that is being stored does not stop because its phone hangs up.
    /// </summary>
    public CancellationToken Aborted => _aborted.Token;

    public void Begin() => _draining = true;

    public Task AbortAsync() => _aborted.CancelAsync();

    public void Dispose() => _aborted.Dispose();
}
