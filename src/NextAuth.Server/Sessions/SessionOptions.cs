using System.ComponentModel.DataAnnotations;

namespace NextAuth.Server.Sessions;

/// <summary>Settings of the section <c>NextAuth:Sessions</c>.</summary>
public sealed class SessionOptions
{
    public const string Section = "NextAuth:Sessions";

    /// <summary>How long a session that nobody logged in to is kept without a call. 1 minute to 30 days; 1 hour by default.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan UnusedLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often a call is noted: one every time would cost a commit.</summary>
    internal TimeSpan NotedEvery => UnusedLifetime / 12;

    /// <summary>How long after the last call that was noted a session is kept: then it has been without any for <see cref="UnusedLifetime"/>.</summary>
    internal TimeSpan KeptFor => UnusedLifetime + NotedEvery;

    /// <summary>How long a login lasts at most. 1 minute to 365 days; 12 hours by default.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan LoginLifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>How long the last account of a session is remembered for pushes. 1 hour to 365 days; 30 days by default.</summary>
    // Longer than any code lives: while the session is remembered, its epoch keeps used codes worthless.
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00")]
    public TimeSpan LastAccountLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long a login code from the REST API is good. 30 seconds to 15 minutes; 2 minutes by default. Rounded up to 30 seconds, so that the code is the same between calls.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:30", "00:15:00")]
    public TimeSpan CodeLifetime { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How often an account may have logged in within an hour when its phone logs itself in: no web application limits that. 1 to 100,000; 64 by default, more than
    /// a person opens and far less than a loop does.
    /// </summary>
    [Range(1, 100_000)]
    public int MaxAppLogins { get; set; } = 64;

    /// <summary>
    /// How often an account may log in within an hour, however it does: each login leaves a row. 1 to 1,000,000,000; 240 by default, one every 15 seconds.
    /// </summary>
    [Range(1, 1_000_000_000)]
    public int MaxLogins { get; set; } = 240;

    /// <summary>
    /// How many logouts may wait for an account's phone to listen; one more withdraws the oldest. 1 to 100,000; 1,000 by default.
    /// </summary>
    [Range(1, 100_000)]
    public int MaxLogoutsWaiting { get; set; } = 1_000;

    /// <summary>How long a login code kept fresh over the WebSocket is good. 10 seconds to 2 minutes; 20 seconds by default.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "00:02:00")]
    public TimeSpan FreshCodeLifetime { get; set; } = TimeSpan.FromSeconds(20);
}
