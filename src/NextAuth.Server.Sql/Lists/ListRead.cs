using NextAuth.Server.Sql.Database;

namespace NextAuth.Server.Sql.Lists;

/// <summary>
/// Finds the ids of one page of a list. Each column has one index, with the id behind it, from which whole pages are read without looking at the rows, also where
/// the ids run against the column (<see cref="Turned"/>); an order of several columns is read value by value (<see cref="ByValue"/>). Filters are
/// followed from the attributes to the rows where few fit; else from the rows, in their order, to the attributes, which are asked in their index or, where many rows have to be
/// passed over, gathered in memory before (docs/adr/0015-filters-are-gathered-into-memory.md).
/// </summary>
internal sealed class ListRead(Connection connection, ListTable table, ListRequest request, PageRequest page) : IDisposable
{
    // Measured on a million users, what one row costs: 1 µs to gather it, half of that to ask memory about it, 3 µs to ask an index about it, 16 µs to fetch and sort it.
    private const double CostOfGathering = 1;
    private const double CostOfMemory = 0.5;
    private const double CostOfIndex = 3;
    private const double CostOfFetching = 16;

    // SQLite asks an index about a row in 12 of its steps, and at most one more for each value that a filter may have. Twice as many rows as rows that are spread evenly would need,
    // and the asking is given up.
    private const long StepsOfRow = 12;
    private const double Patience = 2;

    // Rows that are alike in the first column are fetched and sorted up to here, which takes some 20 ms; of more, a page is soon found along the index of the second column.
    private const int FewRows = 10_000;

    // What it takes to count as many.
    private const long StepsOfCounting = 10 * FewRows;

    // What is read: the page, or its mirror image (see Run).
    private IReadOnlyList<SortColumn> _order = table.Read(page.Sort);
    private long _marker = page.Marker;
    private int _limit = page.Limit;
    private bool _isGathered;

    // For this page only: to prepare a statement takes longer than to run it, and value by value the same ones run a hundred times.
    private readonly Dictionary<string, Statement> _prepared = new(StringComparer.Ordinal);

    /// <summary>Reads a page in one snapshot, so that the total fits the items.</summary>
    public static Page<T> Read<T>(Connection connection, ListTable table, ListRequest request, PageRequest page, Func<object, T> find) => connection.InSnapshot(() =>
    {
        using var list = new ListRead(connection, table, request, page);
        var ids = list.Run();
        return new Page<T>([.. ids.Items.Select(find)], ids.Total);
    });

