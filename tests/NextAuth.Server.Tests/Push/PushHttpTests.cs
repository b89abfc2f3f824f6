using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NextAuth.Server.Push;

namespace NextAuth.Server.Tests.Push;

/// <summary>The connections to addresses that phones name, with the system's own trust.</summary>
public sealed class PushHttpTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // A phone's push service shows a certificate whose issuer is to be had at an address inside: fetching it would be a request to a neighbour, past the check of addresses.
    [Fact]
    public async Task Nothing_is_fetched_that_a_certificate_names()
    {
        using var inside = new TcpListener(IPAddress.Loopback, 0);
        inside.Start();
        using var certificate = WithIssuerAt($"http://{inside.LocalEndpoint}/issuer.cer");
        await using var app = await StartAsync(certificate);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        using var client = new PushHttp(Options.Create(new PushOptions { AllowPrivateEndpoints = true })).ForEndpoints();

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri(address), Cancellation));

        Assert.Equal(HttpRequestError.SecureConnectionError, refused.HttpRequestError);
        Assert.False(inside.Pending());
    }

    private static async Task<WebApplication> StartAsync(X509Certificate2 certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();

        // Offline, or this side would fetch it.
        var own = new SslServerAuthenticationOptions { ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true) };
        builder.WebHost.UseKestrelHttpsConfiguration().UseKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, 0, listen => listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(own) })));
        var app = builder.Build();
        await app.StartAsync(Cancellation);
        return app;
    }

    private static X509Certificate2 WithIssuerAt(string address)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var issuerKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var issuerRequest = new CertificateRequest("CN=nobody trusts it", issuerKey, HashAlgorithmName.SHA256);
        issuerRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        using var issuer = issuerRequest.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(ocspUris: null, caIssuersUris: [address]));
        using var signed = request.Create(issuer, now.AddDays(-1), now.AddDays(1), [1, 2, 3, 4]);
        using var own = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), null);
    }
}
