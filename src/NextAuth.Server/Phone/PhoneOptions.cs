using System.ComponentModel.DataAnnotations;

namespace NextAuth.Server.Phone;

/// <summary>Settings of the section <c>NextAuth:Phone</c> (docs/protocol/overview.md, section 2).</summary>
public sealed class PhoneOptions
{
    public const string Section = "NextAuth:Phone";

    /// <summary>How long a phone may connect and say nothing. 1 second to 2 minutes; 10 seconds by default.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan FirstMessageTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a handshake may last: a person is deciding. 10 seconds to 15 minutes; 2 minutes by default.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "00:15:00")]
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How many unfinished handshakes one address (IPv6: one /64) may hold; 0: any number. 0 to 1,000,000; 32 by default.</summary>
    [Range(0, 1_000_000)]
    public int MaxUnfinishedPerAddress { get; set; } = 32;

    /// <summary>How many open channels one account may hold; one more closes the oldest. 1 to 1,000; 8 by default.</summary>
    [Range(1, 1_000)]
    public int MaxChannelsPerAccount { get; set; } = 8;

    /// <summary>How often a listening phone is pinged where the server's ping time does not say. 10 seconds to 1 hour; 1 minute by default.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many messages may wait for a slow phone before it is cut off. 8 to 10,000; 64 by default.</summary>
    [Range(8, 10_000)]
    public int MaxWaiting { get; set; } = 64;
}
