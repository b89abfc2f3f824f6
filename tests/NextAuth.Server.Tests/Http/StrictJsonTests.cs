using System.Net.Http.Json;
using System.Text;
using NextAuth.Server.Tests.Fixture;

namespace NextAuth.Server.Tests.Http;

/// <summary>Bodies that are wrong, for every operation that takes one.</summary>
public sealed class StrictJsonTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const int MaxSize = 256 * 1024;

    private readonly TestServer _server = shared.Server;

    public static TheoryData<string> NamesWithBody => Operation.NamesWithBody;

    [Theory]
    [MemberData(nameof(NamesWithBody))]
    public async Task What_is_not_JSON_of_the_right_shape_is_400(string name)
    {
        byte[][] bodies =
        [
            [.. "{"u8], [.. "7"u8], [.. "\"text\""u8], [.. "{}{}"u8], [.. "{'a':1}"u8], [.. "[1]"u8], [.. " "u8],
            [.. Encoding.UTF8.GetBytes("{\"deep\":" + new string('[', 1000) + new string(']', 1000) + "}")],
            [.. Encoding.UTF8.GetBytes(new string('[', 1000) + new string(']', 1000))],
            [(byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}'],
            [0xFE, 0xFF, 0, (byte)'{', 0, (byte)'}'],
            [0, 1, 2, 3],
        ];
        foreach (var body in bodies)
        {
            var detail = await SendAsync(name, new ByteArrayContent(body)).IsProblemAsync(400, "invalid-body");
            Assert.DoesNotContain("System.", detail, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(NamesWithBody))]
    public async Task A_body_over_256_KiB_is_413_with_a_length_and_chunked(string name)
    {
        var large = new byte[300 * 1024];
        Array.Fill(large, (byte)' ');

        await SendAsync(name, new ByteArrayContent(large)).IsProblemAsync(413, "body-too-large");
        await SendAsync(name, new ByteArrayContent(large), chunked: true).IsProblemAsync(413, "body-too-large");
        await SendAsync(name, new ByteArrayContent(large[..(MaxSize + 1)]), chunked: true).IsProblemAsync(413, "body-too-large");
    }

    [Fact]
    public async Task A_body_of_256_KiB_is_read_chunked_too()
    {
        var body = Encoding.UTF8.GetBytes("{}".PadRight(MaxSize));

        using var whole = await SendAsync("getQrLogin", new ByteArrayContent(body));
        using var chunked = await SendAsync("getQrLogin", new ByteArrayContent(body), chunked: true);

        Assert.True(whole.IsSuccessStatusCode);
        Assert.True(chunked.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData("""{"announceinfo":5}""", "announceinfo", "an object")]
    [InlineData("""{"announceinfo":{"ip":5}}""", "announceinfo.ip", "a string")]
    [InlineData("""{"announceinfo":{"info":{"a":5}}}""", "announceinfo.info", "an object of strings")]
    [InlineData("""{"announceinfo":{"info":{"a":null}}}""", "announceinfo.info", "strings")]
    [InlineData("""{"announceinfo":{"info":["a"]}}""", "announceinfo.info", "an object of strings")]
    [InlineData("""{"sessioninfo":{"ip":"a","ip":"b"}}""", "sessioninfo", "")]
    [InlineData("""{"sessioninfo":{"info":{"a":"1","a":"2"}}}""", "sessioninfo.info", "")]
    [InlineData("""{"sessioninfo":{},"sessioninfo":{}}""", "sessioninfo", "")]
    [InlineData("""{"announceinfo":{"info":{"a":"b\u2028c"}}}""", "announceinfo.info", "direction of writing")]
    [InlineData("""{"announceinfo":{"info":{"a":"b\u202Ec"}}}""", "announceinfo.info", "direction of writing")]
    [InlineData("""{"sessioninfo":{"info":{"a\u001b":"b"}}}""", "sessioninfo.info", "no control characters")]
    [InlineData("""{"sessioninfo":{"useragent":"\ud800"}}""", "sessioninfo.useragent", "a string")]
    [InlineData("""{"announceinfo":{"logo":"AAAA"}}""", "announceinfo.logo", "PNG")]
    [InlineData("""{"announceinfo":{"logo":"%%%%"}}""", "announceinfo.logo", "base64")]
    public async Task A_refused_context_names_the_member_and_what_would_be_right(string body, string member, string right)
    {
        foreach (var name in (string[])["getQrLogin", "postQrLogin", "provokeLogin", "provokeLoginOnUser", "provokeLoginOnAccount"])
        {
            var detail = await SendAsync(name, new ByteArrayContent(Encoding.UTF8.GetBytes(body))).IsProblemAsync(400, "invalid-body");
            Assert.Contains(member, detail, StringComparison.Ordinal);
            Assert.Contains(right, detail, StringComparison.Ordinal);
            Assert.DoesNotContain("System.", detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_context_has_limits()
    {
        var tooMany = Enumerable.Range(0, 33).ToDictionary(i => $"{i}", _ => "x");
        object[] infos =
        [
            new { info = tooMany },
            new { info = new Dictionary<string, string> { [new('k', 101)] = "v" } },
            new { info = new Dictionary<string, string> { ["k"] = new('v', 1001) } },
            new { info = Enumerable.Range(0, 5).ToDictionary(i => $"{i}", _ => new string('v', 900)) },
            new { logo = Convert.ToBase64String([0x89, .. "PNG\r\n\x1a\n"u8, .. new byte[128 * 1024]]) },
        ];
        foreach (var info in infos)
        {
            await SendAsync("getQrLogin", JsonContent.Create(new { announceinfo = info })).IsProblemAsync(400, "invalid-body");
        }
    }

    private async Task<HttpResponseMessage> SendAsync(string name, HttpContent body, bool chunked = false)
    {
        var operation = Operation.Get(name);
        var server = await _server.CreateServerAsync();
        using var request = new HttpRequestMessage(new(operation.Method), operation.PathOn(server.Path, 0, "none")) { Content = body };
        request.Headers.Add("X-apikey", TestServer.RootKey);
        request.Headers.Add("X-nonce", "n1");
        request.Headers.TransferEncodingChunked = chunked ? true : null;
        return await _server.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
