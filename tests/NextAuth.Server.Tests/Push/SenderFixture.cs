using System.Security.Cryptography;
using NextAuth.Protocol;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Push;
using PushMessage = NextAuth.Protocol.Messages.Push;

namespace NextAuth.Server.Tests.Push;

/// <summary>What is given to a sender to send.</summary>
internal sealed class SenderFixture(DateTimeOffset now)
{
    public const string Topic = "0123456789abcdefghijklmnopqrstuv";

    private const long Account = 42;

    public byte[] PushKey { get; } = RandomNumberGenerator.GetBytes(PushBox.KeySize);

    public ServerId Server { get; } = ServerId.New();

    public WakeUpContent Content { get; } = new(
        new PushMessage { N = 7, Kind = PushKind.Login, Hsid = new('h', 43), PushId = new('p', 22), Expires = now.AddMinutes(2).ToUnixTimeSeconds() }, Topic, now.AddMinutes(2));

    public PushTarget Target(PushEndpointKind kind, string token) =>
        new(new(Account, Server, [1], now), new() { Kind = kind, Token = token, PushKey = PushKey });

    public void AssertOpens(string box)
    {
        Assert.True(PushBox.TryOpen(PushKey, Account, box, out var push));
        Assert.Equal(Content.Push, push);
    }
}
