using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace NextAuth.Server.Push;

/// <summary>The connections of the senders. One handler each: connections live on, and nothing of a request is logged.</summary>
internal sealed class PushHttp(IOptions<PushOptions> options)
{
    /// <summary>How long one attempt may take, with name lookup and connecting.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>How much of an answer is read, in bytes: reasons are short.</summary>
    public const int MaxAnswerSize = 8 * 1024;

    // Names change: a connection must not outlive what it was looked up as.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>For tests: certificates of a peer on this machine; <see langword="null"/>: the system's.</summary>
    public X509Certificate2Collection? Trusted { get; init; }

    /// <summary>To addresses that phones name: checked, and by no proxy, which would connect in our place and unchecked.</summary>
    public HttpClient ForEndpoints()
    {
        var handler = MakeHandler();
        handler.UseProxy = false;
        handler.ConnectCallback = ConnectAsync;
        return MakeClient(handler);
    }

    /// <summary>To addresses that the operator names.</summary>
    public HttpClient ForServices() => MakeClient(MakeHandler());

    /// <summary>The same for somebody who brings a client of its own.</summary>
    public SocketsHttpHandler MakeHandler() => new()
    {
        // A redirect would lead past the check of the address, and no push service sends one.
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = Timeout,
        PooledConnectionLifetime = ConnectionLifetime,
        MaxResponseHeadersLength = 16,
        MaxResponseDrainSize = MaxAnswerSize,
        EnableMultipleHttp2Connections = true,

        // The ids of our traces are nobody else's affair.
        ActivityHeadersPropagator = null,
        SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = ChainPolicy() },
    };

    /// <summary>Reads an answer, as much of it as is of use.</summary>
    public static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxAnswerSize];
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var size = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return buffer[..size];
    }

    // The sender limits each attempt as a whole; the client would limit it to the headers.
    private static HttpClient MakeClient(SocketsHttpHandler handler) => new(handler) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };

    // A certificate may name the address of its issuer's. Fetching it from there would lead an attacker's certificate past the check of the address, to any machine that this one reaches.
    private X509ChainPolicy ChainPolicy()
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (Trusted is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(Trusted);
        }

        return policy;
    }

    // What was looked up is checked and connected to, and not looked up again: a name server that answers otherwise the second time (DNS rebinding) gains nothing.
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var target = context.DnsEndPoint;
        var addresses = await Dns.GetHostAddressesAsync(target.Host, cancellationToken);

        // One that is not out there condemns the name: it would be hit as soon as the others are unreachable.
        if (addresses.Length == 0 || (!options.Value.AllowPrivateEndpoints && !addresses.All(PublicAddress.Is)))
        {
            throw new ForbiddenAddressException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A name leads to an address that no phone may name.</summary>
internal sealed class ForbiddenAddressException() : IOException("The name leads to an address that is not public.");
