using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using NextAuth.Server.Jobs;
using NextAuth.Server.Servers;
using NextAuth.Server.Sessions;

namespace NextAuth.Server.Browser;

/// <summary>Keeps the login codes of pages fresh: one job for all, no timer each.</summary>
internal sealed class LoginCodes(SessionService sessions, ServerDirectory servers, IOptions<BrowserOptions> options, TimeProvider time) : IJob
{
    private static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Watch, byte> _watches = new();

    public string Name => "login codes";

    public TimeSpan Interval => TimeSpan.FromSeconds(1);

    /// <summary>Sends a code of a server that exists now, and one at every interval from now on.</summary>
    public async Task StartAsync(Watch watch, CancellationToken cancellationToken)
    {
        // Asked again: a code at once, but not more often than every second.
        var now = time.GetTimestamp();
        if (!_watches.TryAdd(watch, 0) && watch.NextCode - now > Ticks(options.Value.CodeInterval - MinInterval))
        {
            return;
        }

        watch.NextCode = Next();
        await SendAsync(watch, held: false, cancellationToken);
    }

    /// <summary>
    /// Sends one code that is good for as long as those of the REST API, and none after it until they are asked for again: for people who need longer to scan. Whoever shows
    /// a page can have such a code from the REST API already, so nobody gains a longer one by it.
    /// </summary>
    public async Task HoldAsync(Watch watch, CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        if (now < watch.NextHold)
        {
            return;
        }

        _watches.TryRemove(watch, out _);
        watch.NextHold = now + Ticks(MinInterval);
        watch.NextCode = Next();
        await SendAsync(watch, held: true, cancellationToken);
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        foreach (var (watch, _) in _watches)
        {
            if (watch.Socket.Outbox.IsClosing)
            {
                _watches.TryRemove(watch, out _);
            }
            else if (watch.NextCode <= now)
            {
                watch.NextCode = Next();
                await SendAsync(watch, held: false, cancellationToken);
            }
        }
    }

    private long Next() => time.GetTimestamp() + Ticks(options.Value.CodeInterval);

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);

    private async Task SendAsync(Watch watch, bool held, CancellationToken cancellationToken)
    {
        if (await servers.FindAsync(watch.Server, cancellationToken) is not { } server)
        {
            return;
        }

        // Read each time: the code's tag holds the epoch, and if the bus has lost a login the page learns of it here.
        var session = await sessions.GetAsync(watch.Server, watch.Session, cancellationToken);
        if (session.Server != watch.Server)
        {
            return;
        }

        var loggedIn = sessions.IsLoggedIn(session);
        watch.Learn(session.Epoch, loggedIn, asked: false);
        if (!loggedIn)
        {
            var code = held ? sessions.MakeCode(server, session) : sessions.MakeFreshCode(server, session);
            watch.Tell("QR", code.ToText(server.AppUrl));
        }
    }
}
