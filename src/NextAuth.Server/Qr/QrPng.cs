using System.Collections;

namespace NextAuth.Server.Qr;

/// <summary>
/// Draws a QR code as a PNG of one bit a pixel and exactly the wanted width. QRCoder's own PNG comes only in multiples of the module count; here modules are whole
/// pixels too, and what is left over widens the quiet zone.
/// </summary>
internal static class QrPng
{
    public static byte[] Write(List<BitArray> modules, int size) =>
        PngFile.Write(size, PngFile.Greyscale, [], rows => WriteRows(rows, modules, size));

    private static void WriteRows(Stream rows, List<BitArray> modules, int size)
    {
        var scale = size / modules.Count;
        var margin = (size - (scale * modules.Count)) / 2;

        // A row begins with its filter, 0. A set bit is white.
        var white = new byte[1 + ((size + 7) / 8)];
        white.AsSpan(1).Fill(0xFF);

        Repeat(rows, white, margin);
        foreach (var line in modules)
        {
            Repeat(rows, Row(line, white, scale, margin), scale);
        }

        Repeat(rows, white, size - margin - (scale * modules.Count));
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

    private static void Repeat(Stream rows, byte[] row, int times)
    {
        for (var i = 0; i < times; i++)
        {
            rows.Write(row);
        }
    }
}
