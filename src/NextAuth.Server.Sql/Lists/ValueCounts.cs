using NextAuth.Server.Sql.Database;

namespace NextAuth.Server.Sql.Lists;

/// <summary>
/// How many rows of a table belong to the users who have a value of an attribute. A value that many have is counted once, by the writer; from then on triggers keep its
/// count (<c>V011__value_counts.sql</c>), so that a page of those who have it does not wait for a pass over all of them.
/// </summary>
internal static class ValueCounts
{
    /// <summary>So many rows are counted in a third of a millisecond: of values that more have, the count is kept.</summary>
    public const int Many = 5_000;

    /// <summary>The values of the only filter, each with its count, and whether that is kept.</summary>
    public static string Select(ListTable table, ListRequest request) => $"""
        SELECT asked.text, v.text IS NOT NULL, COALESCE(v.{table.Total}, (SELECT {table.Matching} FROM attributes AS d WHERE {ListRequest.Fits("d", 0, "= asked.text")}))
        FROM (SELECT DISTINCT column1 AS text FROM (VALUES {request.Values(0)})) AS asked
        LEFT JOIN value_counts AS v ON v.server = @server AND v.key = @key0 AND v.text = asked.text
        """;

    /// <summary>Sees to it that what took long to count needs no counting the next time.</summary>
    public static async Task KeepAsync(SqlDatabase database, ListRequest request, IReadOnlyList<string> values, CancellationToken cancellationToken)
    {
        try
        {
            // A write for each: what others write meanwhile waits for one of them only. Where many ask at once, the first one counts.
            foreach (var value in values)
            {
                await database.WriteAsync(scope => Keep(scope, request, value), cancellationToken);
            }
        }
        catch (StorageUnavailableException)
        {
            // The page is right without it.
        }
    }

    private static int Keep(WriteScope scope, ListRequest request, string value) =>
        scope.Statement("""
            INSERT INTO value_counts (server, key, text, users, accounts)
            SELECT server, key, text, COUNT(*), SUM(accounts) FROM attributes WHERE kind = 0 AND server = @server AND key = @key AND text = @text
                AND NOT EXISTS (SELECT 1 FROM value_counts WHERE server = @server AND key = @key AND text = @text)
            GROUP BY server, key, text
            ON CONFLICT DO NOTHING
            """)
            .Bind("@server", request.Server.ToArray()).Bind("@key", request.Filters[0].Key).Bind("@text", value)
            .Execute();
}
