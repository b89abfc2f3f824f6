using NextAuth.Server.Sql.Database;

namespace NextAuth.Server.Sql.Lists;

/// <summary>
/// Finds the ids of one page of a list. Each column has one index, with the id behind it, from which whole pages are read without looking at the rows, also where
/// the ids run against the column (<see cref="Turned"/>); an order of several columns is read value by value (<see cref="ByValue"/>). Who fits the filters and the search is
/// gathered in memory, and each entry of an index is asked whether its user is there; on a near page of many who fit one filter the entries are looked up among the
/// attributes, and where few fit, their rows are fetched and sorted (docs/adr/0015-filters-are-gathered-into-memory.md).
/// </summary>
internal sealed class ListRead(Connection connection, ListTable table, ListRequest request, PageRequest page) : IDisposable
{
    // Measured on a million users, in microseconds: to gather a user; to ask whether the user of an index's entry was gathered; to look one up among the attributes,
    // for each value; to fetch and sort a row.
    private const double CostOfGathering = 0.1;
    private const double CostOfPassing = 0.1;
    private const double CostOfLooking = 1.5;
    private const double CostOfFetching = 16;

    // So long rows may be fetched in any case: along an index it may take longer, when they are not spread evenly.
    private const double LittleTime = 20_000;

    // SQLite passes over an entry in so many of its steps, and looks one up in so many for each value that its filter may have. After twice as many as rows
    // that are spread evenly would need it is given up.
    private const long StepsOfPassing = 6;
    private const long StepsOfLooking = 8;
    private const double Patience = 2;

    // Rows that are alike in the first column are fetched and sorted up to here, which takes some 20 ms; of more, a page is soon found along the index of the second column.
    private const int FewRows = 10_000;

    // What it takes to count as many, twice.
    private const long StepsOfCounting = 20 * FewRows;

    // What is read: the page, or its mirror image (see Mirror).
    private bool _isMirrored;
    private IReadOnlyList<SortColumn> _order = table.Read(page.Sort);
    private long _marker = page.Marker;
    private int _limit = page.Limit;
    private bool _isGathered;
    private bool _fitsAll;

    // Values that many users have, and whose count is not kept yet.
    private readonly List<string> _toKeep = [];

    // For this page only: to prepare a statement takes longer than to run it, and value by value the same ones run a hundred times.
    private readonly Dictionary<string, Statement> _prepared = new(StringComparer.Ordinal);

    /// <summary>Reads a page in one snapshot, so that the total fits the items.</summary>
    public static async Task<Page<T>> ReadAsync<T>(
        SqlDatabase database, ListTable table, ListRequest request, PageRequest page, Func<Connection, object, T> find, CancellationToken cancellationToken)
    {
        var (found, toKeep) = await database.ReadLongAsync(
            static (connection, list) => connection.InSnapshot(() =>
            {
                using var read = new ListRead(connection, list.table, list.request, list.page);
                var ids = read.Run();
                return (new Page<T>([.. ids.Items.Select(id => list.find(connection, id))], ids.Total), read._toKeep);
            }),
            (table, request, page, find),
            cancellationToken);
        await ValueCounts.KeepAsync(database, request, toKeep, cancellationToken);
        return found;
    }

    public void Dispose()
    {
        if (_isGathered)
        {
            connection.Numbers.Clear();
        }

        foreach (var statement in _prepared.Values)
        {
            statement.Dispose();
        }
    }

    /// <summary>The ids, in order, and how many rows fit in all.</summary>
    private Page<object> Run()
    {
        var all = Number($"SELECT {table.Total} FROM counts WHERE server = @server");
        var (total, rarest) = request switch
        {
            { IsForAll: true } => (all, null),
            { IsOneFilter: true } => (Count(), 0),
            _ => Gather(),
        };
        if (total <= _marker)
        {
            return new([], total);
        }

        // A page in the second half of a list is nearer from its end.
        _limit = (int)Math.Min(_limit, total - _marker);
        if (_marker > total / 2)
        {
            Mirror(total);
        }

        var ids = Ids(all, total, rarest);
        if (_isMirrored)
        {
            ids.Reverse();
        }

        return new(ids, total);
    }

    /// <summary>How many rows fit the only filter.</summary>
    private long Count()
    {
        var total = 0L;
        using var reader = Prepare(ValueCounts.Select(table, request)).Read();
        while (reader.Read())
        {
            var (isKept, count) = (reader.GetBoolean(1), reader.GetInt64(2));
            total += count;
            if (!isKept && count > ValueCounts.Many)
            {
                _toKeep.Add(reader.GetString(0));
            }
        }

        return total;
    }

