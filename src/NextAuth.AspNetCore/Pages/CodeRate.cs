using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace NextAuthApi.AspNetCore.Pages;

/// <summary>
/// How many login codes one address gets. Each is a session with a description that the server writes to its disk and keeps for an hour, and anybody may ask for one: without a bound, a single
/// machine could fill the disk and keep the writer, on which all logins wait, busy.
/// </summary>
internal sealed class CodeRate(IOptionsMonitor<NextAuthOptions> options, NextAuthScheme scheme) : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    // Addresses that ask for nothing any more are forgotten by the limiter itself.
    private readonly PartitionedRateLimiter<IPAddress> _limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address => RateLimitPartition.GetFixedWindowLimiter(
        Network(address), _ => new() { PermitLimit = options.Get(scheme.Name).MaxCodesPerMinute, Window = Window }));

    private long _nextNews = long.MinValue;

    /// <summary>Counts one code for an address.</summary>
    /// <param name="address">The browser's; <see langword="null"/>: unknown, and all of those are one.</param>
    /// <param name="wait">How long until there are codes again.</param>
    /// <returns><see langword="false"/>: it has had its codes.</returns>
    public bool TryTake(IPAddress? address, out TimeSpan wait)
    {
        using var lease = _limiter.AttemptAcquire(address ?? IPAddress.None);
        wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var known) ? known : Window;
        return lease.IsAcquired;
    }

    /// <summary>Whether a refusal is worth a line in the log: once a minute, or whoever is refused could fill that instead.</summary>
    public bool IsNews()
    {
        var (next, now) = (Interlocked.Read(ref _nextNews), Environment.TickCount64);
        return now >= next && Interlocked.CompareExchange(ref _nextNews, now + (long)Window.TotalMilliseconds, next) == next;
    }

    public void Dispose() => _limiter.Dispose();

    // One person's IPv6 network is a /64: counting single addresses of it would stop nobody.
    private static IPAddress Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily is not AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(bytes.Length / 2).Clear();
        return new(bytes);
    }
}
