namespace NextAuth.Authenticator.Cli;

/// <summary>Says how an operation ended, in one line that tells what to do.</summary>
internal static class ResultReport
{
    /// <summary>Writes the line and returns the <see cref="ExitCode"/>.</summary>
    public static int Write(Terminal terminal, PhoneResult result, FormattableString done)
    {
        switch (result)
        {
            case PhoneResult.Done or PhoneResult.Enrolled or PhoneResult.LoggedIn or PhoneResult.Approved:
                terminal.Line(done);
                return ExitCode.Done;
            default:
                terminal.Fail(Failure(result));
                return result is PhoneResult.InvalidLink or PhoneResult.NoEndpoint or PhoneResult.InsecureEndpoint ? ExitCode.Usage : ExitCode.Refused;
        }
    }

    public static FormattableString Failure(PhoneResult result) => result switch
    {
        PhoneResult.Declined => $"Declined.",
        PhoneResult.Refused refused => Failure(refused.Cause),
        PhoneResult.NoAccount => $"This phone has no such account: enrol first, by scanning an enrol code.",
        PhoneResult.InvalidLink => $"This code is none that logs in, makes an account or asks for a signature: scan another, or copy the whole link.",
        PhoneResult.NoEndpoint => $"The code does not say where the server is: give its address with --server URL.",
        PhoneResult.InsecureEndpoint => $"The server's address is not encrypted: use https, or --insecure-http for tests.",
        PhoneResult.NetworkFailed { Cause: NetworkFailure.TimedOut } failed => $"No answer from {failed.Endpoint.Authority} in time: try again.",
        PhoneResult.NetworkFailed { Cause: NetworkFailure.Closed } failed => $"{failed.Endpoint.Authority} closed the connection: try again with a new code.",
        PhoneResult.NetworkFailed failed => $"Cannot reach {failed.Endpoint.Authority}: check that the server runs and the address is right.",
        PhoneResult.ServerNotProven failed => $"The server is not the one this phone knows ({failed.Cause}): do not go on, and tell its operator.",
        PhoneResult.ProtocolViolated failed => $"The server sent something malformed ({failed.Cause}): tell its operator.",
        _ => $"Ended: {result}",
    };

    private static FormattableString Failure(Refusal cause) => cause switch
    {
        Refusal.Expired => $"The code has expired: get a new one.",
        Refusal.AlreadyDecided => $"The transaction was answered before.",
        Refusal.NotValid => $"The code was used before, or is not the server's: get a new one.",
        Refusal.AlreadyLoggedIn => $"The session is logged in already.",
        Refusal.SessionChanged => $"Somebody logged in to or out of the session meanwhile: get a new code.",
        Refusal.Blocked => $"The account is blocked: ask the server's operator.",
        Refusal.WrongCode => $"The six digits were wrong: start again in the browser.",
        Refusal.NameTaken => $"Another account has this name: get an enrol code with another.",
        Refusal.UnknownAccount => $"The server does not know the account: enrol again, or delete it here with 'nextauth-phone delete'.",
        Refusal.AccountRemoved => $"The server has removed the account, and so has this phone: enrol again if you still need it.",
        Refusal.UnknownServer => $"There is no such server at this address: check the code.",
        Refusal.TooManyConnections => $"Too many connections from this address: try again in a minute.",
        Refusal.TimedOut => $"Too slow: get a new code.",
        Refusal.Unavailable => $"The server cannot store anything now: try again.",
        Refusal.Unsupported => $"The server does not support this: update nextauth-phone or the server.",
        Refusal.SecondFactor => $"The server wants a second factor, which this phone does not have.",
        Refusal.NotContinuous => $"The server is not set up for continuous logins.",
        _ => $"The server found the request malformed: update nextauth-phone.",
    };
}
