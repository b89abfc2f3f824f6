using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NextAuth.Server.Tests.Fixture;

namespace NextAuth.Server.Tests.Servers;

/// <summary>A list of servers with all their logos, which is larger than anything that is kept in memory.</summary>
public sealed class ServerListTests
{
    private const int Count = 120;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetServers_reads_no_further_than_the_caller_takes()
    {
        await using var server = await TestServer.StartAsync();
        var ids = await FillAsync(server);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 8 * 1024 };
        await socket.ConnectAsync(server.Address.Host, server.Address.Port, Cancellation);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /servers?limit=1000 HTTP/1.1\r\nHost: x\r\nX-apikey: {TestServer.RootKey}\r\nConnection: close\r\n\r\n"), Cancellation);
        var first = new byte[1];
        await stream.ReadExactlyAsync(first, Cancellation);

        // The answer has begun. An answer that is in memory as a whole would still hold this one.
        await server.SendAsync(HttpMethod.Delete, $"/servers/{ids[^1]}").IsEmptyAsync();

        var answer = Body((char)first[0] + await new StreamReader(stream, Encoding.ASCII).ReadToEndAsync(Cancellation));
        Assert.Equal(ids[..^1], answer["servers"]!.AsArray().Select(item => (string)item!["serverid"]!));
        Assert.Equal(Count, (int)answer["totalnumber"]!);
    }

    [Fact]
    public async Task GetServers_answers_each_as_getServer_does()
    {
        await using var server = await TestServer.StartAsync();
        var created = await server.CreateServerAsync(new { serverName = "Läden \"&\" Söhne", siteurl = "https://shop.example/", serverFlags = (string[])["noVash"] });
        await server.EnrolAsync(created, "n1");
        await server.CreateServerAsync();

        var list = await server.SendAsync(HttpMethod.Get, "/servers").JsonAsync();

        Assert.Equal(["servers", "totalnumber"], list.Select(member => member.Key));
        var one = await server.SendAsync(HttpMethod.Get, created.Path).JsonAsync();
        Assert.Contains(one.ToJsonString(), list["servers"]!.AsArray().Select(item => item!.ToJsonString()));
    }

    private static async Task<List<string>> FillAsync(TestServer server)
    {
        // A PNG is told by its magic.
        var logo = new byte[128 * 1024];
        byte[] magic = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];
        magic.CopyTo(logo, 0);
        var body = JsonSerializer.SerializeToUtf8Bytes(new { logo = Convert.ToBase64String(logo) });
        var ids = new List<string>();
        for (var i = 0; i < Count; i++)
        {
            var created = await server.SendAsync(HttpMethod.Post, "/servers", body: new ByteArrayContent(body)).JsonAsync();
            ids.Add((string)created["serverid"]!);
        }

        return ids;
    }

    private static JsonNode Body(string answer)
    {
        var at = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        Assert.Contains("transfer-encoding: chunked", answer[..at], StringComparison.OrdinalIgnoreCase);
        var body = new StringBuilder();
        while (true)
        {
            var end = answer.IndexOf("\r\n", at, StringComparison.Ordinal);
            var size = Convert.ToInt32(answer[at..end], 16);
            if (size == 0)
            {
                return JsonNode.Parse(body.ToString())!;
            }

            body.Append(answer, end + 2, size);
            at = end + 2 + size + 2;
        }
    }
}
