using NextAuth.Server.Attributes;

namespace NextAuth.Server.Http;

/// <summary>Reads the parameters of lists: which part of them, in which order, and of which users.</summary>
internal static class ListParameters
{
    private const int MaxLimit = 1000;
    private const int DefaultLimit = 100;

    // Each filter is a look into the attributes of its own, each value a parameter of every one: what fits into a query would take seconds.
    private const int MaxFilters = 8;
    private const int MaxFilterValues = 100;

    /// <summary>Which users, by their attributes.</summary>
    public static readonly ApiParameter Filter =
        new("filter", "Users by an attribute: attribute=value, or attribute=in:value,value for one of several. Given more than once (8 times at most, with 100 values in all), all must fit.", "city=in:Bern,Basel") { Repeats = true };

    /// <summary>Which users, by their names.</summary>
    public static readonly ApiParameter Name =
        new("search", "Users whose name contains this text, upper and lower case of ASCII letters being the same.", "ali") { Length = (0, Parameters.MaxUserIdLength) };

    /// <summary>How many.</summary>
    public static readonly ApiParameter Limit = new("limit", "How many to answer.", DefaultLimit) { Range = (1, MaxLimit), Default = DefaultLimit };

    /// <summary>From where.</summary>
    public static readonly ApiParameter Marker = new("marker", "How many to leave out before them.", 0) { Range = (0, long.MaxValue), Default = 0 };

    /// <summary>In which order.</summary>
    public static ApiParameter Order(IReadOnlyList<string> columns) => new(
        "sort", $"Columns separated by commas, each with :asc or :desc behind it if wanted. Columns are {string.Join(", ", columns)}; the id, going up, breaks ties.", columns[0] + ":desc");

    /// <summary>Which part of a list, in which order.</summary>
    public static Outcome<PageRequest> Page(this ApiCall call, IReadOnlyList<string> columns)
    {
        var (part, sort) = (call.Part(), call.Sort(columns));
        return (part.Problem ?? sort.Problem) is { } problem ? problem : part.Value with { Sort = sort.Value };
    }

    /// <summary>Which part of a list that has one order.</summary>
    public static Outcome<PageRequest> Part(this ApiCall call)
    {
        var limit = call.Number("limit", 1, MaxLimit, DefaultLimit);
        var marker = call.Number("marker", 0, long.MaxValue, 0);
        return (limit.Problem ?? marker.Problem) is { } problem ? problem : new PageRequest((int)limit.Value, marker.Value, []);
    }

    /// <summary>A part of the names of users to look for; <see langword="null"/> when not given.</summary>
    public static Outcome<string?> Search(this ApiCall call) => call.Query("search") switch
    {
        { Value: { } text } when !TextRule.IsPlain(text, 0, Parameters.MaxUserIdLength) => Parameters.Refuse($"The parameter search must be at most {Parameters.MaxUserIdLength} characters, no control characters."),
        var given => given,
    };

    /// <summary>Which users to list, by their attributes; all of the filters must fit.</summary>
    public static Outcome<IReadOnlyList<AttributeFilter>> Filters(this ApiCall call)
    {
        const string List = "in:";
        var filters = new List<AttributeFilter>();
        foreach (var encoded in RawQuery.FindAll(call.Request.QueryString.Value, "filter"))
        {
            if (!RawQuery.TryDecode(encoded, out var text))
            {
                return Parameters.Refuse("The parameter filter must be UTF-8, percent-encoded once.");
            }

            var (key, value) = text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? (text[..at], text[(at + 1)..]) : ("", "");
            IReadOnlyList<string> values = value.StartsWith(List, StringComparison.Ordinal) ? value[List.Length..].Split(',') : [value];
            if (!TextRule.IsPlain(key, 1, AttributeValue.MaxKey) || values.Any(one => one.Length > AttributeValue.MaxText))
            {
                return Parameters.Refuse($"The parameter filter must be attribute=value or attribute=in:value,value; a value has at most {AttributeValue.MaxText} characters.");
            }

            filters.Add(new(key, values));
        }

        return filters.Count <= MaxFilters && filters.Sum(filter => filter.Values.Count) <= MaxFilterValues
            ? filters
            : Parameters.Refuse($"The parameter filter may be given {MaxFilters} times, with {MaxFilterValues} values in all.");
    }

    private static Outcome<IReadOnlyList<SortColumn>> Sort(this ApiCall call, IReadOnlyList<string> columns)
    {
        var given = call.Query("sort");
        if (given.Failed)
        {
            return given.Problem;
        }

        var order = new List<SortColumn>();
        foreach (var column in given.Value?.Split(',') ?? [])
        {
            var (name, direction) = column.Split(':') switch
            {
                [var only] => (only, "asc"),
                [var before, var after] => (before, after),
                _ => ("", ""),
            };
            if (!columns.Contains(name) || direction is not ("asc" or "desc") || order.Exists(known => known.Name == name))
            {
                return Parameters.Refuse($"The parameter sort must be columns, each once, separated by commas, with :asc or :desc after each if wanted; columns are {string.Join(", ", columns)}.");
            }

            order.Add(new(name, direction == "desc"));
        }

        return order;
    }
}
