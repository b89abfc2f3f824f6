using System.Diagnostics;
using System.Text.Json;
using NextAuth.Authenticator;
using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests.Sdk;

/// <summary>
/// A client in TypeScript that somebody else's generator (@hey-api/openapi-ts) makes from docs/api/openapi.v2.2.json, compiled in its strictest mode, runs the published examples
/// (tests/clients/typescript). Needs Node.js and npm.
/// </summary>
public sealed class ForeignClientTests(SdkFixture fixture) : IClassFixture<SdkFixture>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nextauth-foreign-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_published_examples_run_in_a_client_of_another_generator()
    {
        Node.Require();
        Node.Copy("typescript", _folder);
        File.Copy(Path.Combine(Repository.Root, "docs", "api", "openapi.v2.2.json"), Path.Combine(_folder.FullName, "openapi.json"));
        await Node.NpmAsync(_folder, Cancellation, "ci", "--no-audit", "--no-fund");
        await Node.NpmAsync(_folder, Cancellation, "run", "generate");
        await Node.NpmAsync(_folder, Cancellation, "run", "build");

        var world = await SdkWorld.MakeAsync(fixture.Services);
        var (key, role) = await MakeKeyAsync(world);
        await RunAsync(world, key, role);
    }

    // The published examples send a key and a role. What they do needs the permission 'sessions' and no other, which here only the role has.
    private static async Task<(string Key, string Role)> MakeKeyAsync(SdkWorld world)
    {
        var key = await world.Management.CreateApiKeyAsync("foreign", Cancellation);
        await world.Management.GrantPermissionsAsync("global", key.Role, ["setrid"], Cancellation);
        var acting = await world.Management.CreateApiKeyAsync("the role it acts as", Cancellation);
        await world.Management.GrantPermissionsAsync(world.Server, acting.Role, ["sessions"], Cancellation);
        return (key.Apikey, acting.Role);
    }

    private async Task RunAsync(SdkWorld world, string key, string role)
    {
        var start = new ProcessStartInfo("node", ["built/examples.js"])
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in new (string, string)[]
        {
            ("BASE", fixture.Host.Url.AbsoluteUri.TrimEnd('/')), ("KEY", key), ("ROLE", role), ("SERVER", world.Server), ("NONCE", "a-page"), ("ACCOUNT", $"{world.Account}"), ("USERID", SdkWorld.User),
        })
        {
            start.Environment[name] = value;
        }

        using var node = Process.Start(start)!;
        using var listening = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var phone = Task.CompletedTask;
        try
        {
            var errors = node.StandardError.ReadToEndAsync(Cancellation);
            var finished = false;
            while (await node.StandardOutput.ReadLineAsync(Cancellation) is { } line)
            {
                var told = JsonDocument.Parse(line).RootElement;
                if (told.TryGetProperty("scan", out var link))
                {
                    Assert.IsType<PhoneResult.LoggedIn>(await world.Phone.LogInAsync(link.GetString()!, cancellationToken: Cancellation));

                    // Pushes are next.
                    phone = world.ListenAsync(listening.Token);
                }

                finished = told.TryGetProperty("finished", out _);
                await node.StandardInput.WriteLineAsync("done".AsMemory(), Cancellation);
                await node.StandardInput.FlushAsync(Cancellation);
            }

            await node.WaitForExitAsync(Cancellation);
            Assert.True(finished && node.ExitCode == 0, await errors);
            Assert.Equal(("4", "192.0.2.7"), (world.Seen!.Announced["Till"], world.Seen.BrowserAddress));
        }
        finally
        {
            if (!node.HasExited)
            {
                node.Kill(entireProcessTree: true);
            }

            await listening.CancelAsync();
            await phone.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }
}
