using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NextAuth.Authenticator;
using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests.Contract;

/// <summary>Transactions: what the phone is asked, what it answers, and the evidence.</summary>
public sealed class TransactionTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly VirtualServer _server = fixture.Server;

    public static TheoryData<string> NamesOfTransaction => Operations.Where(operation => operation.Path.Contains("{transaction}", StringComparison.Ordinal));

    [Fact]
    public async Task An_approved_one_has_evidence_that_holds_by_itself()
    {
        var nonce = VirtualServer.Name("session");
        await using var phone = await _server.EnrolAsync(nonce);
        TransactionPrompt? asked = null;
        phone.DecideTransaction = prompt =>
        {
            asked = prompt;
            return Task.FromResult(TransactionAnswer.Approve);
        };
        var (tid, link) = await CreateAsync(nonce, new { amount = "1 250,00 €", benificiary = "Zoë  Müller", description = "Rent" });
        Assert.Equal("0", await StatusAsync(tid));
        (await fixture.Root.GetAsync($"{_server.Path}/transactions/{tid}/evidence")).IsProblem(404, "no-evidence");

        Assert.IsType<PhoneResult.Approved>(await phone.ScanAsync(link));

        Assert.Equal(("1 250,00 €", "Zoë  Müller", "Rent"), (asked!.Amount, asked.Benificiary, asked.Description));
        Assert.Equal("1", await StatusAsync(tid));
        var evidence = (await fixture.Root.GetAsync($"{_server.Path}/transactions/{tid}/evidence")).Is("Evidence");
        Assert.Equal((_server.Id, tid, await _server.AccountAsync(nonce)), (evidence.GetProperty("server").GetString()!, evidence.GetProperty("transaction").GetString()!, evidence.GetProperty("account").GetInt64()));
        Assert.Equal(_server.Made.GetProperty("serverpk").GetString(), evidence.GetProperty("serverKey").GetString());
        Assert.Equal((await _server.SessionAsync(nonce)).GetProperty("pk").GetString(), evidence.GetProperty("accountKey").GetString());
        Verify(evidence);
    }

    [Fact]
    public async Task A_pushed_one_is_declined()
    {
        var nonce = VirtualServer.Name("session");
        await using var phone = await _server.EnrolAsync(nonce);
        phone.DecideTransaction = _ => Task.FromResult(TransactionAnswer.Decline);
        await phone.ListenAsync();

        var (tid, link) = await CreateAsync(nonce, new { description = "Close the account" });

        await Eventually.TrueAsync(async () => await StatusAsync(tid) == "2", () => "Not declined.", TestContext.Current.CancellationToken);
        (await fixture.Root.GetAsync($"{_server.Path}/transactions/{tid}/evidence")).IsProblem(404, "no-evidence");
        Assert.IsType<PhoneResult.Refused>(await phone.ScanAsync(link));
    }

    [Fact]
    public async Task Approved_on_two_phones_at_once_it_is_approved_once()
    {
        // Both ask before either answers.
        var nonce = VirtualServer.Name("session");
        await using var phone = await _server.EnrolAsync(nonce);
        using var asking = new SemaphoreSlim(0);
        var approve = new TaskCompletionSource<TransactionAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        phone.DecideTransaction = _ =>
        {
            asking.Release();
            return approve.Task;
        };
        var (tid, link) = await CreateAsync(nonce, new { amount = "1" });
        Task<PhoneResult>[] answers = [phone.ScanAsync(link), phone.ScanAsync(link)];
        foreach (var _ in answers)
        {
            Assert.True(await asking.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        }

        approve.SetResult(TransactionAnswer.Approve);

        var results = await Task.WhenAll(answers);
        Assert.Single(results.OfType<PhoneResult.Approved>());
        Assert.Equal(Refusal.AlreadyDecided, Assert.Single(results.OfType<PhoneResult.Refused>()).Cause);
        Assert.Equal("1", await StatusAsync(tid));
        Verify((await fixture.Root.GetAsync($"{_server.Path}/transactions/{tid}/evidence")).Is("Evidence"));
    }

    [Fact]
    public async Task After_the_logout_the_last_account_is_still_asked_and_the_11th_that_waits_is_429()
    {
        var nonce = VirtualServer.Name("session");
        (await fixture.Root.PostAsync($"{_server.Path}/sessions/transactions", new { amount = "1" }, nonce)).IsProblem(403, "no-account");
        await using var phone = await _server.EnrolAsync(nonce);
        await _server.LogoutAsync(nonce);
        for (var i = 0; i < 10; i++)
        {
            await CreateAsync(nonce, new { amount = $"{i}" });
        }

        var refused = await fixture.Root.PostAsync($"{_server.Path}/sessions/transactions", new { amount = "1" }, nonce);
        refused.IsProblem(429, "too-many-pushes");
        Assert.InRange(refused.RetryAfter!.Value, 1, 600);
    }

    [Theory]
    [InlineData("""{"amount":"9"}""")]
    [InlineData("""{"benificiary":"b"}""")]
    [InlineData("""{"description":"d","amount":""}""")]
    [InlineData("""{"amount":"A","benificiary":"B","description":"D"}""", 100, 200, 2_000)]
    public async Task One_text_is_enough_and_each_has_a_longest_length(string body, int amount = 1, int benificiary = 1, int description = 1)
    {
        var nonce = VirtualServer.Name("session");
        await using var phone = await _server.EnrolAsync(nonce);
        var transaction = body.Replace("A", new string('9', amount), StringComparison.Ordinal)
            .Replace("B", new string('b', benificiary), StringComparison.Ordinal).Replace("D", new string('d', description), StringComparison.Ordinal);

        (await fixture.Root.PostAsync($"{_server.Path}/sessions/transactions", transaction, nonce)).Is("TransactionId");
    }

    [Theory]
    [MemberData(nameof(NamesOfTransaction))]
    public async Task What_names_no_transaction_here_is_404(string name)
    {
        await using var other = await VirtualServer.CreateAsync(fixture.Root);
        await using var phone = await other.EnrolAsync("n");
        var foreign = (await fixture.Root.PostAsync($"{other.Path}/sessions/transactions", new { amount = "1" }, "n")).Is("TransactionId").GetProperty("tid").GetString();
        foreach (var tid in (string[])[Operation.UnknownId, "short", "%2F", "%FF", "AAAAAAAAAAAAAAAAAAAAAA%3D%3D", new string('A', 300), foreign!])
        {
            var path = Operations.Get(name).Path.Replace("{S}", _server.Path, StringComparison.Ordinal).Replace("{transaction}", tid, StringComparison.Ordinal);
            (await fixture.Root.GetAsync(path)).IsProblem(404, "unknown-transaction");
        }
    }

    // docs/protocol/evidence.md, section 1, with nothing but the platform's cryptography.
    private static void Verify(JsonElement evidence)
    {
        byte[] Bytes(string name) => evidence.GetProperty(name).GetBytesFromBase64();
        var content = SHA256.HashData(Bytes("content"));
        var approved = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(approved, evidence.GetProperty("approved").GetInt64());

        Assert.True(IsSigned(Bytes("transactionKey"), [.. "nextauth transaction v1"u8, .. content], Bytes("signature")));
        Assert.True(IsSigned(
            Bytes("serverKey"), [.. "nextauth evidence v1"u8, .. content, .. Bytes("signature"), .. Bytes("transactionKey"), .. Bytes("accountKey"), .. approved], Bytes("serverSignature")));
        Assert.Contains("amount", Encoding.UTF8.GetString(Bytes("content")), StringComparison.Ordinal);
    }

    private static bool IsSigned(byte[] key, byte[] signed, byte[] signature)
    {
        using var publicKey = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = key[1..33], Y = key[33..] } });
        return publicKey.VerifyData(signed, signature, HashAlgorithmName.SHA256);
    }

    private async Task<(string Tid, byte[] Link)> CreateAsync(string nonce, object transaction)
    {
        var made = (await fixture.Root.PostAsync($"{_server.Path}/sessions/transactions", transaction, nonce)).Is("TransactionId");
        return (made.GetProperty("tid").GetString()!, made.GetProperty("qrdata").GetBytesFromBase64());
    }

    private async Task<string?> StatusAsync(string tid) => (await fixture.Root.GetAsync($"{_server.Path}/transactions/{tid}")).Is("TransactionResult").GetProperty("tstatus").GetString();
}