    private List<object> Ids(long all, long total, int? rarest)
    {
        // How many entries are passed over until the page is full, when those that fit are spread evenly.
        var passed = (_marker + _limit) * ((double)all / total);
        if (rarest is { } filter && total * CostOfFetching < Math.Max(passed * CostOfPassing, LittleTime))
        {
            return Fetched(filter);
        }

        _fitsAll = total == all;
        if (_fitsAll)
        {
            return Along();
        }

        if (!_isGathered)
        {
            var values = 1 + request.Filters[0].Values.Count;
            if (passed * values * CostOfLooking < total * CostOfGathering && connection.TryWithin(Steps(passed, values * StepsOfLooking), Along) is { } looked)
            {
                return looked;
            }

            Gather();
        }

        // They may all stand at the far end: who was asked about last has logged in last. Then they are soon found from there.
        if (connection.TryWithin(Steps(passed, StepsOfPassing), Along) is { } near)
        {
            return near;
        }

        Mirror(total);
        if (connection.TryWithin(Steps(all / 4.0, StepsOfPassing), Along) is { } far)
        {
            return far;
        }

        Mirror(total);
        return Along();
    }

    private long Steps(double rows, long ofRow) => (_order.Count > 2 ? StepsOfCounting : 0) + (long)(Patience * rows * ofRow);

    /// <summary>From now on the page is read from the other end of the list.</summary>
    private void Mirror(long total)
    {
        _isMirrored = !_isMirrored;
        _marker = total - _marker - _limit;
        _order = [.. _order.Select(static column => column with { Descending = !column.Descending })];
    }

    /// <summary>Takes the users that fit all filters, and the search, into memory.</summary>
    /// <returns>How many rows are theirs, and which filter the fewest fit; <see langword="null"/> without a filter.</returns>
    private (long Total, int? Rarest) Gather()
    {
        connection.Numbers.Clear();
        _isGathered = true;
        if (request.Filters.Count == 0)
        {
            connection.Numbers.Begin();
            return (Gather("d.number", $"users AS d WHERE d.server = @server{request.FitsSearch("d.userid")}").Total, null);
        }

        var total = 0L;
        var (rarest, fewest) = (0, long.MaxValue);
        for (var filter = 0; filter < request.Filters.Count; filter++)
        {
            connection.Numbers.Begin();
            (total, var fitting) = Gather("d.user_number", $"attributes AS d WHERE {request.Fits("d", filter)}{(filter == 0 ? request.FitsSearch("d.owner") : "")}");
            (rarest, fewest) = fitting < fewest ? (filter, fitting) : (rarest, fewest);
        }

        return (total, rarest);
    }