    public void Dispose()
    {
        if (_isGathered)
        {
            connection.Texts.Clear();
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
        var counts = request.Filters.Count < 2 ? [] : Enumerable.Range(0, request.Filters.Count)
            .Select(filter => Number($"SELECT COUNT(*) FROM attributes AS d WHERE {request.Fits("d", filter)}")).ToList();
        var rarest = counts.Count == 0 ? 0 : counts.IndexOf(counts.Min());
        var asked = counts.Count == 0 ? 0 : (counts.Count - 1) * counts[rarest];
        var total = asked * CostOfIndex > counts.Sum() * CostOfGathering ? Gather(rarest, counts[rarest]) : Total(all, rarest);
        if (total <= _marker)
        {
            return new([], total);
        }

        // A page in the second half of a list is nearer from its end.
        var isMirrored = _marker > total / 2;
        if (isMirrored)
        {
            _limit = (int)Math.Min(_limit, total - _marker);
            _marker = total - _marker - _limit;
            _order = [.. _order.Select(static column => column with { Descending = !column.Descending })];
        }

        var ids = Ids(all, total, rarest, counts.Count == 0 ? total : counts[rarest]);
        if (isMirrored)
        {
            ids.Reverse();
        }

        return new(ids, total);
    }

    private long Total(long all, int rarest) => request switch
    {
        { IsForAll: true } => all,
        { Filters.Count: 0 } => Number($"SELECT COUNT(*) FROM {table.Name} AS t WHERE t.server = @server{request.FitsUser("t.userid")}"),
        _ => Number($"SELECT {table.Matching} FROM attributes AS d {Candidates(rarest)}"),
    };

    /// <summary>Takes the users that fit all filters, and the search, into memory.</summary>
    /// <param name="rarest">The filter that the fewest fit.</param>
    /// <param name="users">How many there are at most.</param>
    /// <returns>How many rows are theirs.</returns>
    private long Gather(int rarest, long users)
    {
        connection.Texts.Clear();
        _isGathered = true;
        long total = 0;
        foreach (var filter in Enumerable.Range(0, request.Filters.Count).OrderBy(filter => filter != rarest))
        {
            connection.Texts.Begin(users);
            total = Number($"SELECT COALESCE(SUM(gather(d.owner) * {table.Weight}), 0) FROM attributes AS d WHERE {request.Fits("d", filter)}{request.FitsSearch("d.owner")}");
        }

        return total;
    }

    private List<object> Ids(long all, long total, int rarest, long candidates)
    {
        if (request.Filters.Count == 0)
        {
            return Along();
        }

        if (_order[0].Name == table.Id && table.Id == "userid")
        {
            return Owners(total, rarest);
        }

        // How many rows are passed over until the page is full, when those that fit are spread evenly.
        var passed = (_marker + _limit) * ((double)all / total);

        // Value by value, another column's index is followed, and rows are fetched to see whether they have the value.
        var byIndex = passed * CostOfIndex * (_order.Count > 2 ? 2 : 1);
        var inMemory = (_isGathered ? 0 : candidates * CostOfGathering) + (passed * CostOfMemory);
        if (candidates * CostOfFetching <= Math.Min(byIndex, inMemory))
        {
            return Read($"""
                SELECT t.{table.Id} FROM attributes AS d CROSS JOIN {table.Name} AS t ON t.server = @server AND t.userid = d.owner
                {Candidates(rarest)} ORDER BY {ListTable.OrderBy(_order)} LIMIT @limit OFFSET @marker
                """);
        }

        if (!_isGathered)
        {
            // The rows that fit may all stand at the far end: who was asked about last has logged in last.
            var steps = (StepsOfRow * request.Filters.Count) + request.Filters.Sum(static filter => filter.Values.Count);
            var counting = _order.Count > 2 ? StepsOfCounting : 0;
            if (inMemory > byIndex && connection.TryWithin((long)(Patience * passed * steps) + counting, Along) is { } ids)
            {
                return ids;
            }

            Gather(rarest, candidates);
        }

        return Along();
    }

    /// <summary>The rows of attributes that fit the rarest filter, and their users everything else.</summary>
    private string Candidates(int rarest) =>
        $"WHERE {request.Fits("d", rarest)}{(_isGathered ? " AND gathered(d.owner)" : request.FitsUser("d.owner", rarest))}";

    /// <summary>
    /// A page of users in the order of their names. The attributes of one value are in that order, those of several are as many orders; so the page is looked for from a user on
    /// before whom, in the order of one value, about as many stand as before the page: how many there really are is counted, which takes a tenth of sorting them.
    /// </summary>
    private List<object> Owners(long total, int rarest)
    {
        var down = _order[0].Descending;
        var order = $"ORDER BY d.owner {(down ? "DESC" : "ASC")} LIMIT @limit OFFSET @marker";
        var ordered = $"SELECT d.owner FROM attributes AS d {Candidates(rarest)} {order}";
        if (_marker <= _limit || request.Filters[rarest].Values.Count == 1)
        {
            return Read(ordered);
        }

        // A little before, since a user behind the page is of no use.
        var part = 0.99 * _marker / total;
        var alike = ListRequest.Fits("d", rarest, 0);
        var place = (long)(part * Number($"SELECT COUNT(*) FROM attributes AS d WHERE {alike}"));
        var from = Read(Prepare($"SELECT d.owner FROM attributes AS d WHERE {alike} {order}"), 1, place) is [var found] ? found : null;
        var before = from is null ? 0 : Number($"SELECT COUNT(*) FROM attributes AS d {Candidates(rarest)} AND d.owner {(down ? '>' : '<')} @value", from);
        return from is null || before > _marker
            ? Read(ordered)
            : Read(
                Prepare($"SELECT d.owner FROM attributes AS d {Candidates(rarest)} AND d.owner {(down ? "<=" : ">=")} @value {order}").Bind("@value", from),
                _limit,
                _marker - before);
    }

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
        $"FROM {table.Name} AS t{(column is null ? "" : $" INDEXED BY {table.Indexes[column]}")} WHERE t.server = @server{(_isGathered ? " AND gathered(t.userid)" : request.FitsUser("t.userid"))}";

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
