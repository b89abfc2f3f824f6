using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace NextAuth.Server.Http;

/// <summary>The body of a problem, RFC 9457.</summary>
/// <param name="Type">A URN, one per cause.</param>
/// <param name="Title">The same for every occurrence.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">For a person.</param>
/// <param name="TraceId">To find the request in the logs.</param>
[SchemaName("Problem")]
[Extension]
public sealed record ProblemBody(
    [property: Example("\"urn:nextauth:problem:invalid-parameter\"")] string Type,
    [property: Example("\"A parameter is missing or wrong.\"")] string Title,
    [property: Example("400")] int Status,
    [property: Example("\"The parameter limit must be a whole number from 1 to 1000.\"")] string Detail,
    [property: Example("\"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\"")] string TraceId);

/// <summary>Answers with a problem.</summary>
internal sealed class ProblemAnswer(ApiProblem problem, string detail, TimeSpan? retryAfter) : IResult
{
    public ApiProblem Problem { get; } = problem;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Problem.Status;
        if (retryAfter is { } wait)
        {
            var seconds = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds));
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (Problem == ApiProblem.UnknownKey)
        {
            // RFC 9110, section 11.6.1: a 401 says how to do better.
            response.Headers.WWWAuthenticate = "ApiKey realm=\"nextAuth\", header=\"X-apikey\"";
        }

        var body = new ProblemBody(Problem.Urn, Problem.Title, Problem.Status, detail, Activity.Current?.Id ?? httpContext.TraceIdentifier);
        return Answer.WriteAsync(response, body, HttpJson.Default.ProblemBody, "application/problem+json", httpContext.RequestAborted);
    }
}
