namespace NextAuth.Server.Http;

/// <summary>A parameter of an operation's query as the OpenAPI document describes it. It stands beside the code that reads the parameter.</summary>
/// <param name="Name">Its published name.</param>
/// <param name="Description">What it says, and its limits.</param>
/// <param name="Example">A value that is right.</param>
internal sealed record ApiParameter(string Name, string Description, object Example)
{
    /// <summary>Whether the operation is refused without it.</summary>
    public bool Required { get; init; }

    /// <summary>Whether the published API does not have it.</summary>
    public bool IsExtension { get; init; }

    /// <summary>Whether it may be given more than once.</summary>
    public bool Repeats { get; init; }

    /// <summary>The least and the largest number.</summary>
    public (long Least, long Most)? Range { get; init; }

    /// <summary>The shortest and the longest text, in characters.</summary>
    public (int Shortest, int Longest)? Length { get; init; }

    /// <summary>The values that it can have; <see langword="null"/>: any.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>Those of <see cref="Values"/> that the published API does not have.</summary>
    public IReadOnlyList<string> OurValues { get; init; } = [];

    /// <summary>What is taken when it is left out; <see langword="null"/>: nothing.</summary>
    public object? Default { get; init; }
}
