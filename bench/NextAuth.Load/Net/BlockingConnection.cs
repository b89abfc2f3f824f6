using System.Net;
using System.Net.Sockets;

namespace NextAuth.Load.Net;

/// <summary>A keep-alive connection for one request at a time, of a thread that has nothing else to do: between the kernel's wake-up and the thread there is nothing.</summary>
internal sealed class BlockingConnection : IDisposable
{
    private const int AnswerLimitMilliseconds = 10_000;

    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly Socket _socket;

    public BlockingConnection(IPEndPoint server)
    {
        _socket = Sockets.New(null);
        _socket.ReceiveTimeout = AnswerLimitMilliseconds;
        _socket.Connect(server);
    }

    public void Send(ReadOnlySpan<byte> request) => _socket.Send(request);

    /// <summary>Waits for the answer.</summary>
    /// <param name="body">Its body, valid until the next call.</param>
    /// <returns>The status code.</returns>
    public int Receive(out ReadOnlySpan<byte> body)
    {
        var size = 0;
        HttpAnswer answer;
        do
        {
            var read = _socket.Receive(_buffer.AsSpan(size));
            size += read > 0 ? read : throw new EndOfStreamException("The server closed the connection.");
        }
        while (!HttpAnswer.TryRead(_buffer.AsSpan(0, size), out answer));

        body = _buffer.AsSpan(answer.BodyStart, answer.BodySize);
        return answer.Status;
    }

    public void Dispose() => _socket.Dispose();
}
