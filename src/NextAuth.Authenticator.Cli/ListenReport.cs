namespace NextAuth.Authenticator.Cli;

/// <summary>Says what happens while listening.</summary>
internal sealed class ListenReport(Terminal terminal) : IProgress<PhoneEvent>
{
    public void Report(PhoneEvent value)
    {
        switch (value)
        {
            case PhoneEvent.Listening listening:
                terminal.Line($"Listening as {listening.Account.Label} on {listening.Account.Parameters.ServerName}; Ctrl-C ends.");
                break;
            case PhoneEvent.Interrupted interrupted:
                terminal.Fail($"{interrupted.Account.Label}: {ResultReport.Failure(interrupted.Cause)} Trying again in {interrupted.RetryIn.TotalSeconds:0} s.");
                break;
            case PhoneEvent.PushFinished { Result: PhoneResult.LoggedIn } finished:
                terminal.Line($"Logged in as {finished.Account.Label} on {finished.Account.Parameters.ServerName}.");
                break;
            case PhoneEvent.PushFinished { Result: PhoneResult.Approved } finished:
                terminal.Line($"Signed as {finished.Account.Label} on {finished.Account.Parameters.ServerName}.");
                break;
            case PhoneEvent.PushFinished finished:
                terminal.Fail(ResultReport.Failure(finished.Result));
                break;
            case PhoneEvent.LoggedOut loggedOut:
                terminal.Line($"{loggedOut.Account.Label} on {loggedOut.Account.Parameters.ServerName} was logged out.");
                break;
        }
    }
}
