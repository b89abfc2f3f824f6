using System.Net;
using System.Net.Sockets;

namespace NextAuth.EndToEnd.Tests.Contract;

/// <summary>What comes too often.</summary>
public sealed class LimitTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task After_20_unknown_keys_from_one_address_only_valid_ones_from_there_are_answered()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && fixture.Root.Url.IsLoopback, "These tests would lock themselves out: they need an address of their own, which only Linux has on loopback.");

        // One for each run: a second run within the minute must not find it barred.
        var address = new IPAddress([127, .. System.Security.Cryptography.RandomNumberGenerator.GetBytes(2), 99]);
        using var client = new HttpClient(new SocketsHttpHandler { ConnectCallback = (_, cancellationToken) => ConnectAsync(address, cancellationToken) });
        var there = fixture.Root with { Client = client };
        (await there.GetAsync(fixture.Server.Path)).Is("Server");
        for (var i = 0; i < 20; i++)
        {
            (await (there with { Key = null }).GetAsync(fixture.Server.Path)).IsProblem(401, "unknown-api-key");
            (await (there with { Key = $"guess-{i}" }).GetAsync(fixture.Server.Path)).IsProblem(401, "unknown-api-key");
        }

        foreach (var caller in (Caller[])[there with { Key = null }, there with { Key = "another-guess" }])
        {
            var refused = await caller.GetAsync(fixture.Server.Path);
            refused.IsProblem(429, "too-many-failures");
            Assert.InRange(refused.RetryAfter!.Value, 1, 60);
        }

        // The application that shares the address with whoever guesses.
        (await there.GetAsync(fixture.Server.Path)).Is("Server");
        (await fixture.Root.GetAsync(fixture.Server.Path)).Is("Server");
    }

    private async ValueTask<Stream> ConnectAsync(IPAddress from, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(IPAddress.Loopback, fixture.Root.Url.Port, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
