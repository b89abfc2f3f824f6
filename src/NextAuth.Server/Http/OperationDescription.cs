using Microsoft.AspNetCore.Builder;

namespace NextAuth.Server.Http;

/// <summary>Describes an operation where it is mapped: docs/api/openapi.v2.2.json is made from this, the handlers' summaries and the contracts.</summary>
internal static class OperationDescription
{
    /// <summary>Names an operation and says what it asks of its caller.</summary>
    public static RouteHandlerBuilder Is(this RouteHandlerBuilder endpoint, ApiOperation operation) => endpoint.WithName(operation.Name).WithMetadata(operation);

    /// <summary>The parameters of the query.</summary>
    public static RouteHandlerBuilder Takes(this RouteHandlerBuilder endpoint, params ApiParameter[] parameters) => endpoint.WithMetadata([.. parameters]);

    /// <summary>A JSON body that may be left out.</summary>
    public static RouteHandlerBuilder TakesBody<T>(this RouteHandlerBuilder endpoint, string description) =>
        endpoint.WithMetadata(new ApiBody(typeof(T), description, Required: false));

    /// <summary>A JSON body that must be there.</summary>
    public static RouteHandlerBuilder NeedsBody<T>(this RouteHandlerBuilder endpoint, string description, string? example = null) =>
        endpoint.WithMetadata(new ApiBody(typeof(T), description, Required: true) { Example = example });

    /// <summary>JSON.</summary>
    public static RouteHandlerBuilder Answers<T>(this RouteHandlerBuilder endpoint, params string[] mediaTypes) =>
        endpoint.WithMetadata(new ApiAnswer(typeof(T), mediaTypes.Length == 0 ? ["application/json"] : mediaTypes));

    /// <summary>An empty body.</summary>
    public static RouteHandlerBuilder AnswersNothing(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new ApiAnswer(null));

    /// <summary>An empty body, or JSON where an operator has asked for it.</summary>
    public static RouteHandlerBuilder AnswersNothingOr<T>(this RouteHandlerBuilder endpoint, string when) => endpoint.WithMetadata(new ApiAnswer(null) { Instead = (typeof(T), when) });

    /// <summary>Bytes.</summary>
    public static RouteHandlerBuilder AnswersBytes(this RouteHandlerBuilder endpoint, params string[] mediaTypes) =>
        endpoint.WithMetadata(new ApiAnswer(null, mediaTypes));

    /// <summary>Text of a kind that is no JSON.</summary>
    public static RouteHandlerBuilder AnswersText(this RouteHandlerBuilder endpoint, string mediaType) =>
        endpoint.WithMetadata(new ApiAnswer(typeof(string), mediaType));

    /// <summary>Problems that not every operation of its kind has.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params ApiProblem[] problems) => endpoint.WithMetadata(new ApiProblems(problems));
}
