using System.ComponentModel.DataAnnotations;

namespace NextAuth.Server.Transactions;

/// <summary>Settings of the section <c>NextAuth:Transactions</c>.</summary>
public sealed class TransactionOptions
{
    public const string Section = "NextAuth:Transactions";

    /// <summary>How long a transaction can be answered. 30 seconds to 1 day; 10 minutes by default.</summary>
    [Range(typeof(TimeSpan), "00:00:30", "1.00:00:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How many transactions may wait for one account's answer at a time. 1 to 1,000; 10 by default.</summary>
    [Range(1, 1_000)]
    public int MaxOpen { get; set; } = 10;

    /// <summary>How many transactions may be made for one account in <see cref="Window"/>, answered or not. 1 to 100,000; 30 by default.</summary>
    [Range(1, 100_000)]
    public int MaxCreated { get; set; } = 30;

    /// <summary>The time <see cref="MaxCreated"/> counts in. 1 second to 1 day; 10 minutes by default.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How many transactions in a row may be declined before there are none for <see cref="Bar"/>. 1 to 100; 3 by default.</summary>
    [Range(1, 100)]
    public int MaxDeclined { get; set; } = 3;

    /// <summary>How long no transactions reach an account whose person declines them. 1 second to 1 day; 10 minutes by default.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Bar { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a transaction and its evidence are kept after its end. 1 hour to 3650 days; 90 days by default.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(90);
}
