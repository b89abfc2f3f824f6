using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using NextAuth.EndToEnd.Tests.Processes;
using NextAuth.Protocol.Messages;

namespace NextAuth.EndToEnd.Tests.Push;

/// <summary>tests/clients/push as a process, with the keys that the makers of an app and of this test have.</summary>
internal sealed class PushServices : IAsyncDisposable
{
    public const string DeviceToken = "00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0";
    public const string RegistrationToken = "registration:token-of-the-phone";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nextauth-pushservices-");
    private Process? _node;
    private JsonElement _browser;

    private PushServices()
    {
    }

    public Uri Address => new($"https://localhost:{_browser.GetProperty("port").GetInt32()}/");

    /// <summary>The browser's subscription.</summary>
    public PushEndpoint Subscription => new()
    {
        Kind = PushEndpointKind.WebPush,
        Endpoint = new Uri(Address, "/subscription/secret-of-the-browser").AbsoluteUri,
        P256dh = _browser.GetProperty("p256dh").GetString(),
        Auth = _browser.GetProperty("auth").GetString(),
    };

    /// <summary>What must never be in a log.</summary>
    public IEnumerable<string> Secrets => ["secret-of-the-browser", Subscription.Auth!, Subscription.P256dh!, DeviceToken, RegistrationToken, "PRIVATE KEY"];

    public static async Task<PushServices> StartAsync()
    {
        var services = new PushServices();
        try
        {
            Node.Copy("push", services._folder);
            await Node.NpmAsync(services._folder, TestContext.Current.CancellationToken, "ci", "--no-audit", "--no-fund");
            services.WriteKeys();
            services._node = Process.Start(new ProcessStartInfo("node", ["service.mjs", services._folder.FullName])
            {
                WorkingDirectory = services._folder.FullName,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            services._browser = await services.NextAsync();
            return services;
        }
        catch
        {
            await services.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the server needs to know of them.</summary>
    public string[] Settings(Uri address) =>
    [
        "--NextAuth:Push:AllowPrivateEndpoints=true",
        "--NextAuth:Push:WebPush:Subject=mailto:push@example.com",
        $"--NextAuth:Push:Fcm:CredentialsFile={WriteGoogleFile(address)}",
        $"--NextAuth:Push:Fcm:Url={address}",
        $"--NextAuth:Push:Apns:KeyFile={Path.Combine(_folder.FullName, "AuthKey.p8")}",
        "--NextAuth:Push:Apns:KeyId=ABCDE12345",
        "--NextAuth:Push:Apns:TeamId=TEAM123456",
        "--NextAuth:Push:Apns:Topic=com.example.phone",
        $"--NextAuth:Push:Apns:Url={address}",
    ];

    /// <summary>The certificate, where OpenSSL looks for those it trusts: the program under test checks it as it checks all others.</summary>
    public string CertificateFile => Path.Combine(_folder.FullName, "tls.pem");

    public async Task DoAsync(string command)
    {
        await _node!.StandardInput.WriteLineAsync(command.AsMemory(), TestContext.Current.CancellationToken);
        await _node.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal(command, (await NextAsync()).GetProperty("did").GetString());
    }

    /// <summary>The next thing they have found.</summary>
    public async Task<JsonElement> NextAsync()
    {
        var line = await _node!.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.NotNull(line);
        var found = JsonDocument.Parse(line).RootElement;
        Assert.False(found.TryGetProperty("error", out var error), error.ToString());
        return found;
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is { HasExited: false })
        {
            _node.Kill();
            await _node.WaitForExitAsync(CancellationToken.None);
        }

        _node?.Dispose();
        _folder.Delete(recursive: true);
    }

    private void WriteKeys()
    {
        using var tls = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=push services of a test", tls, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(130));
        Write("tls.pem", certificate.ExportCertificatePem());
        Write("tls.key", tls.ExportPkcs8PrivateKeyPem());

        using var apple = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Write("AuthKey.p8", apple.ExportPkcs8PrivateKeyPem());
        Write("apple.pub", apple.ExportSubjectPublicKeyInfoPem());

        using var google = RSA.Create(2048);
        Write("google.key", google.ExportPkcs8PrivateKeyPem() + "\n");
        Write("google.pub", google.ExportSubjectPublicKeyInfoPem());
    }

    private string WriteGoogleFile(Uri address)
    {
        Write("google.json", JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["type"] = "service_account",
            ["project_id"] = "example-project",
            ["private_key"] = File.ReadAllText(Path.Combine(_folder.FullName, "google.key")),
            ["client_email"] = "push@example-project.iam.gserviceaccount.com",
            ["token_uri"] = new Uri(address, "/token").AbsoluteUri,
        }));
        return Path.Combine(_folder.FullName, "google.json");
    }

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(_folder.FullName, name), content);
}
