using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using NextAuth.Host.Settings;

namespace NextAuth.Host.Lifetime;

/// <summary>Opens a <see cref="ListenAddress"/>.</summary>
internal static class KestrelListen
{
    public static void Listen(this KestrelServerOptions kestrel, ListenAddress address, TlsCertificate? certificate = null)
    {
        if (address.Address is { } ip)
        {
            kestrel.Listen(ip, address.Port, endpoint => Secure(endpoint, address, certificate));
        }
        else
        {
            kestrel.ListenLocalhost(address.Port, endpoint => Secure(endpoint, address, certificate));
        }
    }

    private static void Secure(ListenOptions endpoint, ListenAddress address, TlsCertificate? certificate)
    {
        // WebSockets are most of what is served, and they begin as HTTP/1.1.
        endpoint.Protocols = HttpProtocols.Http1;
        if (!address.IsTls)
        {
            return;
        }

        endpoint.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => new(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = certificate!.Current(TimeProvider.System),

                // Older versions are open to attacks on their ciphers, and no phone or browser of the last ten years needs them.
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            }),
        });
    }
}
