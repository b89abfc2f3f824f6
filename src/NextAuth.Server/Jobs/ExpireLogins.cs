using Microsoft.Extensions.Logging;
using NextAuth.Server.Sessions;

namespace NextAuth.Server.Jobs;

/// <summary>Ends logins whose time is over or whose phone is silent, and tells browsers and phones.</summary>
internal sealed class ExpireLogins(ISessionStore store, SessionService sessions, ILogger<ExpireLogins> logger) : IJob
{
    /// <summary>How many end in one step of the store, so that others get their turn between.</summary>
    private const int Batch = 500;

    private bool _warned;

    public string Name => "expire logins";

    public TimeSpan Interval => TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var lead = sessions.Clock.Lead;
        if (lead != TimeSpan.Zero && !_warned)
        {
            logger.ClockJumped(lead, SteadyClock.Grace);
        }

        _warned = lead != TimeSpan.Zero;
        int count;
        do
        {
            var ended = await store.ExpireLoginsAsync(sessions.MakeNotice(sessions.Clock.Now), Batch, cancellationToken);
            count = ended.Count;
            if (count > 0)
            {
                logger.LoginsExpired(count);
                sessions.Tell(ended, canProvoke: true);
            }
        }
        while (count == Batch);
    }
}
