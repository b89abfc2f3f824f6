using System.ComponentModel.DataAnnotations;

namespace NextAuth.Server.Push;

/// <summary>Settings of the section <c>NextAuth:Push</c>. The limits stop push bombing.</summary>
public sealed class PushOptions
{
    public const string Section = "NextAuth:Push";

    /// <summary>How long a pushed login can be answered. 30 seconds to 15 minutes; 2 minutes by default.</summary>
    [Range(typeof(TimeSpan), "00:00:30", "00:15:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How many pushes one account gets in <see cref="Window"/>. 1 to 1,000; 5 by default.</summary>
    [Range(1, 1_000)]
    public int MaxPushes { get; set; } = 5;

    /// <summary>The time <see cref="MaxPushes"/> counts in. 1 second to 1 day; 5 minutes by default.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many pushes in a row may be declined before there are none for <see cref="Bar"/>. 1 to 100; 3 by default.</summary>
    [Range(1, 100)]
    public int MaxDeclined { get; set; } = 3;

    /// <summary>How long no pushes reach an account whose person declines them. 1 second to 1 day; 10 minutes by default.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Bar { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The least time between two PROVOKE of browsers for one session. Zero to 1 hour; 10 seconds by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan BrowserInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a connected phone has to say that it has a push before it is woken as if it were not there. Zero to 1 minute; 2 seconds by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan WakeAfter { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Whether phones may name Web Push addresses on this machine, in private networks and at other ports than 443; for development alone. False by default.
    /// </summary>
    public bool AllowPrivateEndpoints { get; set; }
}
