using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Shop.Hosting;

/// <summary>
/// <c>--lan</c>: the shop and its server for phones on the same network. Browsers do cryptography only for pages that came by TLS, so this makes a certificate for the
/// machine's address; nobody has vouched for it, and browsers say so once.
/// </summary>
internal static class Lan
{
    public const string Switch = "--lan";

    private const int Days = 90;

    /// <summary>Sets addresses and files for the network. Server and API are reached there, too: who calls the API needs its key.</summary>
    /// <param name="configuration">The shop's settings; those of the network are added.</param>
    /// <param name="time">Tells how long a certificate is good.</param>
    /// <returns>The certificate; or <see langword="null"/>, and the problem in words.</returns>
    public static (X509Certificate2? Certificate, string? Problem) Prepare(ConfigurationManager configuration, TimeProvider time)
    {
        if (FindAddress() is not { } address)
        {
            return (null, "This machine has no address on a network. Connect it to the network that the phone is on; or leave out --lan and use the phone in your browser.");
        }

        // Files of their own: the phone's accounts belong to this address.
        var options = ShopOptions.Read(configuration);
        configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [$"{ShopOptions.Section}:{nameof(options.Data)}"] = Path.Combine(options.Data, "lan"),
            [$"{ShopOptions.Section}:{nameof(options.PublicServerUrl)}"] = $"https://{address}:{options.LanServerPort}",
            [$"{ShopOptions.Section}:{nameof(options.Url)}"] = $"https://{address}:{options.LanPort}",
        });
        options = ShopOptions.Read(configuration);
        PrivateFile.CreateFolder(Path.GetFullPath(options.Data));
        return (FindCertificate(options, address, time) ?? MakeCertificate(options, address, time), null);
    }

    // The address by which the machine reaches others; the first one, where it has several.
    private static IPAddress? FindAddress() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(static network => network.OperationalStatus is OperationalStatus.Up && network.NetworkInterfaceType is not NetworkInterfaceType.Loopback)
        .Select(static network => network.GetIPProperties())
        .OrderByDescending(static network => network.GatewayAddresses.Count)
        .SelectMany(static network => network.UnicastAddresses)
        .Select(static unicast => unicast.Address)
        .FirstOrDefault(static address => address.AddressFamily is AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));

    private static X509Certificate2? FindCertificate(ShopOptions options, IPAddress address, TimeProvider time)
    {
        if (!File.Exists(options.CertificateFile) || !File.Exists(options.CertificateKeyFile))
        {
            return null;
        }

        var kept = X509Certificate2.CreateFromPemFile(options.CertificateFile, options.CertificateKeyFile);
        return kept.MatchesHostname(address.ToString()) && kept.NotAfter.ToUniversalTime() > time.GetUtcNow().AddDays(1) ? kept : null;
    }

    private static X509Certificate2 MakeCertificate(ShopOptions options, IPAddress address, TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={address}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1", "TLS server")], critical: false));
        var now = time.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(Days));
        PrivateFile.Write(options.CertificateKeyFile, key.ExportPkcs8PrivateKeyPem());
        PrivateFile.Write(options.CertificateFile, made.ExportCertificatePem());
        return X509Certificate2.CreateFromPemFile(options.CertificateFile, options.CertificateKeyFile);
    }
}
