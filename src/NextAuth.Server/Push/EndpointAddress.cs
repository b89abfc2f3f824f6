using System.Net;

namespace NextAuth.Server.Push;

/// <summary>Which Web Push addresses are taken from a phone. What a name stands for is checked when it is connected to (<see cref="PushHttp"/>): names change.</summary>
internal static class EndpointAddress
{
    private const int HttpsPort = 443;

    // Names that never leave a machine or its network (RFC 6761, RFC 6762, RFC 8375; internal is reserved for it).
    private static readonly string[] LocalNames = ["localhost", "local", "internal", "home.arpa", "localdomain", "lan", "intranet", "corp", "home"];

    /// <param name="endpoint">An absolute address.</param>
    /// <param name="allowPrivate">Whether machines and ports that only a developer has are taken, too.</param>
    public static bool IsAllowed(Uri endpoint, bool allowPrivate)
    {
        // https alone: the address itself is a secret. No user info: it is not part of any subscription, and hides where an address leads.
        if (endpoint.Scheme != Uri.UriSchemeHttps || endpoint.UserInfo.Length > 0 || endpoint.Host.Length == 0)
        {
            return false;
        }

        // Push services answer at 443; another port would make this server a scanner of other services.
        return allowPrivate || (endpoint.Port == HttpsPort && IsPublicHost(endpoint));
    }

    private static bool IsPublicHost(Uri endpoint)
    {
        var host = endpoint.IdnHost.TrimEnd('.');
        if (endpoint.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6)
        {
            return IPAddress.TryParse(host, out var address) && PublicAddress.Is(address);
        }

        // A name without a dot is looked up in the domain of this machine.
        return host.Contains('.', StringComparison.Ordinal)
            && !LocalNames.Any(name => host.EndsWith('.' + name, StringComparison.OrdinalIgnoreCase));
    }
}
