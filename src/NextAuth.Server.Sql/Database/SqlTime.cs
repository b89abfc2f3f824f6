namespace NextAuth.Server.Sql.Database;

/// <summary>Times are stored as Unix milliseconds: comparable in every SQL, and without a time zone to get wrong.</summary>
internal static class SqlTime
{
    public static DateTimeOffset From(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    public static DateTimeOffset? From(long? milliseconds) => milliseconds is { } value ? From(value) : null;
}
