using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace NextAuth.Server.Http;

/// <summary>Around every request: the version header, the gate, and the only handler of exceptions. Whatever fails, fails as a problem.</summary>
internal sealed class HttpEdge(
    RequestDelegate next, ApiGate gate, EndpointDataSource endpoints, RequestStatistics statistics, ILogger<HttpEdge> logger)
{
    private const string ApiVersion = "2.2";

    // Long enough for a checkpoint or a fail-over, short enough for a person who waits.
    private static readonly TimeSpan StorageRetry = TimeSpan.FromSeconds(5);

    // No async method of its own: ten thousand idle sockets would each keep its state.
    public Task InvokeAsync(HttpContext context) => OperationOf(context) is { } operation ? CountAsync(context, operation) : AnswerAsync(context);

    private static ApiOperation? OperationOf(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<ApiOperation>();

    private async Task CountAsync(HttpContext context, ApiOperation operation)
    {
        var started = Stopwatch.GetTimestamp();
        await AnswerAsync(context);
        statistics.Count(operation, context.Response.StatusCode, Stopwatch.GetTimestamp() - started);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers["X-Api-Version"] = ApiVersion;
        ProblemAnswer? problem;
        try
        {
            problem = await CheckAsync(context);
            if (problem is null)
            {
                await next(context);
                problem = FindUnanswered(context);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone; there is nobody to answer.
            return;
        }
        catch (BadHttpRequestException refused)
        {
            problem = ApiProblem.FromStatus(refused.StatusCode).ToResult("The request could not be read as HTTP.");
        }
        catch (StorageUnavailableException unavailable)
        {
            logger.StorageRefused(unavailable);
            problem = ApiProblem.StorageUnavailable.ToResult("Nothing was changed. Repeat the request later.", StorageRetry);
        }
        catch (Exception failure)
        {
            logger.RequestFailed(failure);
            problem = ApiProblem.Failure.ToResult("The cause is in the server's log, under the traceId.");
        }

        if (problem is not null)
        {
            await AnswerAsync(context, problem);
        }
    }

    private static async Task AnswerAsync(HttpContext context, ProblemAnswer problem)
    {
        if (context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            context.Abort();
            return;
        }

        var allow = context.Response.Headers.Allow;
        context.Response.Clear();
        context.Response.Headers["X-Api-Version"] = ApiVersion;
        context.Response.Headers.Allow = allow;
        await problem.ExecuteAsync(context);
    }

    // Routing has seen the path without its dots. What was sent may still be an operation's path, of a thing called "..": its key is checked first as everywhere.
    private async ValueTask<ProblemAnswer?> RefuseDotsAsync(HttpContext context)
    {
        if (endpoints.Endpoints.Any(endpoint => endpoint.Metadata.GetMetadata<ApiOperation>() is not null && IsSent(context, endpoint))
            && await gate.FindCallerAsync(context) is { Failed: true } caller)
        {
            return caller.Problem;
        }

        return ApiProblem.UnknownPath.ToResult("A path must not hold the segments '.' and '..'.");
    }

    private static bool IsSent(HttpContext context, Endpoint endpoint) =>
        endpoint is RouteEndpoint { RoutePattern: var pattern }
        && RawPath.Matches(ApiCall.RawTarget(context), ApiCall.Depth(context.Request.PathBase), pattern);

    private ValueTask<ProblemAnswer?> CheckAsync(HttpContext context)
    {
        if (RawPath.HasDotSegments(ApiCall.RawTarget(context)))
        {
            return RefuseDotsAsync(context);
        }

        return OperationOf(context) is { } operation ? gate.CheckAsync(context, operation) : default;
    }

    private static ProblemAnswer? FindUnanswered(HttpContext context) => context.Response switch
    {
        { HasStarted: true } or { ContentLength: not null } or { ContentType: not null } => null,
        { StatusCode: StatusCodes.Status404NotFound } => ApiProblem.UnknownPath.ToResult("docs/api/README.md lists the paths."),
        { StatusCode: StatusCodes.Status405MethodNotAllowed } => ApiProblem.WrongMethod.ToResult($"The path answers {context.Response.Headers.Allow}."),
        _ => null,
    };
}
