namespace NextAuthApi.AspNetCore.Pages;

/// <summary>What the page says of the login.</summary>
/// <param name="Words">For the person; <see langword="null"/>: nothing new.</param>
/// <param name="Kind">Nothing, <see cref="Busy"/> or <see cref="Stopped"/>: how it looks.</param>
internal sealed record Progress(string? Words, string? Kind = null)
{
    public const string Busy = "busy";
    public const string Stopped = "stopped";

    /// <summary>Gets six digits to be typed on the phone; <see langword="null"/>: none.</summary>
    public string? Digits { get; init; }
}

/// <summary>What the page says. What only its script can know stands in the script.</summary>
internal static class Words
{
    public const string Waiting = "Waiting for your phone.";
    public const string Sent = "Sent to your phone.";
    public const string NoPhone = "Your phone can't be asked any more. Scan the code.";
    public const string NoUser = "That phone belongs to no user here. Sign up first, or use another.";
    public const string NotYet = "Your phone has not confirmed yet. Here is a fresh code.";
    public const string ServerDown = "The login service does not answer just now. Try again in a moment.";
    public const string TooManyCodes = "Too many people on your network want to log in just now. Try again in a minute.";
    public const string NotSeen = "This page does nothing within another one.";
    public const string ForeignForm = "This page is out of date, or your browser keeps no cookies for this site.";

    public static string TooOften(TimeSpan? wait) => wait is { } known
        ? $"Asked too often. Try again in {Math.Ceiling(known.TotalMinutes)} min, or scan the code."
        : "Asked too often. Wait a little, or scan the code.";
}
