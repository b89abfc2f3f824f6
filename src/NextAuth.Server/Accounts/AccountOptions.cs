using System.ComponentModel.DataAnnotations;

namespace NextAuth.Server.Accounts;

/// <summary>Settings of the section <c>NextAuth:Accounts</c>.</summary>
public sealed class AccountOptions
{
    public const string Section = "NextAuth:Accounts";

    /// <summary>How long a deleted account's phone is told that it is gone, should it connect. Zero to 3650 days; 400 days by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan RemovedLifetime { get; set; } = TimeSpan.FromDays(400);
}
