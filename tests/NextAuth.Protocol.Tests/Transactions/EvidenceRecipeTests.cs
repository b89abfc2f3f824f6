using System.Diagnostics;
using System.Text;
using NextAuth.Protocol.Tests.Vectors;

namespace NextAuth.Protocol.Tests.Transactions;

/// <summary>The recipe of docs/protocol/evidence.md, section 4, run as it stands there.</summary>
public sealed class EvidenceRecipeTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("nextauth-evidence-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task OpenSSL_finds_both_signatures_right()
    {
        var (exit, output) = await RunAsync(TransactionVectors.MakeEvidence().Write());
        Assert.True(exit == 0, output);
        Assert.EndsWith(Encoding.UTF8.GetString(TransactionVectors.Content.Write()), output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"approved\":1800000060", "\"approved\":1800000061")]
    [InlineData("\"signature\":\"", "\"signature\":\"AAAA")]
    [InlineData("\"content\":\"eyJ2", "\"content\":\"eyJ3")]
    public async Task OpenSSL_finds_a_forgery(string part, string instead)
    {
        var file = Encoding.UTF8.GetString(TransactionVectors.MakeEvidence().Write());
        Assert.Contains(part, file, StringComparison.Ordinal);

        var (exit, output) = await RunAsync(Encoding.UTF8.GetBytes(file.Replace(part, instead, StringComparison.Ordinal)));

        Assert.True(exit != 0, output);
    }

    private async Task<(int Exit, string Output)> RunAsync(byte[] evidence)
    {
        Assert.SkipUnless(IsInstalled() || Environment.GetEnvironmentVariable("CI") is not null, "openssl is not installed.");
        var cancellationToken = TestContext.Current.CancellationToken;
        var page = await File.ReadAllTextAsync(Path.Combine(VectorFile.Folder, "..", "evidence.md"), cancellationToken);
        var (script, file) = (Path.Combine(_directory.FullName, "verify.sh"), Path.Combine(_directory.FullName, "evidence.json"));
        await File.WriteAllTextAsync(script, page.Split("```sh\n")[1].Split("```")[0], cancellationToken);
        await File.WriteAllBytesAsync(file, evidence, cancellationToken);

        using var shell = Process.Start(new ProcessStartInfo("sh", [script, file]) { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 })!;
        var errors = shell.StandardError.ReadToEndAsync(cancellationToken);
        var output = await shell.StandardOutput.ReadToEndAsync(cancellationToken);
        await shell.WaitForExitAsync(cancellationToken);
        return (shell.ExitCode, await errors + output);
    }

    private static bool IsInstalled() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "openssl")));
}
