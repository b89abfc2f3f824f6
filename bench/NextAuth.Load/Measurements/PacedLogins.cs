using NextAuth.Load.Browsers;
using NextAuth.Load.Net;
using NextAuth.Load.Servers;
using NextAuth.Protocol.Crypto;

namespace NextAuth.Load.Measurements;

/// <summary>Logins at a steady rate: each starts when it is due, however the ones before it fare.</summary>
internal static class PacedLogins
{
    /// <summary>Logs in for a time, and asks of every login afterwards whether it is there.</summary>
    /// <param name="installation">The server and its accounts.</param>
    /// <param name="rate">Logins a second.</param>
    /// <param name="duration">How long.</param>
    /// <param name="cancellationToken">Stops it early.</param>
    public static async Task<Login[]> RunAsync(Installation installation, int rate, TimeSpan duration, CancellationToken cancellationToken)
    {
        var count = (int)(duration.TotalSeconds * rate);
        await using var browsers = new BrowserPool(installation.Process.Address, installation.Server, BrowserSocket.MaxSessions);
        var flow = new LoginFlow(installation, browsers);
        var running = new List<Task<Login>>(count);
        using (var tick = new PeriodicTimer(TimeSpan.FromSeconds(1) / rate))
        {
            while (running.Count < count && await tick.WaitForNextTickAsync(cancellationToken))
            {
                running.Add(StartAsync(installation, flow, running.Count, cancellationToken));
            }
        }

        var logins = await Task.WhenAll(running);
        await flow.CheckAsync(logins, cancellationToken);
        return logins;
    }

    private static async Task<Login> StartAsync(Installation installation, LoginFlow flow, int number, CancellationToken cancellationToken)
    {
        // Off the timer's loop: making a login must not delay the next one.
        await Task.Yield();
        using var rest = await HttpConnection.ConnectAsync(installation.Process.Address, cancellationToken);
        return await flow.RunAsync(rest, installation.Accounts[number % installation.Accounts.Count], EphemeralKey.Create(), cancellationToken);
    }
}
