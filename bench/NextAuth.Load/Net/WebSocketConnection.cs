using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace NextAuth.Load.Net;

/// <summary>
/// A client's end of a WebSocket (RFC 6455) with nothing in between: 10,000 of them and thousands of connects a second must fit in one driver.
/// The mask is zero, which the protocol allows; masks protect proxies, and there is none. Answers no pings and takes no fragments.
/// </summary>
internal sealed class WebSocketConnection : IDisposable
{
    private const byte Final = 0x80;
    private const byte Masked = 0x80;
    private const int MaxHeaderSize = 8;
    private const int InitialSize = 512;

    private readonly Socket _socket;
    private byte[] _buffer = new byte[InitialSize];
    private int _start;
    private int _end;

    private WebSocketConnection(Socket socket) => _socket = socket;

    public static async Task<WebSocketConnection> ConnectAsync(
        IPEndPoint server, IPAddress source, string path, string? subprotocol, CancellationToken cancellationToken)
    {
        var connection = new WebSocketConnection(Sockets.New(source));
        try
        {
            await connection._socket.ConnectAsync(server, cancellationToken);
            await connection.UpgradeAsync(server, path, subprotocol, cancellationToken);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public async ValueTask SendAsync(Opcode opcode, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var frame = new byte[MaxHeaderSize + payload.Length];
        frame[0] = (byte)(Final | (byte)opcode);
        int header;
        if (payload.Length < 126)
        {
            frame[1] = (byte)(Masked | payload.Length);
            header = 6;
        }
        else
        {
            frame[1] = Masked | 126;
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), checked((ushort)payload.Length));
            header = 8;
        }

        payload.CopyTo(frame.AsMemory(header));
        await _socket.SendAsync(frame.AsMemory(0, header + payload.Length), cancellationToken);
    }

    /// <summary>Waits for a frame. Its payload is valid until the next call; a close frame's is its code.</summary>
    public async ValueTask<(Opcode Opcode, ReadOnlyMemory<byte> Payload)> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryTake(out var opcode, out var payload))
            {
                return (opcode, payload);
            }

            await FillAsync(cancellationToken);
        }
    }

    public void Dispose() => _socket.Dispose();

    private async ValueTask UpgradeAsync(IPEndPoint server, string path, string? subprotocol, CancellationToken cancellationToken)
    {
        var request =
            $"GET {path} HTTP/1.1\r\nHost: {server}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
            $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: bmV4dEF1dGggbG9hZCBkcg==\r\n" +
            (subprotocol is null ? "" : $"Sec-WebSocket-Protocol: {subprotocol}\r\n") + "\r\n";
        await _socket.SendAsync(Encoding.ASCII.GetBytes(request), cancellationToken);

        HttpAnswer answer;
        do
        {
            await FillAsync(cancellationToken);
        }
        while (!HttpAnswer.TryRead(_buffer.AsSpan(0, _end), out answer));

        if (answer.Status != 101)
        {
            throw new WrongAnswerException($"{path} was answered {answer.Status} instead of being upgraded.");
        }

        _start = answer.BodyStart;
    }

    private bool TryTake(out Opcode opcode, out ReadOnlyMemory<byte> payload)
    {
        (opcode, payload) = (default, default);
        var received = _buffer.AsSpan(_start, _end - _start);
        if (received.Length < 2)
        {
            return false;
        }

        if ((received[0] & Final) == 0 || (received[1] & Masked) != 0 || received[1] == 127)
        {
            throw new WrongAnswerException("A frame in pieces, masked, or over 64 KiB.");
        }

        var header = received[1] == 126 ? 4 : 2;
        if (received.Length < header)
        {
            return false;
        }

        var size = header == 4 ? BinaryPrimitives.ReadUInt16BigEndian(received[2..]) : received[1];
        if (received.Length < header + size)
        {
            return false;
        }

        opcode = (Opcode)(received[0] & 0x0F);
        payload = _buffer.AsMemory(_start + header, size);
        _start += header + size;
        return true;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = await _socket.ReceiveAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += read > 0 ? read : throw new EndOfStreamException("The server closed the WebSocket.");
    }
}
