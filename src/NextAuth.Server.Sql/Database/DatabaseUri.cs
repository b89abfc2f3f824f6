using System.Diagnostics.CodeAnalysis;

namespace NextAuth.Server.Sql.Database;

/// <summary>Where the database is: <c>sqlite:PATH</c>, or <c>:memory:</c> for one that ends with the process.</summary>
public sealed record DatabaseUri
{
    private const string SqliteScheme = "sqlite:";

    private DatabaseUri(string? path) => Path = path;

    /// <summary>The file's full path; <see langword="null"/>: in memory.</summary>
    public string? Path { get; }

    public static DatabaseUri InMemory { get; } = new((string?)null);

    /// <summary>Reads the setting.</summary>
    /// <param name="text">The setting's value.</param>
    /// <param name="uri">The place.</param>
    /// <param name="error">What is wrong with it. Does not repeat the value: it may hold a password.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out DatabaseUri? uri, [NotNullWhen(false)] out string? error)
    {
        (uri, error) = text switch
        {
            ":memory:" => (InMemory, null),
            not null when text.StartsWith(SqliteScheme, StringComparison.Ordinal) => FromPath(text[SqliteScheme.Length..]),
            not null when text.StartsWith("postgres:", StringComparison.Ordinal) || text.StartsWith("postgresql:", StringComparison.Ordinal) =>
                (null, "PostgreSQL comes with the cluster and is not supported yet; use sqlite:PATH or :memory:"),
            _ => (null, "must be sqlite:PATH or :memory:"),
        };

        return uri is not null;
    }

    private static (DatabaseUri? Uri, string? Error) FromPath(string path) => path switch
    {
        "" => (null, "has no path after sqlite:"),
        ":memory:" => (InMemory, null),
        _ when path.Contains('\0', StringComparison.Ordinal) => (null, "the path holds a zero character"),

        // Elsewhere the part after two slashes names a host; guessing would put the file where nobody looks for it.
        ['/', '/', not '/', ..] => (null, "takes a path right after sqlite:, without //"),
        _ => (new(System.IO.Path.GetFullPath(path)), null),
    };
}
