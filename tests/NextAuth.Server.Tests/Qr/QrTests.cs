using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using System.Xml.Linq;
using NextAuth.Server.Tests.Fixture;

namespace NextAuth.Server.Tests.Qr;

public sealed class QrTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Decoder = "/usr/bin/zbarimg";

    private readonly TestServer _server = shared.Server;

    [Theory]
    [InlineData("", 500)]
    [InlineData("&s=64", 64)]
    [InlineData("&s=333", 333)]
    [InlineData("&s=2000", 2000)]
    public async Task A_PNG_is_exactly_as_wide_as_asked_for(string query, int width)
    {
        var server = await _server.CreateServerAsync();

        var png = await _server.SendAsync(HttpMethod.Get, $"{server.Path}/sessions/qr/login?img=png{query}", nonce: "n1").BytesAsync("image/png");

        Assert.Equal("\x89PNG\r\n\x1a\n", Encoding.Latin1.GetString(png, 0, 8));
        Assert.Equal(width, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)));
        Assert.Equal(width, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
    }

    [Fact]
    public async Task An_SVG_is_exactly_as_wide_as_asked_for()
    {
        var server = await _server.CreateServerAsync();

        var svg = await _server.SendAsync(HttpMethod.Get, $"{server.Path}/sessions/qr/login?img=svg&s=333", nonce: "n1").BytesAsync("image/svg+xml");

        var root = XDocument.Parse(Encoding.UTF8.GetString(svg)).Root!;
        Assert.Equal("svg", root.Name.LocalName);
        Assert.Equal("333", (string?)root.Attribute("width"));
        Assert.Equal("333", (string?)root.Attribute("height"));
    }

    [Theory]
    [InlineData("login", "")]
    [InlineData("login", "&s=100")]
    [InlineData("login", "&s=1001")]
    [InlineData("enrol", "&name=Ada")]
    public async Task A_camera_reads_from_the_PNG_what_the_raw_answer_says(string kind, string query)
    {
        SkipWithoutDecoder();
        var server = await _server.CreateServerAsync();

        // The login code changes every 30 seconds: the raw answers before and after the picture must be the same.
        var path = $"{server.Path}/sessions/qr/{kind}?";
        var (before, decoded, after) = ("", "", "?");
        for (var attempt = 0; attempt < 3 && before != after; attempt++)
        {
            before = await RawAsync(path + query);
            decoded = await DecodeAsync(await _server.SendAsync(HttpMethod.Get, $"{path}img=png{query}", nonce: "n1").BytesAsync("image/png"));
            after = kind == "enrol" ? before : await RawAsync(path + query);
        }

        // Each enrol code is a new one: the server and its key are what two of them have in common.
        Assert.Equal(kind == "enrol" ? Common(before) : before, kind == "enrol" ? Common(decoded) : decoded);
    }

    [Theory]
    [InlineData("s=63", "s")]
    [InlineData("s=2001", "s")]
    [InlineData("s=abc", "s")]
    [InlineData("s=-64", "s")]
    [InlineData("s=", "s")]
    [InlineData("s=100.5", "s")]
    [InlineData("s=99999999999999999999", "s")]
    [InlineData("s=100&s=200", "s")]
    [InlineData("img=gif", "img")]
    [InlineData("img=PNG", "img")]
    [InlineData("img=", "img")]
    [InlineData("img=png&img=svg", "img")]
    public async Task A_wrong_parameter_is_400_and_named(string query, string name)
    {
        var server = await _server.CreateServerAsync();

        foreach (var path in (string[])["login?", "enrol?name=Ada&"])
        {
            var detail = await _server.SendAsync(HttpMethod.Get, $"{server.Path}/sessions/qr/{path}{query}", nonce: "n1").IsProblemAsync(400, "invalid-parameter");
            Assert.Contains($"parameter {name} ", detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_picture_too_small_for_a_long_address_is_400_and_says_what_is_large_enough()
    {
        var server = await _server.CreateServerAsync(new { appurl = "https://" + new string('a', 60) + ".example/" + new string('b', 100) });

        var detail = await _server.SendAsync(HttpMethod.Get, $"{server.Path}/sessions/qr/login?img=png&s=64", nonce: "n1").IsProblemAsync(400, "invalid-parameter");

        Assert.Matches("at least [0-9]+ ", detail);
    }

    private static void SkipWithoutDecoder()
    {
        if (!File.Exists(Decoder))
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", $"{Decoder} is missing: install the package zbar-tools.");
            Assert.Skip($"{Decoder} is missing: install the package zbar-tools to run this test.");
        }
    }

    // The version, the kind and the server: 20 bytes, of which 26 characters are whole.
    private static string Common(string code) => code[..(code.LastIndexOf('#') + 1 + 26)];

    private static async Task<string> DecodeAsync(byte[] png)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, png, TestContext.Current.CancellationToken);
            using var decoder = Process.Start(new ProcessStartInfo(Decoder, ["-q", "--raw", file]) { RedirectStandardOutput = true })!;
            var text = await decoder.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await decoder.WaitForExitAsync(TestContext.Current.CancellationToken);
            return text.TrimEnd('\n');
        }
        finally
        {
            File.Delete(file);
        }
    }

    private async Task<string> RawAsync(string path) =>
        Encoding.ASCII.GetString(await _server.SendAsync(HttpMethod.Get, path, nonce: "n1").BytesAsync("application/octet-stream"));
}
