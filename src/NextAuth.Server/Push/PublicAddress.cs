using System.Net;
using System.Net.Sockets;

namespace NextAuth.Server.Push;

/// <summary>
/// Which addresses are out there. An endpoint comes from a phone: were it posted to wherever it says, an attacker could knock on this machine and its neighbours through us
/// (server-side request forgery).
/// </summary>
internal static class PublicAddress
{
    // IANA IPv4 Special-Purpose Address Registry (RFC 6890), multicast (RFC 5771), reserved and broadcast (RFC 1112, RFC 919).
    private static readonly IPNetwork[] NotPublic4 =
    [
        IPNetwork.Parse("0.0.0.0/8"),
        IPNetwork.Parse("10.0.0.0/8"),
        IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.0.0.0/24"),
        IPNetwork.Parse("192.0.2.0/24"),
        IPNetwork.Parse("192.31.196.0/24"),
        IPNetwork.Parse("192.52.193.0/24"),
        IPNetwork.Parse("192.88.99.0/24"),
        IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("192.175.48.0/24"),
        IPNetwork.Parse("198.18.0.0/15"),
        IPNetwork.Parse("198.51.100.0/24"),
        IPNetwork.Parse("203.0.113.0/24"),
        IPNetwork.Parse("224.0.0.0/3"),
    ];

    // Parts of it that are special (IANA IPv6 Special-Purpose Address Registry): protocol assignments with Teredo and ORCHID, documentation, 6to4, which wraps an IPv4 address.
    private static readonly IPNetwork[] NotPublic6 =
    [
        IPNetwork.Parse("2001::/23"),
        IPNetwork.Parse("2001:db8::/32"),
        IPNetwork.Parse("2002::/16"),
        IPNetwork.Parse("2620:4f:8000::/48"),
        IPNetwork.Parse("3fff::/20"),
    ];

    // NAT64 (RFC 6052): how a machine without IPv4 reaches it. The IPv4 address inside decides.
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    public static bool Is(IPAddress address)
    {
        if (address.AddressFamily is AddressFamily.InterNetwork)
        {
            return !NotPublic4.Any(network => network.Contains(address));
        }

        // A mapped one is an IPv4 address in disguise, which the platform's networks take for either.
        if (address.AddressFamily is not AddressFamily.InterNetworkV6 || address.ScopeId != 0 || address.IsIPv4MappedToIPv6)
        {
            return false;
        }

        var bytes = address.GetAddressBytes();
        return Nat64.Contains(address)
            ? Is(new IPAddress(bytes.AsSpan(12)))
            : IsGlobalUnicast(bytes) && !NotPublic6.Any(network => network.Contains(address));
    }

    // 2000::/3, and nothing else, is given out (RFC 4291, section 2.4): loopback, link-local, unique-local and multicast are outside of it.
    private static bool IsGlobalUnicast(byte[] address) => (address[0] & 0xE0) == 0x20;
}
