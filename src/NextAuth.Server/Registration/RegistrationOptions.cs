using System.ComponentModel.DataAnnotations;

namespace NextAuth.Server.Registration;

/// <summary>Settings of the section <c>NextAuth:Registration</c>.</summary>
public sealed class RegistrationOptions
{
    public const string Section = "NextAuth:Registration";

    /// <summary>How long an enrol code is good, once. 30 seconds to 1 day; 10 minutes by default.</summary>
    [Range(typeof(TimeSpan), "00:00:30", "1.00:00:00")]
    public TimeSpan CodeLifetime { get; set; } = TimeSpan.FromMinutes(10);
}
