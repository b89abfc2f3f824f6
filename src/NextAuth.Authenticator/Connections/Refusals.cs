using NextAuth.Protocol.Messages;

namespace NextAuth.Authenticator.Connections;

/// <summary>What the server's words mean for the person.</summary>
internal static class Refusals
{
    public static PhoneResult.Refused Of(AlertCode alert) => new(alert switch
    {
        AlertCode.UnsupportedVersion or AlertCode.UnsupportedSuite or AlertCode.UnknownPurpose => Refusal.Unsupported,
        AlertCode.UnknownServer => Refusal.UnknownServer,
        AlertCode.Expired => Refusal.Expired,
        AlertCode.Refused => Refusal.NotValid,
        AlertCode.AlreadyLoggedIn => Refusal.AlreadyLoggedIn,
        AlertCode.HandshakeFailed => Refusal.UnknownAccount,
        AlertCode.TooManyConnections => Refusal.TooManyConnections,
        AlertCode.TimedOut => Refusal.TimedOut,
        AlertCode.Unavailable => Refusal.Unavailable,
        _ => Refusal.Malformed,
    });

    public static PhoneResult Of(LoginOutcome outcome) => outcome switch
    {
        LoginOutcome.Declined => new PhoneResult.Declined(),
        LoginOutcome.Expired => new PhoneResult.Refused(Refusal.Expired),
        LoginOutcome.SessionChanged => new PhoneResult.Refused(Refusal.SessionChanged),
        LoginOutcome.Blocked => new PhoneResult.Refused(Refusal.Blocked),
        LoginOutcome.WrongCode => new PhoneResult.Refused(Refusal.WrongCode),
        LoginOutcome.Refused => new PhoneResult.Refused(Refusal.NotValid),
        LoginOutcome.Unavailable => new PhoneResult.Refused(Refusal.Unavailable),
        _ => new PhoneResult.Refused(Refusal.Malformed),
    };

    public static PhoneResult.Refused Of(EnrolOutcome outcome) => new(outcome switch
    {
        EnrolOutcome.Refused => Refusal.NotValid,
        EnrolOutcome.NameTaken => Refusal.NameTaken,
        EnrolOutcome.Unavailable => Refusal.Unavailable,
        _ => Refusal.Malformed,
    });

    /// <summary>The reasons of an <see cref="Answer"/> (docs/protocol/messages.md, section 5).</summary>
    public static PhoneResult Of(Answer answer) => answer.Done
        ? new PhoneResult.Done()
        : new PhoneResult.Refused(answer.Reason switch
        {
            "unsupported" => Refusal.Unsupported,
            "refused" => Refusal.NotValid,
            "expired" => Refusal.Expired,
            "decided" => Refusal.AlreadyDecided,
            "notContinuous" => Refusal.NotContinuous,
            "unavailable" => Refusal.Unavailable,
            _ => Refusal.Malformed,
        });
}
