using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using NextAuth.Server.Http;

namespace NextAuth.Server.Push;

/// <summary>What a provoke call answers on a server with <c>typedCode</c>.</summary>
/// <param name="Code">Six digits that the page must show for the person to type on the phone.</param>
public sealed record TypedCode([property: Example("\"012345\"")] string Code);

/// <summary>Turns what became of a push into an answer.</summary>
internal static class ProvokeAnswer
{
    public const string WithCode = "On a server with the flag typedCode it holds the six digits that the page must show.";

    public static readonly ApiProblem[] Problems = [ApiProblem.NoAccount, ApiProblem.AccountBlocked, ApiProblem.TooManyPushes];

    /// <param name="result">What became of the push.</param>
    /// <param name="unknown">What to answer when there is no such account or user.</param>
    public static IResult Of(ProvokeResult result, ProblemAnswer unknown) => result switch
    {
        ProvokeResult.Pushed { Code: { } code } => Answer.Json(new TypedCode(code), PushJson.Default.TypedCode),
        ProvokeResult.Pushed => Answer.Empty,
        ProvokeResult.Unknown => unknown,
        ProvokeResult.NoAccount => ApiProblem.NoAccount.ToResult("There is no unblocked account that a login could be pushed to."),
        ProvokeResult.Blocked => ApiProblem.AccountBlocked.ToResult("A blocked account gets no pushes; updateAccount unblocks it."),
        ProvokeResult.TooMany(var retryAfter) => ApiProblem.TooManyPushes.ToResult("Wait as long as Retry-After says, or show the QR code.", retryAfter),
        _ => throw new UnreachableException(),
    };
}
