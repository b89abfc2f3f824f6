using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using NextAuth.EndToEnd.Tests.Processes;
using NextAuth.Host.Settings;

namespace NextAuth.EndToEnd.Tests;

/// <summary>The server by https without a proxy in front.</summary>
public sealed class TlsTests : IDisposable
{
    // RFC 5246, sections 6.2.1 and 7.2.
    private const byte Alert = 21;
    private const byte Handshake = 22;
    private const byte Fatal = 2;
    private const byte ProtocolVersion = 70;

    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("nextauth-tls-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string CertificateFile => Path.Combine(_files.FullName, "certificate.pem");

    private string KeyFile => Path.Combine(_files.FullName, "key.pem");

    public void Dispose() => _files.Delete(recursive: true);

    [Fact]
    public async Task Pages_the_API_and_sockets_are_served_by_the_certificate_that_was_given()
    {
        var thumbprint = WriteCertificate();
        var url = new Uri($"https://localhost:{FreePort.Find()}");
        await using var host = new HostProcess();
        await host.StartAsync(
            Cancellation, $"--NextAuth:Listen={host.Url.GetLeftPart(UriPartial.Authority)};{url.GetLeftPart(UriPartial.Authority)}",
            $"--NextAuth:TlsCertificateFile={CertificateFile}", $"--NextAuth:TlsKeyFile={KeyFile}");

        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, certificate, _, _) => certificate?.Thumbprint == thumbprint };
        using var http = new HttpClient(handler) { BaseAddress = url };
        Assert.Contains("This server is running.", await http.GetStringAsync(new Uri("/", UriKind.Relative), Cancellation), StringComparison.Ordinal);
        using var listed = new HttpRequestMessage(HttpMethod.Get, "/servers/") { Headers = { { "X-apikey", host.RootKey } } };
        using var answer = await http.SendAsync(listed, Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        using var socket = new ClientWebSocket();
        socket.Options.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == thumbprint;
        await socket.ConnectAsync(new Uri($"wss://localhost:{url.Port}/ns/websocket"), Cancellation);
        Assert.Equal(WebSocketState.Open, socket.State);
    }

    [Fact]
    public async Task Versions_before_1_2_are_refused()
    {
        WriteCertificate();
        var port = FreePort.Find();
        await using var host = new HostProcess();
        await host.StartAsync(
            Cancellation, $"--NextAuth:Listen={host.Url.GetLeftPart(UriPartial.Authority)};https://localhost:{port}", $"--NextAuth:TlsCertificateFile={CertificateFile}",
            $"--NextAuth:TlsKeyFile={KeyFile}");

        Assert.Equal(SslProtocols.Tls13, await VersionAsync(port, SslProtocols.None));
        Assert.Equal(SslProtocols.Tls12, await VersionAsync(port, SslProtocols.Tls12));

        // By hand, for the platform's client refuses old versions by itself. The same greeting with 1.2 in it is answered.
        Assert.Equal(Handshake, (await GreetAsync(port, minor: 3))[0]);
        foreach (var minor in (byte[])[2, 1])
        {
            var answer = await GreetAsync(port, minor);
            Assert.Equal((Alert, Fatal, ProtocolVersion), (answer[0], answer[5], answer[6]));
        }
    }

    [Fact]
    public void A_renewed_certificate_is_used_after_a_minute_and_half_a_one_is_not()
    {
        var first = WriteCertificate();
        var time = new FakeTimeProvider();
        Assert.True(TlsCertificate.TryRead(CertificateFile, KeyFile, out var certificate, out _));
        Assert.Equal(first, certificate.Current(time).TargetCertificate.Thumbprint);

        File.WriteAllText(CertificateFile, "-----BEGIN CERTIFICATE-----");
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(first, certificate.Current(time).TargetCertificate.Thumbprint);

        var second = WriteCertificate();
        Assert.Equal(first, certificate.Current(time).TargetCertificate.Thumbprint);
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(second, certificate.Current(time).TargetCertificate.Thumbprint);
    }

    // As Kubernetes mounts a secret: the file is a link into a folder that is a link, and only that one is turned round.
    [Fact]
    public void A_certificate_that_is_renewed_by_turning_a_link_round_is_used()
    {
        var time = new FakeTimeProvider();
        var (first, second) = (MakeVersion("first"), MakeVersion("second"));
        var (data, file, key) = (At("..data"), At("tls.crt"), At("tls.key"));
        Directory.CreateSymbolicLink(data, "first");
        File.CreateSymbolicLink(file, "..data/certificate.pem");
        File.CreateSymbolicLink(key, "..data/key.pem");
        Assert.True(TlsCertificate.TryRead(file, key, out var certificate, out _));
        Assert.Equal(first, certificate.Current(time).TargetCertificate.Thumbprint);

        Directory.Delete(data);
        Directory.CreateSymbolicLink(data, "second");
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(second, certificate.Current(time).TargetCertificate.Thumbprint);

        string At(string name) => Path.Combine(_files.FullName, name);

        string MakeVersion(string name)
        {
            var thumbprint = WriteCertificate();
            Directory.CreateDirectory(At(name));
            File.Move(CertificateFile, Path.Combine(At(name), "certificate.pem"));
            File.Move(KeyFile, Path.Combine(At(name), "key.pem"));
            return thumbprint;
        }
    }

    [Theory]
    [InlineData(null, "is missing")]
    [InlineData("/nowhere/certificate.pem", "cannot be used")]
    public void A_certificate_that_cannot_be_read_is_refused_with_what_would_be_right(string? file, string words)
    {
        Assert.False(TlsCertificate.TryRead(file, null, out _, out var refusal));
        Assert.Contains($"NextAuth:TlsCertificateFile: ", refusal, StringComparison.Ordinal);
        Assert.Contains(words, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_belongs_to_another_certificate_is_refused()
    {
        WriteCertificate();
        var other = File.ReadAllText(KeyFile);
        WriteCertificate();
        File.WriteAllText(KeyFile, other);

        Assert.False(TlsCertificate.TryRead(CertificateFile, KeyFile, out _, out var refusal));
        Assert.DoesNotContain('\n', refusal);
    }

    /// <summary>Sends a ClientHello (RFC 5246, section 7.4.1.2) of version 3.<paramref name="minor"/> and gets the first seven bytes of what comes back.</summary>
    private static async Task<byte[]> GreetAsync(int port, byte minor)
    {
        byte[] suites = [0xC0, 0x2B, 0xC0, 0x09, 0xC0, 0x0A];
        byte[] extensions = [0, 10, 0, 4, 0, 2, 0, 23, 0, 11, 0, 2, 1, 0, 0, 13, 0, 6, 0, 4, 4, 3, 2, 3];
        byte[] body = [3, minor, .. RandomNumberGenerator.GetBytes(32), 0, 0, (byte)suites.Length, .. suites, 1, 0, 0, (byte)extensions.Length, .. extensions];
        byte[] hello = [Handshake, 3, 1, 0, (byte)(body.Length + 4), 1, 0, 0, (byte)body.Length, .. body];

        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Cancellation);
        await client.GetStream().WriteAsync(hello, Cancellation);
        var answer = new byte[7];
        await client.GetStream().ReadExactlyAsync(answer, Cancellation);
        return answer;
    }

    private static async Task<SslProtocols> VersionAsync(int port, SslProtocols versions)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("localhost", port, Cancellation);
        await using var tls = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate is not null);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = versions }, Cancellation);
        return tls.SslProtocol;
    }

    private string WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(CertificateFile, made.ExportCertificatePem());
        return made.Thumbprint;
    }
}
