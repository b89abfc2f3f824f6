using System.Net;
using NextAuth.Protocol;

namespace NextAuth.Load.Browsers;

/// <summary>Browsers for many logins: opens a further socket whenever one is full.</summary>
internal sealed class BrowserPool(IPEndPoint address, ServerId server, int sessionsPerSocket) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly List<BrowserSocket> _sockets = [];
    private int _free;

    public async Task<Watch> RegisterAsync(Hsid session, CancellationToken cancellationToken)
    {
        BrowserSocket socket;
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_free == 0)
            {
                _sockets.Add(await BrowserSocket.ConnectAsync(address, server, cancellationToken));
                _free = sessionsPerSocket;
            }

            _free--;
            socket = _sockets[^1];
        }
        finally
        {
            _turn.Release();
        }

        return await socket.RegisterAsync(session, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var socket in _sockets)
        {
            await socket.DisposeAsync();
        }

        _turn.Dispose();
    }
}
