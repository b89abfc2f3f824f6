namespace NextAuth.Host.Settings;

/// <summary>Settings of the section <c>NextAuth</c> that the program itself needs.</summary>
internal sealed class ProgramOptions
{
    public const string Section = "NextAuth";

    /// <summary>Where it listens: http or https, a host and a port; several are separated by semicolons. For https it needs <see cref="TlsCertificateFile"/>.</summary>
    public string Listen { get; set; } = "http://localhost:8080";

    /// <summary>The certificate for https, with those that lead to its root, in PEM. Read again when the file has changed, so that a renewed one is used without a restart.</summary>
    public string? TlsCertificateFile { get; set; }

    /// <summary>The private key of the certificate, in PEM without a passphrase; by default in the same file.</summary>
    public string? TlsKeyFile { get; set; }

    /// <summary>
    /// The addresses of proxies in front, separated by semicolons; only from them is <c>X-Forwarded-For</c> believed, so that limits per address hold for the caller and
    /// nobody gets round them by a header.
    /// </summary>
    public string TrustedProxies { get; set; } = "";

    /// <summary>The folder of the database, the master key and the lock. Made with mode 0700.</summary>
    public string DataDirectory { get; set; } = "data";

    /// <summary>The database: <c>sqlite:PATH</c>, or <c>:memory:</c> for a trial that keeps nothing; by default <c>nextauth.db</c> in the data directory.</summary>
    public string? DatabaseUri { get; set; }

    /// <summary>A file that holds <see cref="DatabaseUri"/>.</summary>
    public string? DatabaseUriFile { get; set; }

    /// <summary>An API key with global <c>root</c>, 32 to 200 visible ASCII characters made at random; by default one is made and printed at the first start.</summary>
    public string? RootApiKey { get; set; }

    /// <summary>A file that holds <see cref="RootApiKey"/>.</summary>
    public string? RootApiKeyFile { get; set; }

    /// <summary>The key that encrypts secrets in the database, base64 of 32 bytes; by default <c>master.key</c> in the data directory, made at the first start.</summary>
    public string? MasterKey { get; set; }

    /// <summary>A file that holds <see cref="MasterKey"/>.</summary>
    public string? MasterKeyFile { get; set; }
}
