using System.Net;
using NextAuth.Authenticator.Accounts;
using NextAuth.Protocol;

namespace NextAuth.Authenticator.Connections;

/// <summary>Where a server's phone endpoint is (docs/protocol/links.md): found from what the caller gave, what the accounts know, and the link, in that order.</summary>
internal static class ServerAddress
{
    /// <summary>Collects the addresses to try, best first, each once; fails when there is none, or none that is safe.</summary>
    public static Attempt<IReadOnlyList<Uri>> Candidates(Uri? given, IEnumerable<Account> accounts, string? link, bool allowInsecure)
    {
        var known = accounts.OrderByDescending(account => account.Parameters.Version).ToArray();
        var found = new List<Uri?> { given is null ? null : WithPath(given) };
        if (given is null)
        {
            found.AddRange(known.SelectMany(account => account.Parameters.Endpoints).Select(Parse));
            found.AddRange(known.Select(account => account.Endpoint));
            found.Add(OfLink(link));
        }

        var all = found.OfType<Uri>().Distinct().ToArray();
        var safe = all.Where(address => allowInsecure || address.Scheme == Uri.UriSchemeWss || IsLoopback(address)).ToArray();
        return (all, safe) switch
        {
            ([], _) => new PhoneResult.NoEndpoint(),
            (_, []) => new PhoneResult.InsecureEndpoint(),
            _ => safe,
        };
    }

    /// <summary>Reads an address a person or a server gave: of the endpoint itself or of the server, http or ws.</summary>
    public static Uri? Parse(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) ? WithPath(address) : null;

    private static Uri? OfLink(string? link)
    {
        if (!Uri.TryCreate(link?.Trim(), UriKind.Absolute, out var address) || WebSocketScheme(address) is not { } scheme)
        {
            return null;
        }

        return new UriBuilder(scheme, address.IdnHost, address.Port, ProtocolLimits.Path).Uri;
    }

    private static Uri? WithPath(Uri address)
    {
        if (!address.IsAbsoluteUri || WebSocketScheme(address) is not { } scheme)
        {
            return null;
        }

        var path = address.AbsolutePath.TrimEnd('/');
        path = path.EndsWith(ProtocolLimits.Path, StringComparison.Ordinal) ? path : path + ProtocolLimits.Path;
        return new UriBuilder(scheme, address.IdnHost, address.Port, path).Uri;
    }

    private static string? WebSocketScheme(Uri address) => address.Scheme switch
    {
        "http" or "ws" => Uri.UriSchemeWs,
        "https" or "wss" => Uri.UriSchemeWss,
        _ => null,
    };

    // By the text alone: a name that merely resolves to this machine may resolve elsewhere a moment later (DNS rebinding).
    private static bool IsLoopback(Uri address) =>
        IPAddress.TryParse(address.IdnHost, out var ip) ? IPAddress.IsLoopback(ip) : address.IdnHost is "localhost";
}
