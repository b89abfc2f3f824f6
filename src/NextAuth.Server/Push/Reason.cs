namespace NextAuth.Server.Push;

/// <summary>Codes of a push service, fit for a log: a word, or nothing.</summary>
internal static class Reason
{
    private const int MaxLength = 64;

    public static string? Of(string? code) =>
        code is { Length: > 0 and <= MaxLength } && code.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') ? code : null;
}
