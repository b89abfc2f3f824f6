namespace NextAuth.Host.Settings;

/// <summary>Settings of the section <c>NextAuth:Log</c>. Logs go to standard error.</summary>
internal sealed class LogOptions
{
    public const string Section = "NextAuth:Log";

    /// <summary>The least severe events that are written. The framework's own are written from Warning on, at Debug from Information on.</summary>
    public LogLevel Level { get; set; } = LogLevel.Information;

    /// <summary>One line of text an event, or one JSON object an event.</summary>
    public LogFormat Format { get; set; } = LogFormat.Text;
}

/// <summary>How log events are written.</summary>
internal enum LogFormat
{
    Text,
    Json,
}
