using System.Security.Cryptography;
using System.Text;
using NextAuth.Protocol.Links;
using NextAuth.Protocol.Messages;
using NextAuth.Protocol.Moves;

namespace NextAuth.Protocol.Tests.Vectors;

/// <summary>The fixed values all vectors share; each is a hash of its name, so that nobody takes it for a secret.</summary>
internal static class TestInputs
{
    public const string Nonce = "test-nonce-0123456789abcdef";
    public const uint Expiry = 1_800_000_000;
    public const uint Epoch = 2;

    public static ServerId Server { get; } = ServerId.FromBytes(Named("server id").AsSpan(0, ServerId.Size));

    public static TransactionId Transaction { get; } = TransactionId.FromBytes(Named("transaction id").AsSpan(0, TransactionId.Size));

    public static byte[] QrSecret { get; } = Named("qr secret");

    public static byte[] Token { get; } = Named("enrol token")[..EnrolContext.TokenSize];

    public static byte[] PushId { get; } = Named("push id")[..PushContext.PushIdSize];

    public static byte[] MoveNonce { get; } = Named("move nonce")[..AccountMove.NonceSize];

    public static TestKey PhoneEphemeral { get; } = TestKey.Named("phone ephemeral");

    public static TestKey ServerEphemeral { get; } = TestKey.Named("server ephemeral");

    public static TestKey Identity { get; } = TestKey.Named("server identity");

    public static TestKey Account { get; } = TestKey.Named("account");

    public static TestKey TransactionKey { get; } = TestKey.Named("transaction");

    public static TestKey NewAccount { get; } = TestKey.Named("new account");

    public static TestKey NewTransactionKey { get; } = TestKey.Named("new transaction");

    public static TestKey Stranger { get; } = TestKey.Named("stranger");

    public static Hsid Session => Hsid.Derive(Server, Nonce);

    public static ulong Tag => LoginTag.Compute(QrSecret, Session, Expiry, Epoch);

    public static byte[] LoginContextBytes
    {
        get
        {
            var context = new byte[LoginContext.Size];
            new LoginContext(Session, Expiry, Tag).Write(context);
            return context;
        }
    }

    public static byte[] PushContextBytes
    {
        get
        {
            var context = new byte[PushContext.Size];
            PushContext.Write(Session, PushId, context);
            return context;
        }
    }

    public static ServerParameters Parameters => new()
    {
        Version = 7,
        ServerName = "Test Shop",
        PinTimeout = -1,
        PingTime = 30,
        ServerFlags = ["typedCode"],
        Siteurl = "https://shop.test/",
        Endpoints = ["wss://shop.test/ns/sigmai"],
    };

    public static byte[] M1(Purpose purpose, ReadOnlySpan<byte> context)
    {
        var message = new byte[InitiatorHello.HeaderSize + context.Length];
        InitiatorHello.Write(purpose, Server, PhoneEphemeral.Public, context, message);
        return message;
    }

    private static byte[] Named(string name) => SHA256.HashData(Encoding.ASCII.GetBytes("nextauth test " + name));
}
