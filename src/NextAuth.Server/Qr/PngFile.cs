using System.Buffers.Binary;
using System.IO.Compression;

namespace NextAuth.Server.Qr;

/// <summary>Puts rows of pixels into a PNG (W3C PNG, third edition). A drawing library for this would bring native code into the server.</summary>
internal static class PngFile
{
    /// <summary>One bit a pixel; set bits are white.</summary>
    public const byte Greyscale = 0;

    /// <summary>Two bits a pixel, of four colours.</summary>
    public const byte Palette = 3;

    private static readonly uint[] CrcTable = MakeCrcTable();

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Writes a square picture.</summary>
    /// <param name="size">Pixels a side.</param>
    /// <param name="colourType"><see cref="Greyscale"/> or <see cref="Palette"/>.</param>
    /// <param name="palette">Red, green and blue of each colour; empty for greyscale.</param>
    /// <param name="writeRows">Writes the rows from above, each after its filter byte, 0.</param>
    public static byte[] Write(int size, byte colourType, ReadOnlySpan<byte> palette, Action<Stream> writeRows)
    {
        using var png = new MemoryStream();
        png.Write(Signature);
        WriteChunk(png, "IHDR"u8, Header(size, colourType));
        if (!palette.IsEmpty)
        {
            WriteChunk(png, "PLTE"u8, palette);
        }

        WriteChunk(png, "IDAT"u8, Compress(writeRows));
        WriteChunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static byte[] Header(int size, byte colourType)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, size);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), size);

        // Deflate, no filter and no interlace are all zero.
        header[8] = (byte)(colourType == Palette ? 2 : 1);
        header[9] = colourType;
        return header;
    }

    private static byte[] Compress(Action<Stream> writeRows)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal))
        {
            writeRows(zlib);
        }

        return compressed.ToArray();
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
