using System.Diagnostics.CodeAnalysis;

namespace NextAuth.Server.Http;

/// <summary>Something read from a request, or why it was refused.</summary>
internal readonly record struct Outcome<T>(T Value, ProblemAnswer? Problem)
{
    /// <summary>Whether it was refused.</summary>
    [MemberNotNullWhen(true, nameof(Problem))]
    public bool Failed => Problem is not null;

    public static implicit operator Outcome<T>(ProblemAnswer problem) => new(default!, problem);

    public static implicit operator Outcome<T>(T value) => new(value, null);
}
