using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using NextAuth.Protocol;
using NextAuth.Protocol.Crypto;
using NextAuth.Server.Registration;
using NextAuth.Server.Sessions;

namespace NextAuth.Server.Tests.Fixture;

/// <summary>Puts accounts into the stores without a phone: what the REST API says about them does not depend on how they came.</summary>
internal static class People
{
    /// <summary>Enrols an account; it is logged in in the session afterwards.</summary>
    public static async Task<TestAccount> EnrolAsync(
        this TestServer server, TestVirtualServer on, string nonce, string label = "Ada", string? userId = null)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var store = server.Services.GetRequiredService<IEnrolmentStore>();
        var now = server.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        using var key = P256SigningKey.Create();
        using var transactionKey = P256SigningKey.Create();
        var (id, publicKey) = (RandomNumberGenerator.GetBytes(16), key.PublicKey.ToArray());

        await store.AddAsync(new(id, on.ServerId(), on.Session(nonce), label, userId, now.AddMinutes(10)), cancellationToken);
        var result = await store.CompleteAsync(
            new()
            {
                EnrolmentId = id,
                Server = on.ServerId(),
                PublicKey = publicKey,
                TransactionKey = transactionKey.PublicKey.ToArray(),
                SealedPushKey = [1],
                ClientVersion = "tests 1.0",
                Now = now,
                LoginExpires = now.AddHours(12),
                Notice = new(now, now.AddDays(30), 1_000),
            },
            cancellationToken);
        return new(Assert.IsType<StoreEnrolResult.Enrolled>(result).Account, publicKey);
    }

    public static async Task<Session> FindSessionAsync(this TestServer server, TestVirtualServer on, string nonce) =>
        await server.Services.GetRequiredService<SessionService>().GetAsync(on.ServerId(), on.Session(nonce), TestContext.Current.CancellationToken);

    public static ServerId ServerId(this TestVirtualServer server) =>
        Protocol.ServerId.TryParse(server.Id, out var id) ? id : throw new InvalidOperationException(server.Id);

    public static Hsid Session(this TestVirtualServer server, string nonce) => Hsid.Derive(server.ServerId(), nonce);
}

/// <summary>An account made for a test.</summary>
public sealed record TestAccount(long Id, byte[] PublicKey);
