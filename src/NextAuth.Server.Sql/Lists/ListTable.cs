using System.Collections.Frozen;

namespace NextAuth.Server.Sql.Lists;

/// <summary>A table that callers list, and the names they sort it by. Only names from here reach the SQL.</summary>
/// <param name="Name">The table; it has the columns server and userid.</param>
/// <param name="Id">The column that no two rows of a server share.</param>
/// <param name="User">The column with the number of the user that a row belongs to.</param>
/// <param name="Total">The column of counts, and of value_counts, with its number of rows.</param>
/// <param name="Matching">How many of its rows belong to rows of attributes.</param>
/// <param name="Weight">How many of them belong to the user of one row of attributes, or of users.</param>
/// <param name="Columns">Columns by the names that callers use.</param>
/// <param name="Indexes">By column, the index that has the rows of a server in its order, for all columns but <paramref name="Id"/>.</param>
internal sealed record ListTable(
    string Name, string Id, string User, string Total, string Matching, string Weight, FrozenDictionary<string, string> Columns, FrozenDictionary<string, string> Indexes)
{
    public static readonly ListTable Users = new("users", "userid", "number", "users", "COUNT(*)", "1", new Dictionary<string, string>
    {
        ["userid"] = "userid",
        ["lastlogin"] = "last_login",
        ["numberaccounts"] = "accounts",
    }.ToFrozenDictionary(StringComparer.Ordinal), new Dictionary<string, string>
    {
        ["last_login"] = "users_by_login",
        ["accounts"] = "users_by_accounts",
    }.ToFrozenDictionary(StringComparer.Ordinal));

    public static readonly ListTable Accounts = new("accounts", "id", "user_number", "accounts", "COALESCE(SUM(d.accounts), 0)", "d.accounts", new Dictionary<string, string>
    {
        ["id"] = "id",
        ["description"] = "description",
        ["blocked"] = "blocked",
        ["clientVersion"] = "client_version",
        ["created"] = "created",
        ["lastlogin"] = "last_login",
        ["lastprovoke"] = "last_provoke",
        ["userid"] = "userid",
    }.ToFrozenDictionary(StringComparer.Ordinal), new Dictionary<string, string>
    {
        ["description"] = "accounts_by_name",
        ["blocked"] = "accounts_by_blocked",
        ["client_version"] = "accounts_by_version",
        ["created"] = "accounts_by_age",
        ["last_login"] = "accounts_by_login",
        ["last_provoke"] = "accounts_by_provoke",
        ["userid"] = "accounts_of_user",
    }.ToFrozenDictionary(StringComparer.Ordinal));

    /// <summary>The columns of an order, up to the id, which leaves nothing to decide.</summary>
    /// <exception cref="ArgumentException">A column is unknown: the caller has checked them.</exception>
    public IReadOnlyList<SortColumn> Read(IReadOnlyList<SortColumn> sort)
    {
        var columns = new List<SortColumn>();
        foreach (var column in sort)
        {
            var name = Columns.GetValueOrDefault(column.Name) ?? throw new ArgumentException($"{Name} have no column {column.Name}.", nameof(sort));
            columns.Add(column with { Name = name });
            if (name == Id)
            {
                return columns;
            }
        }

        columns.Add(new(Id, Descending: false));
        return columns;
    }

    // Databases differ in where NULL stands, so it is said.
    public static string OrderBy(IEnumerable<SortColumn> columns) =>
        string.Join(", ", columns.Select(static column => $"t.{column.Name} {(column.Descending ? "DESC NULLS LAST" : "ASC NULLS FIRST")}"));
}
