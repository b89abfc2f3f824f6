namespace NextAuth.Server.Sql.Database;

/// <summary>An error that cost writes.</summary>
/// <param name="Message">What the database said.</param>
/// <param name="At">When.</param>
public sealed record WriteError(string Message, DateTimeOffset At);