    private (long Total, long Users) Gather(string number, string from)
    {
        using var reader = Prepare($"SELECT COALESCE(SUM(gather({number}) * {table.Weight}), 0), COUNT(*) FROM {from}").Read();
        reader.Read();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>A page of few rows: all of them are fetched, from the attributes on, and sorted.</summary>
    private List<object> Fetched(int filter) => Read($"""
        SELECT t.{table.Id} FROM attributes AS d CROSS JOIN {table.Name} AS t ON t.server = @server AND t.userid = d.owner
        WHERE {request.Fits("d", filter)}{(_isGathered ? " AND gathered(d.user_number)" : "")} ORDER BY {ListTable.OrderBy(_order)} LIMIT @limit OFFSET @marker
        """);

    /// <summary>A page along the index of its order. Each index has one column with the ids behind it, and is read from either end.</summary>
    private List<object> Along()
    {
        if (_order.Count > 2)
        {
            return ByValue();
        }

        return _order.All(column => column.Descending == _order[0].Descending)
            ? Read($"SELECT t.{table.Id} {From()} ORDER BY {ListTable.OrderBy(_order)} LIMIT @limit OFFSET @marker")
            : Turned();
    }

    /// <summary>
    /// A page whose ids run against their column: the index is read the way of the column, then the ids of each value are turned round. A value at an end of the page may
    /// have rows beyond it, and turned round those belong on the page, so that value is read for itself.
    /// </summary>
    private List<object> Turned()
    {
        var column = _order[0];
        var rows = new List<(object? Value, object Id)>();
        var sql = $"SELECT t.{column.Name}, t.{table.Id} {From()} ORDER BY {ListTable.OrderBy([column, _order[1] with { Descending = column.Descending }])} LIMIT @limit OFFSET @marker";
        using (var reader = Prepare(sql).Bind("@limit", (long)_limit).Bind("@marker", _marker).Read())
        {
            while (reader.Read())
            {
                rows.Add((reader.IsDBNull(0) ? null : reader.GetValue(0), reader.GetValue(1)));
            }
        }

        var ids = new List<object>();
        while (ids.Count < rows.Count)
        {
            var value = rows[ids.Count].Value;
            var alike = rows.Skip(ids.Count).TakeWhile(row => Equals(row.Value, value)).Select(static row => row.Id).ToList();
            var isCut = (ids.Count == 0 && _marker > 0) || ids.Count + alike.Count == rows.Count;
            ids.AddRange(isCut ? Alike(value, column, alike.Count, ids.Count == 0 ? Skip(value, alike[0]) : 0) : alike.AsEnumerable().Reverse());
        }

        return ids;
    }

    private string From(string? column = null) =>
        $"FROM {table.Name} AS t{(column is null ? "" : $" INDEXED BY {table.Indexes[column]}")} WHERE t.server = @server{Fits}";

    private string Fits => request.IsForAll || _fitsAll ? "" : _isGathered ? $" AND gathered(t.{table.User})" : request.FitsUser($"t.{table.User}");

    /// <summary>Finds the value of the first column at which the page begins, then takes value after value, each in the order of the other columns.</summary>
    private List<object> ByValue()
    {
        var column = $"t.{_order[0].Name}";
        var (value, id) = First($"SELECT {column}, t.{table.Id} {From()} ORDER BY {ListTable.OrderBy([_order[0], new(table.Id, _order[0].Descending)])} LIMIT 1 OFFSET @marker");
        var skip = Skip(value, id);
        var ids = new List<object>();
        var isSparse = false;
        foreach (var alike in ValuesFrom(column, value))
        {
            var along = IsFew(alike, isSparse ? From(_order[0].Name) : $"FROM {table.Name} AS t WHERE t.server = @server") ? _order[0] : _order[1];
            var (wanted, found) = (_limit - ids.Count, ids.Count);
            ids.AddRange(Alike(alike, along, wanted, skip));
            if (ids.Count == _limit)
            {
                break;
            }

            // All rows were passed over for those of one value. For the next ones that happens only where so many fit that the page is soon full.
            isSparse |= along == _order[1] && ids.Count - found < wanted;
            skip = 0;
        }

        return ids;
    }

    /// <summary>Rows that have a value in the first column, in the order of the other columns.</summary>
    private List<object> Alike(object? value, SortColumn along, int limit, long skip)
    {
        var statement = Prepare($"SELECT t.{table.Id} {From(along.Name)} AND {IsAlike(value)} ORDER BY {ListTable.OrderBy(_order.Skip(1))} LIMIT @limit OFFSET @marker");
        return Read(statement.Bind("@value", value), limit, skip);
    }

    /// <summary>
    /// Whether so few rows are alike that they may be fetched. At first all of them count, also those that no filter lets pass: looking for the others takes the time.
    /// </summary>
    private bool IsFew(object? value, string from) => Number($"SELECT COUNT(*) FROM (SELECT 1 {from} AND {IsAlike(value)} LIMIT {FewRows + 1})", value) <= FewRows;

    private string IsAlike(object? value) => value is null ? $"t.{_order[0].Name} IS NULL" : $"t.{_order[0].Name} = @value";

    /// <summary>
    /// How many rows of a value come before the page: in the order of the index as in that of the list they are equally many, and those of the index end with <paramref name="id"/>.
    /// </summary>
    private long Skip(object? value, object id) => _marker == 0 ? 0 : Prepare($"SELECT COUNT(*) {From(_order[0].Name)} AND {IsAlike(value)} AND t.{table.Id} {(_order[0].Descending ? '>' : '<')} @id")
        .Bind("@value", value).Bind("@id", id).Value() as long? ?? 0;

    /// <summary>The values of a column from one on, in its order: without a value first, or last when the order is downwards.</summary>
    private IEnumerable<object?> ValuesFrom(string column, object? value)
    {
        var descending = _order[0].Descending;
        if (value is null && !descending)
        {
            yield return null;
            value = Value($"SELECT {column} {From()} AND {column} IS NOT NULL ORDER BY {column} LIMIT 1");
        }

        var beyond = Prepare($"SELECT {column} {From()} AND {column} {(descending ? '<' : '>')} @value ORDER BY {column} {(descending ? "DESC" : "ASC")} LIMIT 1");
        for (; value is not null; value = beyond.Bind("@value", value).Value())
        {
            yield return value;
        }

        if (descending)
        {
            yield return null;
        }
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

    private List<object> Read(string sql) => Read(Prepare(sql), _limit, _marker);

    private object? Value(string sql) => Prepare(sql).Value();

    private (object? Value, object Id) First(string sql)
    {
        using var reader = Prepare(sql).Bind("@marker", _marker).Read();
        return reader.Read() ? (reader.IsDBNull(0) ? null : reader.GetValue(0), reader.GetValue(1)) : throw new InvalidOperationException("There are more rows than the marker.");
    }

    private long Number(string sql, object? value = null) => Prepare(sql).Bind("@value", value).Value() as long? ?? 0;

    private Statement Prepare(string sql)
    {
        if (!_prepared.TryGetValue(sql, out var statement))
        {
            _prepared.Add(sql, statement = request.Prepare(connection, sql));
        }

        return statement;
    }
}
