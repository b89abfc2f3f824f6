using System.Buffers.Binary;
using System.Collections;
using System.IO.Compression;

namespace NextAuth.Server.Qr;

/// <summary>
/// Writes a QR code as a PNG (W3C PNG, third edition) of one bit a pixel and exactly the wanted width. QRCoder's own PNG comes only in multiples of the module count;
/// here modules are whole pixels too, and what is left over widens the quiet zone.
/// </summary>
internal static class QrPng
{
    private static readonly uint[] CrcTable = MakeCrcTable();

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static byte[] Write(List<BitArray> modules, int size)
    {
        using var png = new MemoryStream();
        png.Write(Signature);
        WriteChunk(png, "IHDR"u8, Header(size));
        WriteChunk(png, "IDAT"u8, Compress(modules, size));
        WriteChunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static byte[] Header(int size)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, size);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), size);

        // One bit a pixel; greyscale, deflate, no filter and no interlace are all zero.
        header[8] = 1;
        return header;
    }

    private static byte[] Compress(List<BitArray> modules, int size)
    {
        var scale = size / modules.Count;
        var margin = (size - (scale * modules.Count)) / 2;

        // A row begins with its filter, 0. A set bit is white.
        var white = new byte[1 + ((size + 7) / 8)];
        white.AsSpan(1).Fill(0xFF);

        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal))
        {
            Repeat(zlib, white, margin);
            foreach (var line in modules)
            {
                Repeat(zlib, Row(line, white, scale, margin), scale);
            }

            Repeat(zlib, white, size - margin - (scale * modules.Count));
        }

        return compressed.ToArray();
    }

    private static byte[] Row(BitArray line, byte[] white, int scale, int margin)
    {
        var row = white.ToArray();
        for (var module = 0; module < line.Count; module++)
        {
            for (var x = margin + (module * scale); line[module] && x < margin + ((module + 1) * scale); x++)
            {
                row[1 + (x / 8)] &= (byte)~(0x80 >> (x % 8));
            }
        }

        return row;
    }

    private static void Repeat(ZLibStream zlib, byte[] row, int times)
    {
        for (var i = 0; i < times; i++)
        {
            zlib.Write(row);
        }
    }

    private static void WriteChunk(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        png.Write(number);
        png.Write(type);
        png.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, type), content));
        png.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> content)
    {
        foreach (var one in content)
        {
            crc = CrcTable[(byte)(crc ^ one)] ^ (crc >> 8);
        }

        return crc;
    }

    // PNG, annex D.
    private static uint[] MakeCrcTable()
    {
        var table = new uint[256];
        for (var n = 0u; n < table.Length; n++)
        {
            var crc = n;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? 0xEDB88320u ^ (crc >> 1) : crc >> 1;
            }

            table[n] = crc;
        }

        return table;
    }
}
