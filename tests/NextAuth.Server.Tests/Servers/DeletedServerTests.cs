using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using NextAuth.Server.Tests.Fixture;
using NextAuth.Server.Users;

namespace NextAuth.Server.Tests.Servers;

/// <summary>Requests whose server is deleted after they were let in and before they have said what they want.</summary>
public sealed class DeletedServerTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly TestServer _server = shared.Server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("POST", "/users/ada/attributes", """{"a":1}""")]
    [InlineData("PUT", "/attributes", """{"a":1}""")]
    [InlineData("POST", "/privilegedattributes", """{"a":1}""")]
    [InlineData("POST", "/permissions/{role}", """["users"]""")]
    public async Task What_comes_too_late_is_404_and_leaves_nothing(string method, string path, string body)
    {
        var server = await _server.CreateServerAsync();
        var key = await _server.CreateKeyAsync("global");
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(_server.Address.Host, _server.Address.Port, Cancellation);
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var head = $"{method} {server.Path}{path.Replace("{role}", key.Role, StringComparison.Ordinal)} HTTP/1.1\r\nHost: x\r\nX-apikey: {TestServer.RootKey}\r\nConnection: close\r\n"
            + $"Content-Length: {body.Length}\r\nExpect: 100-continue\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), Cancellation);

        // The body is asked for only after the gate.
        Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync(Cancellation));
        await _server.SendAsync(HttpMethod.Delete, server.Path).IsEmptyAsync();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(body), Cancellation);

        var answer = await reader.ReadToEndAsync(Cancellation);
        Assert.Contains("HTTP/1.1 404", answer, StringComparison.Ordinal);
        Assert.Contains("urn:nextauth:problem:unknown-server", answer, StringComparison.Ordinal);
        Assert.False(await _server.Services.GetRequiredService<UserService>().ExistsAsync(server.ServerId(), "ada", Cancellation));
        await _server.SendAsync(HttpMethod.Delete, $"/apikeys/{key.Role}").IsEmptyAsync();
    }

    [Fact]
    public async Task What_was_said_of_sessions_nobody_was_logged_in_to_goes_with_the_server()
    {
        var server = await _server.CreateServerAsync();
        await _server.EnrolAsync(server, "was");
        await _server.SendAsync(HttpMethod.Post, $"{server.Path}/sessions/logout", nonce: "was").IsEmptyAsync();
        using var context = new StringContent("""{"announceinfo":{"ip":"192.0.2.7"}}""");
        using var code = await _server.SendAsync(HttpMethod.Post, $"{server.Path}/sessions/qr/login", nonce: "never", body: context);
        Assert.True((await _server.FindSessionAsync(server, "never")).Touched > default(DateTimeOffset));

        await _server.SendAsync(HttpMethod.Delete, server.Path).IsEmptyAsync();

        Assert.Equal(default, (await _server.FindSessionAsync(server, "was")).Touched);
        Assert.Equal(default, (await _server.FindSessionAsync(server, "never")).Touched);
    }
}
