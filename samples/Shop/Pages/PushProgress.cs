using Shop.Api;

namespace Shop.Pages;

/// <summary>What the login page says after a push.</summary>
/// <param name="Words">For the person.</param>
/// <param name="Code">Six digits to be typed on the phone; <see langword="null"/>: none.</param>
internal sealed record PushProgress(string Words, string? Code = null)
{
    public static PushProgress Of(Push push) => push switch
    {
        { Outcome: PushOutcome.Sent } => new("Sent to your phone.", push.Code),
        { Outcome: PushOutcome.NoPhone } => new("Your phone can't be asked any more. Scan the code."),
        { RetryAfter: { } wait } => new($"Asked too often. Try again in {Math.Ceiling(wait.TotalMinutes)} min, or scan the code."),
        _ => new("Asked too often. Wait a little, or scan the code."),
    };
}
