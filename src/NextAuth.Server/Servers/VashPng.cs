using NextAuth.Protocol.VisualHash;
using NextAuth.Server.Qr;

namespace NextAuth.Server.Servers;

/// <summary>Draws the picture of a server's identity as a PNG of 264 by 264 pixels (docs/protocol/visual-hash.md, section 4).</summary>
internal static class VashPng
{
    private const int Scale = 24;
    private const int Size = (ServerPicture.Cells + 2) * Scale;
    private const int PixelsPerByte = 4;

    public static byte[] Draw(ServerPicture picture) =>
        PngFile.Write(Size, PngFile.Palette, [.. picture.Colours.SelectMany(colour => (byte[])[colour.Red, colour.Green, colour.Blue])], rows =>
        {
            for (var y = 0; y < Size; y++)
            {
                rows.Write(Row(picture, (y / Scale) - 1));
            }
        });

    // After the filter byte, 0: four pixels a byte, the leftmost in the highest bits.
    private static byte[] Row(ServerPicture picture, int row)
    {
        var bytes = new byte[1 + (Size / PixelsPerByte)];
        for (var x = 0; x < Size && row is >= 0 and < ServerPicture.Cells; x++)
        {
            var column = (x / Scale) - 1;
            var colour = column is >= 0 and < ServerPicture.Cells ? picture.ColourAt(column, row) : 0;
            bytes[1 + (x / PixelsPerByte)] |= (byte)(colour << (6 - (x % PixelsPerByte * 2)));
        }

        return bytes;
    }
}
