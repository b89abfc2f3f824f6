using System.Net.WebSockets;
using System.Text;

namespace NextAuth.Server.Tests.Live;

/// <summary>A bare WebSocket client: it sends what a test wants, however wrong.</summary>
public sealed class TestSocket : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ClientWebSocket _socket;

    private TestSocket(ClientWebSocket socket) => _socket = socket;

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public static async Task<TestSocket> ConnectAsync(LiveServer server, string path, string? subprotocol = null)
    {
        var socket = new ClientWebSocket();
        if (subprotocol is not null)
        {
            socket.Options.AddSubProtocol(subprotocol);
        }

        await socket.ConnectAsync(new(server.WebSocketAddress, path), TestContext.Current.CancellationToken);
        return new(socket);
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public Task SendAsync(ReadOnlyMemory<byte> message, WebSocketMessageType type = WebSocketMessageType.Binary, bool end = true) =>
        _socket.SendAsync(message, type, end, TestContext.Current.CancellationToken).AsTask();

    /// <summary>Receives a message; <see langword="null"/>: the server closed, see <see cref="CloseStatus"/>.</summary>
    public async Task<byte[]?> ReceiveAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        var buffer = new byte[80_000];
        var length = 0;
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer.AsMemory(length), patience.Token);
                length += part.Count;
                if (part.MessageType is WebSocketMessageType.Close)
                {
                    return null;
                }

                if (part.EndOfMessage)
                {
                    return buffer[..length];
                }
            }
        }
        catch (WebSocketException)
        {
            return null;
        }
    }

    public async Task<string?> ReceiveTextAsync() => await ReceiveAsync() is { } message ? Encoding.UTF8.GetString(message) : null;

    /// <summary>Reads until the server closes, and says how.</summary>
    public async Task<WebSocketCloseStatus?> ClosedAsync()
    {
        while (await ReceiveAsync() is not null)
        {
            // What was on its way.
        }

        return CloseStatus;
    }

    public void Dispose() => _socket.Dispose();
}
