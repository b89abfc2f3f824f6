using NextAuth.Server.Sql.Database;

namespace NextAuth.Server.Sql.Lists;

/// <summary>
/// Finds the ids of one page of a list. Each column has one index, with the id behind it, from which whole pages are read without looking at the rows; a column is sorted
/// downwards while its id goes up by reading the index value by value (<see cref="Down"/>). Filters are followed either from the attributes to the rows or from the rows,
/// in their order, to the attributes, whichever looks at less.
/// </summary>
internal sealed class ListRead(Connection connection, ListTable table, ListRequest request, PageRequest page)
{
    // Measured on a million users: fetching a row and sorting it costs about four times as much as asking one index about it.
    private const double CostOfRow = 4;

    private readonly IReadOnlyList<SortColumn> _order = table.Read(page.Sort);

    /// <summary>Reads a page in one snapshot, so that the total fits the items.</summary>
    public static Page<T> Read<T>(Connection connection, ListTable table, ListRequest request, PageRequest page, Func<object, T> find) => connection.InSnapshot(() =>
    {
        var ids = new ListRead(connection, table, request, page).Run();
        return new Page<T>([.. ids.Items.Select(find)], ids.Total);
    });

    /// <summary>The ids, in order, and how many rows fit in all.</summary>
    private Page<object> Run()
    {
        var all = Number($"SELECT {table.Total} FROM counts WHERE server = @server");
        var counts = request.Filters.Count < 2 ? [] : Enumerable.Range(0, request.Filters.Count)
            .Select(filter => Number($"SELECT COUNT(*) FROM attributes AS d WHERE {request.Fits("d", filter)}")).ToList();
        var rarest = counts.Count == 0 ? 0 : counts.IndexOf(counts.Min());
        var total = Total(all, rarest);
        return total <= page.Marker ? new([], total) : new(Ids(all, total, rarest, counts.Count == 0 ? total : counts[rarest]), total);
    }

    private long Total(long all, int rarest) => request switch
    {
        { IsForAll: true } => all,
        { Filters.Count: 0 } => Number($"SELECT COUNT(*) FROM {table.Name} AS t WHERE t.server = @server{request.FitsUser("t.userid")}"),
        _ => Number($"SELECT {table.Matching} FROM attributes AS d WHERE {request.Fits("d", rarest)}{request.FitsUser("d.owner", rarest)}"),
    };

    private List<object> Ids(long all, long total, int rarest, long candidates)
    {
        if (request.Filters.Count > 0)
        {
            var source = $"WHERE {request.Fits("d", rarest)}{request.FitsUser("d.owner", rarest)}";
            if (_order[0].Name == table.Id && table.Id == "userid")
            {
                // The attributes of one value are in the order of their users.
                return Read($"SELECT d.owner FROM attributes AS d {source} ORDER BY d.owner {(_order[0].Descending ? "DESC" : "ASC")} LIMIT @limit OFFSET @marker");
            }

            if (candidates * CostOfRow <= (page.Marker + page.Limit) * ((double)all / total))
            {
                return Read($"""
                    SELECT t.{table.Id} FROM attributes AS d CROSS JOIN {table.Name} AS t ON t.server = @server AND t.userid = d.owner
                    {source} ORDER BY {ListTable.OrderBy(_order)} LIMIT @limit OFFSET @marker
                    """);
            }
        }

        var rows = $"FROM {table.Name} AS t WHERE t.server = @server{request.FitsUser("t.userid")}";
        return _order is [{ Descending: true }, { Descending: false }]
            ? Down(rows, $"t.{_order[0].Name}")
            : Read($"SELECT t.{table.Id} {rows} ORDER BY {ListTable.OrderBy(_order)} LIMIT @limit OFFSET @marker");
    }

    /// <summary>One column downwards, ids upwards among equals: finds the value at which the page begins, then takes value after value, each in the order of the index.</summary>
    private List<object> Down(string rows, string column)
    {
        var value = Value($"SELECT {column} {rows} ORDER BY {column} DESC LIMIT 1 OFFSET @marker");
        var skip = page.Marker;
        if (skip > 0)
        {
            skip -= Number($"SELECT COUNT(*) {rows} AND {(value is null ? $"{column} IS NOT NULL" : $"{column} > @value")}", value);
        }

        using var alike = request.Prepare(connection, $"SELECT t.{table.Id} {rows} AND {column} = @value ORDER BY t.{table.Id} LIMIT @limit OFFSET @marker");
        using var below = request.Prepare(connection, $"SELECT {column} {rows} AND {column} < @value ORDER BY {column} DESC LIMIT 1");
        var ids = new List<object>();
        for (; value is not null && ids.Count < page.Limit; value = below.Bind("@value", value).Value())
        {
            ids.AddRange(Read(alike.Bind("@value", value), page.Limit - ids.Count, skip));
            skip = 0;
        }

        if (ids.Count < page.Limit)
        {
            using var without = request.Prepare(connection, $"SELECT t.{table.Id} {rows} AND {column} IS NULL ORDER BY t.{table.Id} LIMIT @limit OFFSET @marker");
            ids.AddRange(Read(without, page.Limit - ids.Count, skip));
        }

        return ids;
    }

    private static List<object> Read(Statement statement, int limit, long marker)
    {
        var ids = new List<object>();
        using var reader = statement.Bind("@limit", (long)limit).Bind("@marker", marker).Read();
        while (reader.Read())
        {
            ids.Add(reader.GetValue(0));
        }

        return ids;
    }

    private List<object> Read(string sql)
    {
        using var statement = request.Prepare(connection, sql);
        return Read(statement, page.Limit, page.Marker);
    }

    private object? Value(string sql)
    {
        using var statement = request.Prepare(connection, sql);
        return statement.Bind("@marker", page.Marker).Value();
    }

    private long Number(string sql, object? value = null)
    {
        using var statement = request.Prepare(connection, sql);
        return statement.Bind("@value", value).Value() as long? ?? 0;
    }
}
