using System.Text.Json.Nodes;
using CsCheck;
using NextAuth.Protocol.VisualHash;

namespace NextAuth.Protocol.Tests.Vectors;

public class VisualHashVectorTests
{
    [Fact]
    public void Pictures_are_drawn_as_given()
    {
        var pictures = VectorFile.Read("visual-hash.json").Objects("pictures").ToList();
        Assert.Equal(3, pictures.Count);
        Assert.All(pictures, vector =>
        {
            Assert.True(JsonNode.DeepEquals(vector, VisualHashVectors.Of(vector.Bytes("serverKey"))));
            AssertDrawn(vector);
        });
    }

    [Fact]
    public void Every_key_is_drawn_as_the_specification_says() =>
        Gen.Byte.Array[65].Sample(key => AssertDrawn(VisualHashVectors.Of(key)), iter: 10_000);

    [Fact]
    public void Only_whole_keys_are_drawn()
    {
        Assert.Throws<ArgumentException>(() => ServerPicture.Of(new byte[64]));
        Assert.Throws<ArgumentException>(() => ServerPicture.Of(new byte[66]));
    }

    [Fact]
    public void There_is_nothing_beyond_the_edge()
    {
        var picture = ServerPicture.Of(TestInputs.Identity.Public);
        Assert.Throws<ArgumentOutOfRangeException>(() => picture.ColourAt(9, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => picture.ColourAt(0, -1));
    }

    private static void AssertDrawn(JsonObject vector)
    {
        var picture = ServerPicture.Of(vector.Bytes("serverKey"));
        Assert.Equal(vector["colours"]!.AsArray().Select(colour => colour!.GetValue<string>()), picture.Colours.Select(colour => $"{colour.Red:x2}{colour.Green:x2}{colour.Blue:x2}"));
        Assert.Equal(
            vector["rows"]!.AsArray().Select(row => row!.GetValue<string>()),
            Enumerable.Range(0, ServerPicture.Cells).Select(row => string.Concat(Enumerable.Range(0, ServerPicture.Cells).Select(column => picture.ColourAt(column, row)))));
    }
}
