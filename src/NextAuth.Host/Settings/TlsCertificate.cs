using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace NextAuth.Host.Settings;

/// <summary>The certificate for https, from PEM files. One that was renewed on the disk is used within a minute; one that cannot be read leaves the old one in use.</summary>
internal sealed class TlsCertificate
{
    private const string Setting = "NextAuth:TlsCertificateFile";

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly string _file;
    private readonly string? _keyFile;
    private SslStreamCertificateContext _current;
    private DateTime _written;
    private DateTimeOffset _looked;

    private TlsCertificate(string file, string? keyFile)
    {
        (_file, _keyFile) = (file, keyFile);
        _written = WrittenAt(file);
        _current = Read();
    }

    /// <summary>Reads certificate and key.</summary>
    /// <param name="file">The certificate's file, PEM.</param>
    /// <param name="keyFile">The key's file; <see langword="null"/>: the same.</param>
    /// <param name="certificate">The certificate.</param>
    /// <param name="refusal">One line that names the setting and says what would be right.</param>
    public static bool TryRead(string? file, string? keyFile, [NotNullWhen(true)] out TlsCertificate? certificate, [NotNullWhen(false)] out string? refusal)
    {
        (certificate, refusal) = (null, null);
        if (string.IsNullOrEmpty(file))
        {
            refusal = $"{Setting}: is missing; to listen by https, name a PEM file with the certificate, and its key in NextAuth:TlsKeyFile";
            return false;
        }

        try
        {
            certificate = new(file, keyFile);
            return true;
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            refusal = $"{Setting}: \"{OneLine.Of(file)}\" cannot be used ({OneLine.Of(unreadable.Message)}); must be a PEM file with a certificate, and NextAuth:TlsKeyFile its private key without a passphrase";
            return false;
        }
    }

    /// <summary>The certificate for a connection that begins now.</summary>
    public SslStreamCertificateContext Current(TimeProvider time)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (now - _looked >= Pause)
            {
                _looked = now;
                ReadChanged();
            }

            return _current;
        }
    }

    private void ReadChanged()
    {
        try
        {
            var written = WrittenAt(_file);
            if (written != _written)
            {
                _current = Read();
                _written = written;
            }
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or IOException or UnauthorizedAccessException)
        {
            // In the middle of being replaced, or the key is not there yet: the next look finds both.
        }
    }

    // Of the file itself: who renews by turning a link round, as Kubernetes does, leaves the link's own time as it is.
    private static DateTime WrittenAt(string file) => File.GetLastWriteTimeUtc(File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file);

    private SslStreamCertificateContext Read()
    {
        using var fromPem = X509Certificate2.CreateFromPemFile(_file, _keyFile);
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(_file);

        // Windows takes no key that lives in memory alone.
        var own = OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(fromPem.Export(X509ContentType.Pkcs12), null) : X509Certificate2.CreateFromPemFile(_file, _keyFile);
        return SslStreamCertificateContext.Create(own, all, offline: true);
    }
}
