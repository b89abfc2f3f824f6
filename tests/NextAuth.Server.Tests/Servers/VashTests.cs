using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using NextAuth.Protocol.VisualHash;
using NextAuth.Server.Tests.Fixture;

namespace NextAuth.Server.Tests.Servers;

public sealed class VashTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const int Size = 264;
    private const int Scale = 24;

    [Fact]
    public async Task Every_pixel_is_that_of_the_identitys_picture()
    {
        var server = await shared.Server.CreateServerAsync();
        var png = await shared.Server.SendAsync(HttpMethod.Get, server.Path + "/vash").BytesAsync("image/png");
        var picture = ServerPicture.Of(server.PublicKey);

        var chunks = Chunks(png);
        Assert.Equal(["IHDR", "PLTE", "IDAT", "IEND"], chunks.Select(chunk => chunk.Type));
        Assert.Equal([0, 0, Size >> 8, Size & 0xFF, 0, 0, Size >> 8, Size & 0xFF, 2, 3, 0, 0, 0], chunks[0].Content);
        Assert.Equal(picture.Colours.SelectMany(colour => (byte[])[colour.Red, colour.Green, colour.Blue]), chunks[1].Content);

        using var unpacked = new MemoryStream();
        using (var zlib = new ZLibStream(new MemoryStream(chunks[2].Content), CompressionMode.Decompress))
        {
            zlib.CopyTo(unpacked);
        }

        var rows = unpacked.ToArray();
        var rowSize = 1 + (Size / 4);
        Assert.Equal(rowSize * Size, rows.Length);
        for (var at = 0; at < Size * Size; at++)
        {
            var (x, y) = (at % Size, at / Size);
            var (column, row) = ((x / Scale) - 1, (y / Scale) - 1);
            var isMargin = column is < 0 or >= ServerPicture.Cells || row is < 0 or >= ServerPicture.Cells;
            var drawn = (rows[(y * rowSize) + 1 + (x / 4)] >> (6 - (x % 4 * 2))) & 3;
            Assert.Equal(isMargin ? 0 : picture.ColourAt(column, row), drawn);
        }
    }

    [Fact]
    public async Task Two_servers_have_two_pictures()
    {
        var (one, other) = (await shared.Server.CreateServerAsync(), await shared.Server.CreateServerAsync());
        var first = await shared.Server.SendAsync(HttpMethod.Get, one.Path + "/vash").BytesAsync("image/png");
        Assert.NotEqual(first, await shared.Server.SendAsync(HttpMethod.Get, other.Path + "/vash").BytesAsync("image/png"));
        Assert.Equal(first, await shared.Server.SendAsync(HttpMethod.Get, one.Path + "/vash/").BytesAsync("image/png"));
    }

    private static List<(string Type, byte[] Content)> Chunks(byte[] png)
    {
        var chunks = new List<(string, byte[])>();
        for (var at = 8; at < png.Length;)
        {
            var size = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            chunks.Add((Encoding.ASCII.GetString(png, at + 4, 4), png[(at + 8)..(at + 8 + size)]));
            at += 12 + size;
        }

        return chunks;
    }
}
