using System.Diagnostics.CodeAnalysis;
using System.Net;
using NextAuth.Server.Secrets;
using NextAuth.Server.Servers;
using NextAuth.Server.Sql.Database;

namespace NextAuth.Host.Settings;

/// <summary>The program's own settings, read and checked.</summary>
internal sealed record HostSettings
{
    public required IReadOnlyList<ListenAddress> Listen { get; init; }

    /// <summary>For the addresses with https; <see langword="null"/>: none was given.</summary>
    public required TlsCertificate? Certificate { get; init; }

    public required IReadOnlyList<IPAddress> TrustedProxies { get; init; }

    /// <summary>Whether nobody else reaches the server: where it listens and its public address are on this machine, and no proxy stands before it. So it is where somebody develops.</summary>
    public required bool IsThisMachineAlone { get; init; }

    public required ListenAddress Operations { get; init; }

    public required string DataDirectory { get; init; }

    public required DatabaseUri Database { get; init; }

    /// <summary>The master key that was given; <see langword="null"/>: the one in the data directory.</summary>
    public required byte[]? MasterKey { get; init; }

    public required string? RootApiKey { get; init; }

    /// <summary>Does not reveal the secrets.</summary>
    public override string ToString() => $"{nameof(HostSettings)} of {DataDirectory}";

    public static bool TryRead(IConfiguration configuration, [NotNullWhen(true)] out HostSettings? settings, [NotNullWhen(false)] out string? refusal)
    {
        settings = null;
        var given = configuration.GetSection(ProgramOptions.Section).Get<ProgramOptions>() ?? new();
        var operations = configuration.GetSection(OperationsOptions.Section).Get<OperationsOptions>() ?? new();
        var urls = configuration.GetSection(ServerOptions.Section).Get<ServerOptions>() ?? new();
        var dataDirectory = Path.GetFullPath(given.DataDirectory);

        refusal = UrlError(urls);
        if (refusal is not null
            || !TryReadList<ListenAddress>(given.Listen, ListenAddress.TryParse, EnvironmentNames.Describe("NextAuth:Listen"), ListenAddress.Expected, out var listen, out refusal)
            || !TryReadList<IPAddress>(given.TrustedProxies, IPAddress.TryParse, "NextAuth:TrustedProxies", "IP addresses separated by semicolons", out var proxies, out refusal)
            || !SecretSetting.TryRead("NextAuth:DatabaseUri", given.DatabaseUri, given.DatabaseUriFile, out var database, out refusal)
            || !SecretSetting.TryRead("NextAuth:MasterKey", given.MasterKey, given.MasterKeyFile, out var masterKey, out refusal)
            || !SecretSetting.TryRead("NextAuth:RootApiKey", given.RootApiKey, given.RootApiKeyFile, out var rootApiKey, out refusal))
        {
            return false;
        }

        refusal = listen is [] ? $"{EnvironmentNames.Describe("NextAuth:Listen")}: must be {ListenAddress.Expected}" : null;
        if (!ListenAddress.TryParse(operations.Url, out var operationsAddress))
        {
            refusal ??= $"NextAuth:Operations:Url: \"{OneLine.Of(operations.Url)}\" is not right; must be {ListenAddress.Expected}";
        }

        if (operationsAddress is { IsTls: true })
        {
            refusal ??= "NextAuth:Operations:Url: must be an http address: it is for this machine and those next to it";
        }

        TlsCertificate? certificate = null;
        if (listen.Any(static address => address.IsTls) && !TlsCertificate.TryRead(given.TlsCertificateFile, given.TlsKeyFile, out certificate, out var unusable))
        {
            refusal ??= unusable;
        }

        if (!DatabaseUri.TryParse(database ?? $"sqlite:{Path.Combine(dataDirectory, "nextauth.db")}", out var uri, out var error))
        {
            refusal ??= $"{EnvironmentNames.Describe("NextAuth:DatabaseUri")}: {error}";
        }

        byte[]? key = null;
        if (masterKey is not null && !TryReadKey(masterKey, out key))
        {
            refusal ??= $"{EnvironmentNames.Describe("NextAuth:MasterKey")}: must be base64 of {SecretBox.KeySize} bytes, such as openssl rand -base64 {SecretBox.KeySize} prints";
        }

        if (rootApiKey is not null && (rootApiKey.Length is < 32 or > 200 || !rootApiKey.All(static c => c is > ' ' and < '\x7f')))
        {
            refusal ??= $"{EnvironmentNames.Describe("NextAuth:RootApiKey")}: must be 32 to 200 visible ASCII characters without spaces, made at random";
        }

        if (refusal is not null)
        {
            return false;
        }

        settings = new()
        {
            Listen = listen,
            Certificate = certificate,
            TrustedProxies = proxies,
            IsThisMachineAlone = urls.PublicUrl.IsLoopback && proxies.Count == 0 && listen.All(static address => address.IsLoopback),
            Operations = operationsAddress!,
            DataDirectory = dataDirectory,
            Database = uri!,
            MasterKey = key,
            RootApiKey = rootApiKey,
        };
        return true;
    }

    private delegate bool TryParse<T>(string text, [NotNullWhen(true)] out T? value);

    private static bool TryReadList<T>(
        string text, TryParse<T> tryParse, string setting, string expected, out IReadOnlyList<T> values, [NotNullWhen(false)] out string? refusal)
    {
        var read = new List<T>();
        (values, refusal) = (read, null);
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!tryParse(part, out var value))
            {
                refusal = $"{setting}: \"{OneLine.Of(part)}\" is not right; must be {expected}";
                return false;
            }

            read.Add(value);
        }

        return true;
    }

    private static bool TryReadKey(string text, out byte[]? key)
    {
        key = new byte[SecretBox.KeySize];
        return Convert.TryFromBase64String(text, key, out var size) && size == SecretBox.KeySize;
    }

    private static string? UrlError(ServerOptions urls) => (urls.PublicUrl, urls.DefaultWebSocketUri, urls.DefaultSigmaiUri) switch
    {
        ({ Scheme: not ("http" or "https") } or { PathAndQuery: not "/" } or { Fragment.Length: > 0 }, _, _) =>
            $"{EnvironmentNames.Describe("NextAuth:PublicUrl")}: must be an http or https address without a path, such as https://login.example.com",
        (_, { Scheme: not ("ws" or "wss") }, _) =>
            $"{EnvironmentNames.Describe("NextAuth:DefaultWebSocketUri")}: must be a ws or wss address, such as wss://login.example.com/ns/websocket",
        (_, _, { Scheme: not ("ws" or "wss") }) =>
            $"{EnvironmentNames.Describe("NextAuth:DefaultSigmaiUri")}: must be a ws or wss address, such as wss://login.example.com/ns/sigmai",
        _ => null,
    };
}
