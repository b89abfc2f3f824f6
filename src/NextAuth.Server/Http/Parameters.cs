using System.Globalization;
using Microsoft.Net.Http.Headers;
using NextAuth.Protocol;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Attributes;

namespace NextAuth.Server.Http;

/// <summary>Reads parameters of the path and the query; each refusal names the parameter and says what would be right.</summary>
internal static class Parameters
{
    public const int MaxUserIdLength = 255;

    /// <summary>A user in the query.</summary>
    public static readonly ApiParameter User = new("userid", "The user's name. No control characters.", "alice") { Length = (1, MaxUserIdLength) };

    // /servers/{serverid}/users/{userid}/… and the same for accounts and permissions: what the path is about is its fourth segment.
    private const int ThingSegment = 3;

    // /apikeys/{roleid}
    private const int KeyRoleSegment = 1;

    /// <summary>The user in the path, decoded exactly once.</summary>
    public static Outcome<string> UserId(this ApiCall call) =>
        RawPath.TryDecode(call.RawSegment(ThingSegment), out var userId) && IsUserId(userId)
            ? userId
            : InvalidUserId();

    /// <summary>The account in the path; an id that can't be one names no account.</summary>
    public static Outcome<long> AccountId(this ApiCall call) =>
        RawPath.TryDecode(call.RawSegment(ThingSegment), out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var account)
            ? account
            : NoAccount();

    /// <summary>The role in the path of a permission; an id that can't be one names no role.</summary>
    public static Outcome<RoleId> RoleId(this ApiCall call) => call.RoleId(ThingSegment);

    /// <summary>The role in the path of an API key.</summary>
    public static Outcome<RoleId> RoleOfKey(this ApiCall call) => call.RoleId(KeyRoleSegment);

    /// <summary>The name of an attribute in the path, decoded exactly once.</summary>
    public static Outcome<string> AttributeKey(this ApiCall call, int segment) =>
        RawPath.TryDecode(call.RawSegment(segment), out var key) && TextRule.IsPlain(key, 1, AttributeValue.MaxKey)
            ? key
            : Refuse($"attributekey must be 1 to {AttributeValue.MaxKey} characters of UTF-8 without control characters, percent-encoded once.");

    /// <summary>The server was deleted after the gate had found it.</summary>
    public static ProblemAnswer NoServer() => ApiProblem.UnknownServer.ToResult("serverid must be the id of an existing server.");

    public static ProblemAnswer NoUser() => ApiProblem.UnknownUser.ToResult("userid must be an existing user of this server.");

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

    /// <summary>The user in the query that must be there. What is no user's name is a 403, as published.</summary>
    public static Outcome<string> NewUserId(this ApiCall call) => call.Query("userid") switch
    {
        { Problem: { } problem } => problem,
        { Value: { } userId } when IsUserId(userId) => userId,
        { Value: null } => InvalidUserId(),
        _ => ApiProblem.InvalidUserName.ToResult($"userid must be 1 to {MaxUserIdLength} characters of UTF-8 without control characters."),
    };

    /// <summary>Whether the caller wants JSON by its right name; attributes are text otherwise, as published.</summary>
    public static bool PrefersJson(this ApiCall call) =>
        MediaTypeHeaderValue.TryParseList(call.Request.Headers.Accept, out var accepted)
        && accepted.OrderByDescending(type => type.Quality ?? 1).FirstOrDefault()?.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) is true;

    /// <summary>A text in the query that must be there.</summary>
    public static Outcome<string> Text(this ApiCall call, string name, int maximum) => call.Query(name) switch
    {
        { Problem: { } problem } => problem,
        { Value: { } text } when TextRule.IsShowable(text, 1, maximum) => text,
        _ => Refuse($"The parameter {name} must be given: 1 to {maximum} characters, no control characters."),
    };

    /// <summary>A text in the query; <see langword="null"/> when not given.</summary>
    public static Outcome<string?> OptionalText(this ApiCall call, string name, int maximum) => call.Query(name) switch
    {
        { Value: { } text } when !TextRule.IsShowable(text, 1, maximum) => Refuse($"The parameter {name} must be 1 to {maximum} characters, no control characters."),
        var given => given,
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

    /// <summary>A parameter of the query; <see langword="null"/> when not given. Twice is a refusal: two readers could take different ones.</summary>
    public static Outcome<string?> Query(this ApiCall call, string name) => RawQuery.Find(call.Request.QueryString.Value, name, out var value) switch
    {
        0 => default,
        1 when RawQuery.TryDecode(value, out var text) => text,
        1 => Refuse($"The parameter {name} must be UTF-8, percent-encoded once."),
        _ => Refuse($"The parameter {name} must be given once."),
    };

    public static ProblemAnswer Refuse(string detail) => ApiProblem.InvalidParameter.ToResult(detail);

    private static Outcome<RoleId> RoleId(this ApiCall call, int segment) =>
        RawPath.TryDecode(call.RawSegment(segment), out var text) && ApiKeys.RoleId.TryParse(text, out var role)
            ? role
            : NoRole();

    // Every URL is cleaned of dots on its way: such a user could be made, but never read or deleted, and DELETE users/.. would be DELETE of the server.
    private static bool IsUserId(string text) => TextRule.IsPlain(text, 1, MaxUserIdLength) && text is not ("." or "..");

    private static ProblemAnswer InvalidUserId() =>
        Refuse($"userid must be 1 to {MaxUserIdLength} characters of UTF-8 without control characters, percent-encoded once, and neither . nor .. alone.");
}
