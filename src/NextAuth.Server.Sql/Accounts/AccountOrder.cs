using System.Collections.Frozen;
using NextAuth.Server.Accounts;

namespace NextAuth.Server.Sql.Accounts;

/// <summary>Makes ORDER BY of the names that callers sort by. Only names of this table reach the SQL.</summary>
internal static class AccountOrder
{
    private static readonly FrozenDictionary<string, string> Columns = new Dictionary<string, string>
    {
        ["id"] = "id",
        ["description"] = "description",
        ["blocked"] = "blocked",
        ["clientVersion"] = "client_version",
        ["created"] = "created",
        ["lastlogin"] = "last_login",
        ["lastprovoke"] = "last_provoke",
        ["userid"] = "userid",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">A column is unknown: the caller has checked them.</exception>
    public static string By(IReadOnlyList<SortColumn> sort) => string.Join(", ", [.. sort.Select(Term), "id"]);

    // Databases differ in where NULL stands, so it is said.
    private static string Term(SortColumn column) => Columns.TryGetValue(column.Name, out var name)
        ? $"{name} {(column.Descending ? "DESC NULLS LAST" : "ASC NULLS FIRST")}"
        : throw new ArgumentException($"Accounts have no column {column.Name}.", nameof(column));
}
