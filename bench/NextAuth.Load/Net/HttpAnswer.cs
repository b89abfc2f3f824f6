using System.Buffers.Text;
using System.Globalization;

namespace NextAuth.Load.Net;

/// <summary>One HTTP/1.1 answer in a receive buffer. Knows what a keep-alive client needs: where it ends.</summary>
/// <param name="Status">The status code.</param>
/// <param name="BodyStart">Where the body starts in the buffer.</param>
/// <param name="BodySize">Its length, in bytes; a chunked body is joined in place.</param>
internal readonly record struct HttpAnswer(int Status, int BodyStart, int BodySize)
{
    private static ReadOnlySpan<byte> HeadEnd => "\r\n\r\n"u8;

    /// <summary>Reads an answer; <see langword="false"/> while it is incomplete.</summary>
    public static bool TryRead(Span<byte> received, out HttpAnswer answer)
    {
        answer = default;
        var headSize = received.IndexOf(HeadEnd);
        if (headSize < 0)
        {
            return false;
        }

        var head = received[..headSize];
        var start = headSize + HeadEnd.Length;
        if (!Utf8Parser.TryParse(head["HTTP/1.1 ".Length..], out int status, out _))
        {
            throw new InvalidDataException("No HTTP answer.");
        }

        int size;
        if (Header(head, "Content-Length: "u8) is { Length: > 0 } length)
        {
            size = int.Parse(length, CultureInfo.InvariantCulture);
        }
        else if (Header(head, "Transfer-Encoding: "u8).SequenceEqual("chunked"u8))
        {
            size = Join(received[start..]);
        }
        else
        {
            // 101, or an answer without a body.
            size = 0;
        }

        answer = new(status, start, size);
        return size >= 0 && received.Length >= start + size;
    }

    private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        var at = head.IndexOf(name);
        if (at < 0)
        {
            return default;
        }

        var value = head[(at + name.Length)..];
        var end = value.IndexOf((byte)'\r');
        return end < 0 ? value : value[..end];
    }

    /// <summary>Joins chunks, once all are there; -1 while they are not.</summary>
    private static int Join(Span<byte> body)
    {
        if (!body.EndsWith("0\r\n\r\n"u8))
        {
            return -1;
        }

        var (read, written) = (0, 0);
        while (true)
        {
            if (!Utf8Parser.TryParse(body[read..], out int size, out var digits, 'x'))
            {
                throw new InvalidDataException("No chunk.");
            }

            if (size == 0)
            {
                return written;
            }

            read += digits + 2;
            body.Slice(read, size).CopyTo(body[written..]);
            written += size;
            read += size + 2;
        }
    }
}
