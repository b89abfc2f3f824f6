using System.Globalization;
using NextAuth.Protocol;
using NextAuth.Server.Accounts;
using NextAuth.Server.ApiKeys;

namespace NextAuth.Server.Http;

/// <summary>Reads parameters of the path and the query; each refusal names the parameter and says what would be right.</summary>
internal static class Parameters
{
    public const int MaxUserIdLength = 255;

    // /servers/{serverid}/users/{userid}/… and the same for accounts and permissions: what the path is about is its fourth segment.
    private const int ThingSegment = 3;
    private const int MaxLimit = 1000;
    private const int DefaultLimit = 100;

    /// <summary>The user in the path, decoded exactly once.</summary>
    public static Outcome<string> UserId(this ApiCall call) =>
        RawPath.TryDecode(call.RawSegment(ThingSegment), out var userId) && IsUserId(userId)
            ? userId
            : InvalidUserId();

    /// <summary>The account in the path; an id that can't be one names no account.</summary>
    public static Outcome<long> AccountId(this ApiCall call) =>
        long.TryParse(call.RawSegment(ThingSegment), NumberStyles.None, CultureInfo.InvariantCulture, out var account)
            ? account
            : NoAccount();

    /// <summary>The role in the path; an id that can't be one names no role.</summary>
    public static Outcome<RoleId> RoleId(this ApiCall call) =>
        RawPath.TryDecode(call.RawSegment(ThingSegment), out var text) && ApiKeys.RoleId.TryParse(text, out var role)
            ? role
            : NoRole();

    /// <summary>The transaction in the path; an id that can't be one names no transaction.</summary>
    public static Outcome<TransactionId> TransactionId(this ApiCall call) =>
        RawPath.TryDecode(call.RawSegment(ThingSegment), out var text) && Protocol.TransactionId.TryParse(text, out var id)
            ? id
            : NoTransaction();

    public static ProblemAnswer NoTransaction() => ApiProblem.UnknownTransaction.ToResult("transactionid must be the id of an existing transaction on this server.");

    public static ProblemAnswer NoAccount() => ApiProblem.UnknownAccount.ToResult("accountid must be the number of an existing account on this server.");

    public static ProblemAnswer NoRole() => ApiProblem.UnknownRole.ToResult("roleid must be the id of an existing role.");

    /// <summary>A user in the query; <see langword="null"/> when not given.</summary>
    public static Outcome<string?> OptionalUserId(this ApiCall call) => call.Query("userid") switch
    {
        { Failed: true } refused => refused,
        { Value: { } userId } when !IsUserId(userId) => InvalidUserId(),
        var given => given,
    };

    /// <summary>A text in the query that must be there.</summary>
    public static Outcome<string> Text(this ApiCall call, string name, int maximum) => call.Query(name) switch
    {
        { Problem: { } problem } => problem,
        { Value: { } text } when TextRule.IsShowable(text, 1, maximum) => text,
        _ => Refuse($"The parameter {name} must be given: 1 to {maximum} characters, no control characters."),
    };

    public static Outcome<bool> Flag(this ApiCall call, string name) => call.Query(name) switch
    {
        { Problem: { } problem } => problem,
        // Some generated clients write True and False.
        { Value: { } text } when text.Equals("true", StringComparison.OrdinalIgnoreCase) => true,
        { Value: { } text } when text.Equals("false", StringComparison.OrdinalIgnoreCase) => false,
        _ => Refuse($"The parameter {name} must be given: true or false."),
    };

    /// <summary>A whole number in the query.</summary>
    public static Outcome<long> Number(this ApiCall call, string name, long minimum, long maximum, long otherwise) => call.Query(name) switch
    {
        { Problem: { } problem } => problem,
        { Value: null } => otherwise,
        { Value: { } text } when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum => number,
        _ => Refuse(string.Create(CultureInfo.InvariantCulture, $"The parameter {name} must be a whole number from {minimum} to {maximum}.")),
    };

    /// <summary>Which part of a list, in which order.</summary>
    public static Outcome<PageRequest> Page(this ApiCall call, IReadOnlyList<string> columns)
    {
        var limit = call.Number("limit", 1, MaxLimit, DefaultLimit);
        var marker = call.Number("marker", 0, long.MaxValue, 0);
        var sort = call.Sort(columns);
        return (limit.Problem ?? marker.Problem ?? sort.Problem) is { } problem
            ? problem
            : new PageRequest((int)limit.Value, marker.Value, sort.Value);
    }

    /// <summary>A parameter of the query; <see langword="null"/> when not given. Twice is a refusal: two readers could take different ones.</summary>
    public static Outcome<string?> Query(this ApiCall call, string name) => RawQuery.Find(call.Request.QueryString.Value, name, out var value) switch
    {
        0 => default,
        1 when RawQuery.TryDecode(value, out var text) => text,
        1 => Refuse($"The parameter {name} must be UTF-8, percent-encoded once."),
        _ => Refuse($"The parameter {name} must be given once."),
    };

    public static ProblemAnswer Refuse(string detail) => ApiProblem.InvalidParameter.ToResult(detail);

    private static bool IsUserId(string text) => TextRule.IsPlain(text, 1, MaxUserIdLength);

    private static ProblemAnswer InvalidUserId() =>
        Refuse($"userid must be 1 to {MaxUserIdLength} characters of UTF-8 without control characters, percent-encoded once.");

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
                return Refuse($"The parameter sort must be columns, each once, separated by commas, with :asc or :desc after each if wanted; columns are {string.Join(", ", columns)}.");
            }

            order.Add(new(name, direction == "desc"));
        }

        return order;
    }
}
