using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace NextAuth.Server.Sockets;

/// <summary>Counts what one address holds open, so that a single machine cannot take all there is. Thread-safe.</summary>
/// <param name="limit">How many; zero: no limit.</param>
internal sealed class AddressLimiter(int limit)
{
    private readonly ConcurrentDictionary<IPAddress, int> _held = new();

    public bool TryEnter(IPAddress? address)
    {
        if (limit == 0)
        {
            return true;
        }

        if (_held.AddOrUpdate(Group(address), 1, (_, held) => held + 1) <= limit)
        {
            return true;
        }

        Leave(address);
        return false;
    }

    public void Leave(IPAddress? address)
    {
        if (limit == 0)
        {
            return;
        }

        var group = Group(address);
        while (_held.TryGetValue(group, out var held))
        {
            // Removing by key and value: an entry that another thread has just raised stays.
            if (held > 1 ? _held.TryUpdate(group, held - 1, held) : _held.TryRemove(new KeyValuePair<IPAddress, int>(group, held)))
            {
                return;
            }
        }
    }

    // A provider hands out IPv6 by the /64: single addresses of it cost an attacker nothing.
    private static IPAddress Group(IPAddress? address)
    {
        if (address is null)
        {
            return IPAddress.None;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily is not AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new(bytes);
    }
}
