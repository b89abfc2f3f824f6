using System.ComponentModel.DataAnnotations;

namespace NextAuth.Server.ApiKeys;

/// <summary>Settings of the section <c>NextAuth:ApiKeys</c>. They stop the guessing of keys.</summary>
public sealed class ApiKeyOptions
{
    public const string Section = "NextAuth:ApiKeys";

    /// <summary>How many unknown keys one address may send in <see cref="Window"/>. 1 to 1,000,000; 20 by default.</summary>
    [Range(1, 1_000_000)]
    public int MaxFailures { get; set; } = 20;

    /// <summary>The time <see cref="MaxFailures"/> counts in. 1 second to 1 day; 1 minute by default.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);
}
