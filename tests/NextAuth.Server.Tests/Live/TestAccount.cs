using System.Buffers.Text;
using NextAuth.Protocol;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Links;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Servers;

namespace NextAuth.Server.Tests.Live;

/// <summary>An account and its keys.</summary>
public sealed class TestAccount(LiveServer live, ServerRuntime server, long id, P256SigningKey key, P256SigningKey transactionKey)
{
    public static readonly byte[] Approve = ProtocolJson.Write(new LoginRequest { Decision = LoginDecision.Approve }, ProtocolJson.Default.LoginRequest);

    public static readonly byte[] Decline = ProtocolJson.Write(new LoginRequest { Decision = LoginDecision.Decline }, ProtocolJson.Default.LoginRequest);

    public static readonly byte[] Report = ProtocolJson.Write(new LoginRequest { Decision = LoginDecision.Decline, Reported = true }, ProtocolJson.Default.LoginRequest);

    public static readonly byte[] Open = "{}"u8.ToArray();

    public long Id => id;

    public P256SigningKey Key { get; private set; } = key;

    public P256SigningKey TransactionKey { get; private set; } = transactionKey;

    public static byte[] WithCode(string code) =>
        ProtocolJson.Write(new LoginRequest { Decision = LoginDecision.Approve, Code = code }, ProtocolJson.Default.LoginRequest);

    public static byte[] EnrolRequest(RawPhone phone, Link.Enrol code, P256SigningKey transactionKey) => ProtocolJson.Write(
        new EnrolRequest
        {
            Token = Base64Url.EncodeToString(code.Token.Span),
            TransactionKey = Base64Url.EncodeToString(transactionKey.PublicKey),
            TransactionSignature = Base64Url.EncodeToString(phone.Initiator!.SignTransactionKey(transactionKey)),
            Device = "test",
        },
        ProtocolJson.Default.EnrolRequest);

    public static async Task<TestAccount> EnrolAsync(LiveServer live, ServerRuntime server, Link.Enrol code)
    {
        var (account, phone) = await EnrolAndStayAsync(live, server, code);
        phone.Dispose();
        return account;
    }

    /// <summary>Enrols and goes on on the same connection.</summary>
    public static async Task<(TestAccount Account, RawPhone Phone)> EnrolAndStayAsync(LiveServer live, ServerRuntime server, Link.Enrol code)
    {
        var phone = await RawPhone.ConnectAsync(live);
        var key = P256SigningKey.Create();
        var transactionKey = P256SigningKey.Create();
        Assert.Null(await phone.BeginAsync(server, Purpose.Enrol, EnrolContext.Derive(code.Token.Span)));
        var reply = await phone.ProveAsync(key, EnrolRequest(phone, code, transactionKey));
        var result = Assert.IsType<EnrolResult>(reply.Message);
        Assert.Equal(EnrolOutcome.Enrolled, result.Outcome);
        return (new(live, server, result.AccountId!.Value, key, transactionKey), phone);
    }

    /// <summary>The context of M1 for a code of the session as it is now.</summary>
    public static async Task<byte[]> CodeAsync(LiveServer live, ServerRuntime server, Hsid session)
    {
        var context = new byte[LoginContext.Size];
        live.Sessions.MakeCode(server, await live.SessionAsync(server, session)).Context.Write(context);
        return context;
    }

    public static byte[] PushContextOf(Hsid session, byte[] pushId)
    {
        var context = new byte[PushContext.Size];
        PushContext.Write(session, pushId, context);
        return context;
    }

    /// <summary>Scans a code and waits for the person.</summary>
    public async Task<RawPhone> ScanAsync(Hsid session)
    {
        var phone = await RawPhone.ConnectAsync(live);
        Assert.Null(await phone.BeginAsync(server, Purpose.Login, await CodeAsync(live, server, session)));
        return phone;
    }

    public async Task<LoginOutcome> LogInAsync(Hsid session)
    {
        using var phone = await ScanAsync(session);
        return Assert.IsType<LoginResult>((await phone.ProveAsync(Key, Approve)).Message).Outcome;
    }

    /// <summary>Opens the account's channel.</summary>
    public async Task<RawPhone> OpenAsync()
    {
        var phone = await RawPhone.ConnectAsync(live);
        Assert.Null(await phone.BeginAsync(server, Purpose.Account, []));
        Assert.Equal(Id, Assert.IsType<OpenResult>((await phone.ProveAsync(Key, Open)).Message).AccountId);
        return phone;
    }

    /// <summary>The same account on a server that was restarted.</summary>
    public TestAccount On(LiveServer restarted) => new(restarted, server, id, Key, TransactionKey);

    public void Replace(P256SigningKey newKey, P256SigningKey newTransactionKey) => (Key, TransactionKey) = (newKey, newTransactionKey);
}
