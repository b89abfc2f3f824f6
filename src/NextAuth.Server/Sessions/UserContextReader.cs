using NextAuth.Protocol.Messages;
using NextAuth.Server.Http;

namespace NextAuth.Server.Sessions;

/// <summary>
/// Reads and checks the UserContext of a request. People see these texts on their phone while they decide, so what could rewrite a line (control characters, line separators, changes of direction) or push the
/// rest off the screen (sheer length) is refused here.
/// </summary>
internal static class UserContextReader
{
    private const int MaxEntries = 32;
    private const int MaxNameLength = 100;
    private const int MaxValueLength = 1000;
    private const int MaxIpLength = 100;
    private const int MaxUseragentLength = 1000;

    // A phone gets all of it in one message of 48 KiB, where a character takes up to six bytes.
    private const int MaxInfoLength = 4000;

    /// <summary>Keeps the context that a request holds for the session's phone to show; a request without one changes nothing.</summary>
    /// <returns>The refusal, or <see langword="null"/>.</returns>
    public static async Task<ProblemAnswer?> KeepContextAsync(this ApiCall call, SessionService sessions, CancellationToken cancellationToken)
    {
        var context = await call.ReadContextAsync(cancellationToken);
        if (context is { Failed: false, Value: { } kept })
        {
            await sessions.KeepContextAsync(call.Server.Id, call.Session, kept, cancellationToken);
        }

        return context.Problem;
    }

    /// <summary>Reads the context that a request holds, fit to be shown; <see langword="null"/> when it holds none.</summary>
    public static async Task<Outcome<UserContext?>> ReadContextAsync(this ApiCall call, CancellationToken cancellationToken)
    {
        var context = await StrictJson.ReadAsync(call.Request, SessionJson.Default.UserContext, cancellationToken);
        if (context.Failed)
        {
            return context;
        }

        // "{}" says nothing either: generated clients send it for an empty object.
        if (context.Value is null or { Announceinfo: null, Sessioninfo: null })
        {
            return default;
        }

        var wrong = Check(context.Value.Announceinfo, "announceinfo") ?? Check(context.Value.Sessioninfo, "sessioninfo");
        if (wrong is not null)
        {
            return ApiProblem.InvalidBody.ToResult($"The member {wrong}.");
        }

        return new UserContext { Announceinfo = Clean(context.Value.Announceinfo), Sessioninfo = Clean(context.Value.Sessioninfo) };
    }

    // Applications pass these two on as the browser sent them: what a stranger's browser says must fail no login.
    private static SessionInfo? Clean(SessionInfo? info) => info is null ? null : info with
    {
        Ip = info.Ip is null ? null : TextRule.MakeShowable(info.Ip, MaxIpLength),
        Useragent = info.Useragent is null ? null : TextRule.MakeShowable(info.Useragent, MaxUseragentLength),
    };

    private static string? Check(SessionInfo? info, string member) => info switch
    {
        null => null,
        { Logo: { Length: > 0 } logo } when !Picture.IsBase64Picture(logo) => $"{member}.logo must be {Picture.Right}",
        { Info: { } entries } => Check(entries, $"{member}.info"),
        _ => null,
    };

    private static string? Check(IReadOnlyDictionary<string, string> entries, string member)
    {
        if (entries.Count > MaxEntries)
        {
            return $"{member} must have at most {MaxEntries} entries";
        }

        // A null gets past the nullable annotation, for it is a type argument here.
        if (entries.Any(entry => entry.Value is null || !TextRule.IsShowable(entry.Key, 1, MaxNameLength) || !TextRule.IsShowable(entry.Value, 0, MaxValueLength)))
        {
            return $"{member} must have names of 1 to {MaxNameLength} and values of at most {MaxValueLength} characters, all strings, no control characters and none that turn the direction of writing";
        }

        return entries.Sum(entry => entry.Key.Length + entry.Value.Length) > MaxInfoLength
            ? $"{member} must have at most {MaxInfoLength} characters in all"
            : null;
    }
}
