namespace NextAuth.Server.Http;

/// <summary>What an operation answers with 200, as the OpenAPI document describes it.</summary>
/// <param name="Type">The JSON; <see langword="null"/>: bytes.</param>
/// <param name="MediaTypes">The media types, the published one first; none: an empty body.</param>
internal sealed record ApiAnswer(Type? Type, params IReadOnlyList<string> MediaTypes)
{
    /// <summary>What is answered instead where an operator has asked for it: an extension, which callers of the published API never meet.</summary>
    public (Type Type, string When)? Instead { get; init; }
}

/// <summary>The JSON body that an operation takes.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Description">What it says.</param>
/// <param name="Required">Whether the operation makes no sense without it.</param>
internal sealed record ApiBody(Type Type, string Description, bool Required)
{
    /// <summary>An example, JSON, where the type has none of its own.</summary>
    public string? Example { get; init; }
}

/// <summary>Problems that are an operation's own; those that every operation of its kind has are known from <see cref="ApiOperation"/>.</summary>
internal sealed record ApiProblems(params IReadOnlyList<ApiProblem> Problems);
