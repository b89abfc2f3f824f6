using System.Net.WebSockets;
using System.Text;

namespace NextAuth.EndToEnd.Tests.Processes;

/// <summary>A page's WebSocket.</summary>
internal sealed class BrowserSocket : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[4_096];

    public static async Task<BrowserSocket> ConnectAsync(Uri server, CancellationToken cancellationToken)
    {
        var browser = new BrowserSocket();
        var address = new UriBuilder(server) { Scheme = server.Scheme == "https" ? "wss" : "ws", Path = server.AbsolutePath.TrimEnd('/') + "/ns/websocket" };
        await browser._socket.ConnectAsync(address.Uri, cancellationToken);
        return browser;
    }

    public Task SendAsync(string text, CancellationToken cancellationToken) =>
        _socket.SendAsync(Encoding.ASCII.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    /// <summary>Sends a frame that may be none a page should send.</summary>
    public Task SendAsync(byte[] frame, WebSocketMessageType type, CancellationToken cancellationToken) => _socket.SendAsync(frame, type, endOfMessage: true, cancellationToken);

    /// <summary>Watches a session and hears its state.</summary>
    public async Task RegisterAsync(string hsid, string server, CancellationToken cancellationToken)
    {
        await SendAsync($"REGISTER {hsid} {server}", cancellationToken);
        await HearsAsync($"LOGOUT {hsid} {server}", cancellationToken);
    }

    /// <summary>Waits for a message; others may come before it.</summary>
    public async Task HearsAsync(string expected, CancellationToken cancellationToken)
    {
        var heard = new List<string>();
        while (heard.LastOrDefault() != expected)
        {
            var message = await ReceiveAsync(cancellationToken);
            Assert.True(message is not null, $"Closed before {expected}; heard {string.Join(", ", heard)}.");
            heard.Add(message);
        }
    }

    /// <summary>Waits until the server closes.</summary>
    /// <returns>The close code.</returns>
    public async Task<int?> ClosedAsync(CancellationToken cancellationToken)
    {
        while (await ReceiveAsync(cancellationToken) is not null)
        {
        }

        return (int?)_socket.CloseStatus;
    }

    /// <summary>Waits for the next message; <see langword="null"/>: the server closes.</summary>
    public async Task<string?> ReceiveAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var received = await _socket.ReceiveAsync(_buffer, patience.Token);
        return received.MessageType is WebSocketMessageType.Close ? null : Encoding.ASCII.GetString(_buffer, 0, received.Count);
    }

    public void Dispose() => _socket.Dispose();
}
