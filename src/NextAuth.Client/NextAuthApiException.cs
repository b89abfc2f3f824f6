using System.Net;

namespace NextAuthApi;

/// <summary>The server refused a call, or something on the way to it answered in its place.</summary>
public sealed class NextAuthApiException : Exception
{
    private const string UrnPrefix = "urn:nextauth:problem:";

    /// <summary>Makes one without a status, for tests.</summary>
    public NextAuthApiException()
        : this("The server refused the call.")
    {
    }

    /// <summary>Makes one without a status, for tests.</summary>
    /// <param name="message">What happened.</param>
    public NextAuthApiException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one without a status, for tests.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">The cause.</param>
    public NextAuthApiException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes one from an answer.</summary>
    /// <param name="statusCode">The HTTP status.</param>
    /// <param name="problem">The body; <see langword="null"/>: it was no problem of the server.</param>
    /// <param name="retryAfter">What Retry-After said.</param>
    public NextAuthApiException(HttpStatusCode statusCode, Problem? problem, TimeSpan? retryAfter)
        : base(problem is null
            ? $"The server, or something on the way to it, answered {(int)statusCode} without saying why."
            : $"{problem.Title} {problem.Detail} ({(int)statusCode}, {problem.Type}, trace {problem.TraceId})") =>
        (StatusCode, Problem, RetryAfter) = (statusCode, problem, retryAfter);

    /// <summary>Gets the HTTP status.</summary>
    public HttpStatusCode StatusCode { get; }

    /// <summary>Gets what the server said; <see langword="null"/>: the answer was not the server's, e.g. a proxy's.</summary>
    public Problem? Problem { get; }

    /// <summary>Gets the cause, one of <see cref="ProblemCauses"/>; <see langword="null"/>: none was given. Compare this, not the texts.</summary>
    public string? Cause => Problem?.Type.StartsWith(UrnPrefix, StringComparison.Ordinal) is true ? Problem.Type[UrnPrefix.Length..] : null;

    /// <summary>Gets when a repeat may succeed; <see langword="null"/>: not said.</summary>
    public TimeSpan? RetryAfter { get; }
}
