using System.Buffers;
using System.Net.WebSockets;

namespace NextAuth.Server.Sockets;

/// <summary>Reads whole messages of bounded size.</summary>
internal static class FrameReader
{
    private const int FirstBufferSize = 256;

    /// <summary>
    /// Waits for a message without holding a buffer, then takes one that grows with what arrives: neither ten thousand idle sockets nor a large length
    /// announced by a stranger cost memory.
    /// </summary>
    /// <param name="socket">The socket; one reader at a time.</param>
    /// <param name="expected">The only type that is taken.</param>
    /// <param name="limit">The largest message, in bytes.</param>
    /// <param name="cancellationToken">Aborts the socket.</param>
    public static async ValueTask<Frame> ReadAsync(
        WebSocket socket, WebSocketMessageType expected, int limit, CancellationToken cancellationToken)
    {
        var buffer = Array.Empty<byte>();
        var length = 0;
        try
        {
            var received = await socket.ReceiveAsync(Memory<byte>.Empty, cancellationToken);
            while (received.MessageType == expected && !received.EndOfMessage)
            {
                if (length == buffer.Length && !TryGrow(ref buffer, length, limit))
                {
                    return End(buffer, FrameKind.TooLarge);
                }

                received = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
                length += received.Count;
            }

            return received.MessageType switch
            {
                WebSocketMessageType.Close => End(buffer, FrameKind.Closed),
                _ when received.MessageType != expected => End(buffer, FrameKind.WrongType),
                _ when length > limit => End(buffer, FrameKind.TooLarge),
                _ => new(FrameKind.Message, buffer, length),
            };
        }
        catch (Exception gone) when (gone is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            return End(buffer, FrameKind.Closed);
        }
    }

    /// <summary>
    /// Reads away what still arrives after the close frame has been sent, until the other side has closed too: a reset of the connection could overtake what was said.
    /// Into a buffer: of a message that nobody takes, a read without one would come back at once, again and again, and turn one frame into a busy core. A sweeper
    /// ends it.
    /// </summary>
    public static async Task DrainAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBufferSize);
        try
        {
            while ((await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken)).MessageType is not WebSocketMessageType.Close)
            {
                // Nobody wants it.
            }
        }
        catch (Exception gone) when (gone is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // Gone without a close frame.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static Frame End(byte[] buffer, FrameKind kind)
    {
        new Frame(kind, buffer, 0).Dispose();
        return new(kind, [], 0);
    }

    private static bool TryGrow(ref byte[] buffer, int length, int limit)
    {
        if (length > limit)
        {
            return false;
        }

        // Four times what has arrived, never what was announced.
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(Math.Max(FirstBufferSize, length * 4), limit + 1));
        buffer.AsSpan(0, length).CopyTo(larger);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        buffer = larger;
        return true;
    }
}
