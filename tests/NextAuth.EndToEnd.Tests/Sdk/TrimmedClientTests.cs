using System.Diagnostics;
using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests.Sdk;

/// <summary>
/// A trimmed application with the client for .NET (tests/clients/trimmed): a warning of the trimmer or of the analyzers for native code is an error, and what is left does its work.
/// </summary>
public sealed class TrimmedClientTests(SdkFixture fixture) : IClassFixture<SdkFixture>, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nextauth-trimmed-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_trimmed_application_calls_the_server()
    {
        // What the analyzers for native code see is an error of every build; this is for changes of the client, and before a release.
        Assert.SkipUnless(Environment.GetEnvironmentVariable("NEXTAUTH_TRIM") == "1", "Publishing a trimmed application takes a minute: set NEXTAUTH_TRIM=1 to run this test.");
        Node.Copy("trimmed", _folder);
        var published = Path.Combine(_folder.FullName, "published");
        await PublishAsync(published);
        var world = await SdkWorld.MakeAsync(fixture.Services);

        await using var program = RunningProgram.Start(
            Path.Combine(published, OperatingSystem.IsWindows() ? "Trimmed.exe" : "Trimmed"),
            _folder.FullName,
            [fixture.Host.Url.AbsoluteUri, world.Server, SdkWorld.Nonce],
            new Dictionary<string, string> { ["KEY"] = fixture.Host.RootKey });

        Assert.True(await program.WaitAsync(Cancellation) == 0, program.Errors);
        Assert.Equal(
            ["city Bern", $"users bob 🙂, {SdkWorld.User}", "server 30 noVash", "code True", "refused 403 no-account", $"watched True {SdkWorld.User}"],
            program.Output.Split('\n'));
    }

    private async Task PublishAsync(string published)
    {
        string[] arguments =
        [
            "publish", "Trimmed.csproj", "--configuration", new DirectoryInfo(AppContext.BaseDirectory).Name, "--output", published,
            $"-property:Client={Path.Combine(Repository.Root, "src", "NextAuth.Client", "NextAuth.Client.csproj")}",

            // No process stays behind that holds the folder.
            "-nodeReuse:false", "-property:UseSharedCompilation=false", "--nologo",
        ];
        using var dotnet = Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = _folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (dotnet.StandardOutput.ReadToEndAsync(Cancellation), dotnet.StandardError.ReadToEndAsync(Cancellation));
        await dotnet.WaitForExitAsync(Cancellation).WaitAsync(Patience, Cancellation);
        Assert.True(dotnet.ExitCode == 0, await output + await errors);
    }
}
