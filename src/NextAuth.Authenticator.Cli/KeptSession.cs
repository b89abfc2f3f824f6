namespace NextAuth.Authenticator.Cli;

/// <summary>Stays while a continuous login lasts.</summary>
internal static class KeptSession
{
    private static readonly TimeSpan FarewellTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Waits for the end of the login, or for Ctrl-C, which logs out.</summary>
    public static async Task<int> StayAsync(ContinuousSession session, Terminal terminal, CancellationToken cancellationToken)
    {
        await using (session)
        {
            terminal.Line($"This keeps the login alive; Ctrl-C logs out.");
            try
            {
                var end = await session.Ended.WaitAsync(cancellationToken);
                terminal.Line(end switch
                {
                    SessionEnd.LoggedOut => $"Logged out.",
                    SessionEnd.AccountRemoved => $"The server has removed the account, and so has this phone.",
                    SessionEnd.ConnectionLost => $"The connection was lost for too long: the server has ended the login.",
                    _ => $"The server has ended the login.",
                });
                return end is SessionEnd.LoggedOut ? ExitCode.Done : ExitCode.Refused;
            }
            catch (OperationCanceledException)
            {
                using var farewell = new CancellationTokenSource(FarewellTimeout);
                var result = await session.LogOutAsync(farewell.Token);
                return ResultReport.Write(terminal, result, $"Logged out.");
            }
        }
    }
}
