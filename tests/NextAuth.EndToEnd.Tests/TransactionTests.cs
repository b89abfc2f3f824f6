using System.Text;
using System.Text.Json;
using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests;

/// <summary>A transaction from the shop's call to the evidence, with the real programs.</summary>
public sealed class TransactionTests : IDisposable
{
    private const string Nonce = "page-of-alice-0123456789";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nextauth-evidence-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_transaction_is_signed_by_push_and_by_code_and_the_evidence_is_verified_offline()
    {
        string serverpk;
        byte[] evidence;
        await using (var host = await HostProcess.StartNewAsync(Cancellation))
        {
            using var api = new RestApi(host.Url, host.RootKey);
            using var phone = new PhoneProcess();
            serverpk = (await api.CreateServerAsync(new { serverName = "Shop" }, Cancellation)).GetProperty("serverpk").GetString()!;
            await phone.ScanAsync(await api.EnrolLinkAsync(Nonce, "alice", Cancellation), Cancellation);

            var scanned = await api.CreateTransactionAsync(Nonce, new { amount = "1 250,00 €", benificiary = "Zoë  Müller", description = "Rent" }, Cancellation);
            var said = await phone.ScanAsync(scanned.Link, Cancellation);
            Assert.Contains("amount      1 250,00 €", said, StringComparison.Ordinal);
            Assert.Contains("beneficiary Zoë  Müller", said, StringComparison.Ordinal);
            Assert.Equal("1", await api.TransactionStatusAsync(scanned.Tid, Cancellation));
            evidence = await api.EvidenceAsync(scanned.Tid, Cancellation);

            await using var listening = await phone.ListenAsync(Cancellation);
            var pushed = await api.CreateTransactionAsync(Nonce, new { description = "Close the account" }, Cancellation);
            await listening.SaysAsync("Signed as alice on Shop.", Cancellation);
            Assert.Contains("description Close the account", listening.Output, StringComparison.Ordinal);
            Assert.Equal("1", await api.TransactionStatusAsync(pushed.Tid, Cancellation));
        }

        // The server is gone.
        Assert.Contains("1 250,00 €", await VerifyAsync(0, evidence, serverpk), StringComparison.Ordinal);
        Assert.Contains("compare it", await VerifyAsync(0, evidence), StringComparison.Ordinal);
        Assert.Contains("another key", await VerifyAsync(1, evidence, Convert.ToBase64String([4, .. new byte[64]])), StringComparison.Ordinal);

        var told = JsonDocument.Parse(await VerifyAsync(0, evidence, serverpk, "--json")).RootElement;
        Assert.Equal(("1 250,00 €", "Zoë  Müller", true), (told.GetProperty("amount").GetString(), told.GetProperty("benificiary").GetString(), told.GetProperty("isServerKnown").GetBoolean()));
        Assert.Equal(serverpk, told.GetProperty("serverKey").GetString());
        Assert.False(JsonDocument.Parse(await VerifyAsync(0, evidence, "--json")).RootElement.GetProperty("isServerKnown").GetBoolean());

        var forged = Encoding.UTF8.GetString(evidence);
        var signature = forged.IndexOf("\"signature\":\"", StringComparison.Ordinal) + 20;
        forged = string.Concat(forged.AsSpan(0, signature), forged[signature] == 'A' ? "B" : "A", forged.AsSpan(signature + 1));
        Assert.Contains("has not signed", await VerifyAsync(1, Encoding.UTF8.GetBytes(forged), serverpk), StringComparison.Ordinal);
        Assert.Contains("is no evidence", await VerifyAsync(1, "{}"u8.ToArray(), serverpk), StringComparison.Ordinal);
        await VerifyAsync(2, evidence, "no key");
        Assert.Contains("cannot be read", await RunAsync(2, "no-such-file"), StringComparison.Ordinal);
        await RunAsync(2);
    }

    private async Task<string> VerifyAsync(int exit, byte[] evidence, params string[] key)
    {
        var file = Path.Combine(_folder.FullName, "evidence.json");
        await File.WriteAllBytesAsync(file, evidence, Cancellation);
        return await RunAsync(exit, [file, .. key]);
    }

    private async Task<string> RunAsync(int exit, params string[] arguments)
    {
        await using var program = RunningProgram.Start(Repository.Host, _folder.FullName, ["verify-evidence", .. arguments]);
        var code = await program.WaitAsync(Cancellation);
        Assert.True(code == exit, $"{code}: {program.Output}{program.Errors}");
        return program.Output + program.Errors;
    }
}
