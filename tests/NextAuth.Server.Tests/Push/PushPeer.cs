using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace NextAuth.Server.Tests.Push;

/// <summary>Stands in for somebody else's push service: a real server with TLS and HTTP/2, which keeps what it gets and answers as it is told.</summary>
internal sealed class PushPeer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Received> _received = new();
    private readonly SemaphoreSlim _arrived = new(0);

    private PushPeer(WebApplication app, X509Certificate2 certificate)
    {
        _app = app;
        Certificate = certificate;
    }

    public X509Certificate2 Certificate { get; }

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal) + "/");

    /// <summary>What it answers; by default 201.</summary>
    public Func<Received, HttpResponse, Task> Answer { get; set; } = static (_, response) =>
    {
        response.StatusCode = 201;
        return Task.CompletedTask;
    };

    public IReadOnlyCollection<Received> All => _received;

    public static async Task<PushPeer> StartAsync(HttpProtocols protocols = HttpProtocols.Http1AndHttp2)
    {
        var certificate = MakeCertificate();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = protocols;
            listen.UseHttps(certificate);
        }));
        var app = builder.Build();
        var peer = new PushPeer(app, certificate);
        app.Run(peer.HandleAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return peer;
    }

    /// <summary>Waits for the next message.</summary>
    public async Task<Received> NextAsync()
    {
        Assert.True(await _arrived.WaitAsync(Patience, TestContext.Current.CancellationToken), "Nothing arrived.");
        return _received.Last();
    }

    public void AnswerWith(int status, string body = "", params (string Name, string Value)[] headers) => Answer = (_, response) =>
    {
        response.StatusCode = status;
        foreach (var (name, value) in headers)
        {
            response.Headers[name] = value;
        }

        return response.WriteAsync(body);
    };

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Certificate.Dispose();
        _arrived.Dispose();
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=push service of a test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(130));
    }

    private async Task HandleAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var received = new Received(
            http.Request.Method, http.Request.Path + http.Request.QueryString, http.Request.Protocol, http.Request.Headers.ToDictionary(each => each.Key, each => each.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray());
        _received.Enqueue(received);
        _arrived.Release();
        await Answer(received, http.Response);
    }

    /// <summary>One request.</summary>
    public sealed record Received(string Method, string Path, string Protocol, IReadOnlyDictionary<string, string> Headers, byte[] Body);
}
