using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NextAuth.Server.Jobs;
using NextAuth.Server.Sql.Database;
using NextAuth.Server.Tests.Fixture;

namespace NextAuth.Server.Tests.Http;

/// <summary>A database that takes no writes, seen from the REST API.</summary>
public class StorageFailureTests
{
    private const string Context = """{"announceinfo":{"ip":"192.0.2.1"}}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("PRAGMA query_only = ON")]
    [InlineData("PRAGMA max_page_count = 1")]
    public async Task Read_only_or_full_every_write_is_503_every_read_goes_on_and_both_do_afterwards(string broken)
    {
        await using var server = await TestServer.StartAsync();
        var shop = await server.CreateServerAsync();
        var account = await server.EnrolAsync(shop, "n1", userId: "ada");
        var key = await server.CreateKeyAsync(shop.Id, "sessions");
        await StopJobsAsync(server);
        (HttpMethod Method, string Path, Func<HttpContent?> Body)[] writes =
        [
            (HttpMethod.Post, "/servers/", () => JsonContent.Create(new { logo = LargeLogo() })),
            (HttpMethod.Post, "/apikeys/?description=" + new string('d', 90), () => null),
            (HttpMethod.Get, $"{shop.Path}/sessions/qr/login", () => new StringContent(Context)),
            (HttpMethod.Get, $"{shop.Path}/sessions/qr/enrol?name=Ada", () => null),
            (HttpMethod.Post, $"{shop.Path}/sessions/provokelogin", () => null),
            (HttpMethod.Post, $"{shop.Path}/accounts/{account.Id}/provokelogin", () => null),
            (HttpMethod.Post, $"{shop.Path}/users/ada/provokelogin", () => null),
            (HttpMethod.Post, $"{shop.Path}/sessions/registeruser?userid=eve", () => null),
            (HttpMethod.Put, $"{shop.Path}/accounts/{account.Id}/?blocked=true", () => null),
            (HttpMethod.Post, $"{shop.Path}/permissions/{key.Role}", () => new StringContent("""["users"]""")),
            (HttpMethod.Delete, $"{shop.Path}/permissions/{key.Role}", () => null),
            (HttpMethod.Post, $"{shop.Path}/sessions/logout", () => null),
        ];

        // A full disk still takes what fits into the pages there are.
        var isFull = broken.Contains("max_page_count", StringComparison.Ordinal);
        foreach (var (method, path, body) in isFull ? writes[..1] : writes)
        {
            await BreakAsync(server, broken);
            await server.SendAsync(method, path, nonce: "n1", body: body()).IsProblemAsync(503, "storage-unavailable");
        }

        await BreakAsync(server, broken);
        Assert.True((bool)(await server.SendAsync(HttpMethod.Get, $"{shop.Path}/sessions/", nonce: "n1").JsonAsync())["loggedin"]!);
        await server.SendAsync(HttpMethod.Get, $"{shop.Path}/sessions/qr/login", nonce: "n1").BytesAsync("application/octet-stream");
        var read = await server.SendAsync(HttpMethod.Get, $"{shop.Path}/accounts/{account.Id}/").JsonAsync();
        Assert.Equal("ada", (string)read["userid"]!);
        Assert.False((bool)read["blocked"]!);
        await server.SendAsync(HttpMethod.Post, "/servers/", nonce: "n1", body: writes[0].Body()).IsProblemAsync(503, "storage-unavailable");

        // The writer has let go of the connection that failed: the disk is good again.
        foreach (var (method, path, body) in writes)
        {
            using var done = await server.SendAsync(method, path, nonce: "n1", body: body());
            Assert.True(done.IsSuccessStatusCode, $"{method} {path}: {await done.Content.ReadAsStringAsync(Cancellation)}");
        }
    }

    private static string LargeLogo() => Convert.ToBase64String([0x89, .. "PNG\r\n\x1a\n"u8, .. new byte[100 * 1024]]);

    // They would be the ones to fail, and recover.
    private static Task StopJobsAsync(TestServer server) =>
        server.Services.GetServices<IHostedService>().OfType<JobRunner>().Single().StopAsync(Cancellation);

    private static async Task BreakAsync(TestServer server, string pragma) =>
        await server.Services.GetRequiredService<SqlDatabase>().WriteAsync(scope => scope.Statement(pragma).Value(), Cancellation);
}
