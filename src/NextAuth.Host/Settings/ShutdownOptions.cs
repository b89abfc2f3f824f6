using System.ComponentModel.DataAnnotations;

namespace NextAuth.Host.Settings;

/// <summary>Settings of the section <c>NextAuth:Shutdown</c>.</summary>
internal sealed class ShutdownOptions
{
    public const string Section = "NextAuth:Shutdown";

    /// <summary>How long to go on serving after <c>/ready</c> says no, so that a load balancer notices. Zero to 1 minute; half a second by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan DrainDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long requests and handshakes may take to finish after that. 1 second to 5 minutes; 15 seconds by default.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);
}
