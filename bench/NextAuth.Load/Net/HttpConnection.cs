using System.Net;
using System.Net.Sockets;

namespace NextAuth.Load.Net;

/// <summary>A keep-alive connection for one request at a time, without a client's stack in between: the driver must cost less than the server.</summary>
internal sealed class HttpConnection(Socket socket) : IDisposable
{
    private readonly byte[] _buffer = new byte[16 * 1024];

    public static async Task<HttpConnection> ConnectAsync(IPEndPoint server, CancellationToken cancellationToken)
    {
        var socket = Sockets.New(null);
        await socket.ConnectAsync(server, cancellationToken);
        return new(socket);
    }

    /// <summary>Sends a request and waits for the answer. The body is valid until the next call.</summary>
    public async ValueTask<(int Status, ReadOnlyMemory<byte> Body)> SendAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        await socket.SendAsync(request, cancellationToken);
        var size = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(_buffer.AsMemory(size), cancellationToken);
            size += read > 0 ? read : throw new EndOfStreamException("The server closed the connection.");
            if (HttpAnswer.TryRead(_buffer.AsSpan(0, size), out var answer))
            {
                return (answer.Status, _buffer.AsMemory(answer.BodyStart, answer.BodySize));
            }
        }
    }

    public void Dispose() => socket.Dispose();
}
