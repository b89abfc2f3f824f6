using System.Globalization;
using NextAuth.Protocol;
using NextAuth.Server.Attributes;
using NextAuth.Server.Sql.Database;

namespace NextAuth.Server.Sql.Lists;

/// <summary>Which rows of a table a caller asks for, as conditions and their values.</summary>
internal sealed class ListRequest(ServerId server, IReadOnlyList<AttributeFilter> filters, string? search)
{
    // The name is compared with ASCII case ignored: that is what LIKE does in SQLite.
    private readonly string? _pattern = string.IsNullOrEmpty(search) ? null : $"%{search.Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_")}%";

    public ServerId Server => server;

    public IReadOnlyList<AttributeFilter> Filters => filters;

    public bool IsForAll => filters.Count == 0 && _pattern is null;

    public bool IsOneFilter => filters.Count == 1 && _pattern is null;

    /// <summary>That the attribute row <paramref name="row"/> fits a filter.</summary>
    public string Fits(string row, int filter) => Fits(row, filter, $"IN ({string.Join(", ", Names(filter))})");

    /// <summary>That the attribute row <paramref name="row"/> has a filter's key and some value.</summary>
    public static string Fits(string row, int filter, string value) => $"{row}.kind = 0 AND {row}.server = @server AND {row}.key = @key{filter} AND {row}.text {value}";

    /// <summary>The values of a filter as rows.</summary>
    public string Values(int filter) => string.Join(", ", Names(filter).Select(static name => $"({name})"));

    /// <summary>That the user whose number is in a column fits the only filter.</summary>
    public string FitsUser(string column) => $" AND EXISTS (SELECT 1 FROM attributes AS f WHERE {Fits("f", 0)} AND f.user_number = {column})";

    /// <summary>That the user in a column fits the search.</summary>
    public string FitsSearch(string column) => _pattern is null ? "" : $" AND {column} LIKE @search ESCAPE '\\'";

    /// <summary>Prepares a statement with the values of the conditions that it has.</summary>
    public Statement Prepare(Connection connection, string sql)
    {
        var statement = new Statement(connection.Sqlite, sql).Add("@server", server.ToArray()).Add("@search", _pattern);
        for (var filter = 0; filter < filters.Count; filter++)
        {
            // The space keeps key 1 apart from key 10.
            if (sql.Contains($"@key{filter} ", StringComparison.Ordinal))
            {
                statement.Add($"@key{filter}", filters[filter].Key);
                foreach (var (name, value) in Names(filter).Zip(filters[filter].Values))
                {
                    statement.Add(name, value);
                }
            }
        }

        return statement;
    }

    private IEnumerable<string> Names(int filter) =>
        Enumerable.Range(0, filters[filter].Values.Count).Select(value => string.Create(CultureInfo.InvariantCulture, $"@value{filter}_{value}"));
}
