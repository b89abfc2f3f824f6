using System.ComponentModel.DataAnnotations;

namespace NextAuth.Server.Browser;

/// <summary>Settings of the section <c>NextAuth:Browser</c>.</summary>
public sealed class BrowserOptions
{
    public const string Section = "NextAuth:Browser";

    /// <summary>How many sessions one socket may watch. 1 to 1,000; 64 by default.</summary>
    [Range(1, 1_000)]
    public int MaxSessions { get; set; } = 64;

    /// <summary>How long a socket may be silent; pages send PING every 50 seconds. 10 seconds to 1 hour; 2 minutes by default.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan MaxSilence { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How often a page gets a fresh login code. 1 second to 1 minute; 5 seconds by default.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan CodeInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>For how many of its sessions one socket gets fresh login codes; QR for one more is ignored. 1 to 64; 8 by default.</summary>
    [Range(1, 64)]
    public int MaxFreshCodes { get; set; } = 8;

    /// <summary>The least time between two LOGOUT of browsers for one session. Zero to 1 hour; 10 seconds by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan LogoutInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many messages may wait for a slow reader before it is cut off. 8 to 10,000; 256 by default.</summary>
    [Range(8, 10_000)]
    public int MaxWaiting { get; set; } = 256;

    /// <summary>
    /// How many sockets one address (IPv6: one /64) may hold; 0: any number. 0 to 1,000,000; 0 by default, because a whole company may sit behind one address, and
    /// behind a proxy everybody does.
    /// </summary>
    [Range(0, 1_000_000)]
    public int MaxSocketsPerAddress { get; set; }
}
