using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NextAuth.Protocol;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Accounts;
using NextAuth.Server.Cluster;
using NextAuth.Server.Servers;
using NextAuth.Server.Sessions;

namespace NextAuth.Server.Push;

/// <summary>Pushed logins: from the provoke calls and the browser's PROVOKE to the phone's answer.</summary>
public sealed class PushService(
    IPushStore store,
    IAccountStore accounts,
    SessionService sessions,
    IClusterBus bus,
    IOptions<PushOptions> options,
    TimeProvider time,
    ILogger<PushService> logger)
{
    /// <summary>Pushes to the account that logged in last in a session.</summary>
    /// <param name="server">The virtual server.</param>
    /// <param name="session">The session.</param>
    /// <param name="context">What the web application says about the session, kept with the push or not at all; <see langword="null"/>: nothing new.</param>
    /// <param name="fromBrowser">Whether a page asks, which needs to know no more than the hsid shown in a QR code: limited per session.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<ProvokeResult> ProvokeSessionAsync(
        ServerRuntime server, Hsid session, UserContext? context, bool fromBrowser, CancellationToken cancellationToken)
    {
        var found = await sessions.GetAsync(server.Id, session, cancellationToken);
        return sessions.CanProvoke(found)
            ? await PushAsync(server, session, [found.LastAccount!.Value], context, fromBrowser, cancellationToken)
            : new ProvokeResult.NoAccount();
    }

    /// <summary>Pushes to one account.</summary>
    public Task<ProvokeResult> ProvokeAccountAsync(
        ServerRuntime server, Hsid session, long account, UserContext? context, CancellationToken cancellationToken) =>
        PushAsync(server, session, [account], context, fromBrowser: false, cancellationToken);

    /// <summary>Pushes to all unblocked accounts of a user; the first that answers logs in.</summary>
    public async Task<ProvokeResult> ProvokeUserAsync(
        ServerRuntime server, Hsid session, string userId, UserContext? context, CancellationToken cancellationToken) =>
        await accounts.UnblockedOfUserAsync(server.Id, userId, cancellationToken) switch
        {
            null => new ProvokeResult.Unknown(),
            [] => new ProvokeResult.NoAccount(),
            { } ids => await PushAsync(server, session, ids, context, fromBrowser: false, cancellationToken),
        };

    /// <summary>Finds a push by the id the phone sends, whatever its state.</summary>
    public Task<StoredPush?> FindAsync(ReadOnlyMemory<byte> id, CancellationToken cancellationToken) => store.FindAsync(id, cancellationToken);

    /// <summary>What a phone is asked.</summary>
    public Task<IReadOnlyList<StoredPush>> PendingAsync(long account, CancellationToken cancellationToken) =>
        store.PendingAsync(account, time.GetUtcNow(), cancellationToken);

    /// <summary>Which logouts a phone has not acknowledged: the next part of them after a number.</summary>
    public Task<IReadOnlyList<StoredPush>> PendingLogoutsAsync(long account, long after, int limit, CancellationToken cancellationToken) =>
        store.PendingLogoutsAsync(account, after, limit, time.GetUtcNow(), cancellationToken);

    /// <summary>Finds the logout of one session that a phone has not acknowledged.</summary>
    public Task<StoredPush?> FindLogoutAsync(long account, Hsid session, CancellationToken cancellationToken) =>
        store.FindLogoutAsync(account, session, time.GetUtcNow(), cancellationToken);

    /// <summary>The phone has a push: it is not sent again, and if it is a login the browser hears CONFIRMPROVOKE.</summary>
    public async Task AcknowledgeAsync(long account, long n, CancellationToken cancellationToken)
    {
        if (await store.AcknowledgeAsync(account, n, cancellationToken) is { Kind: PushedKind.Login, Push: var push })
        {
            bus.Publish(new ClusterEvent.Browser(push.Server, push.Session, BrowserNews.ConfirmProvoke, 0));
        }
    }

    /// <summary>The person declined: the push is spent and counted, and the browser hears CANCEL.</summary>
    /// <param name="server">The virtual server.</param>
    /// <param name="session">The session that the push was for.</param>
    /// <param name="id">The push.</param>
    /// <param name="account">Whose phone it was.</param>
    /// <param name="isReported">Whether the person says that it was somebody else who asked. Then no further push follows, however few were declined.</param>
    /// <param name="cancellationToken">Has an effect until the write has started.</param>
    /// <returns><see langword="false"/> when the push is not open or another account's.</returns>
    public async Task<bool> DeclineAsync(
        ServerId server, Hsid session, ReadOnlyMemory<byte> id, long account, bool isReported, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var declined = await store.DeclineAsync(id, account, isReported ? 1 : options.Value.MaxDeclined, now, now + options.Value.Bar, cancellationToken);
        if (declined)
        {
            if (isReported)
            {
                logger.LoginReported(session, server, account);
            }
            else
            {
                logger.PushDeclined(session, server, account);
            }

            bus.Publish(new ClusterEvent.Browser(server, session, BrowserNews.Cancel, 0));
        }

        return declined;
    }

    /// <summary>The person scanned a code and says that it was not his: somebody may have passed it on to him. The account gets no pushes for a while, which would be the next to try.</summary>
    public async Task ReportAsync(ServerId server, Hsid session, long account, CancellationToken cancellationToken)
    {
        logger.LoginReported(session, server, account);
        await store.BarAsync(account, time.GetUtcNow() + options.Value.Bar, cancellationToken);
    }

    private async Task<ProvokeResult> PushAsync(
        ServerRuntime server, Hsid session, IReadOnlyList<long> ids, UserContext? context, bool fromBrowser, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var kept = context is null ? null : SessionService.WriteContext(context);
        var code = server.Server.TypedCode ? RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture) : null;
        var limits = new PushLimits(
            options.Value.MaxPushes, options.Value.Window, fromBrowser ? options.Value.BrowserInterval : TimeSpan.Zero);

        ProvokeResult? refusal = null;
        var pushed = 0;
        foreach (var account in ids)
        {
            var id = RandomNumberGenerator.GetBytes(PushContext.PushIdSize);
            var push = new NewPush(id, server.Id, session, account, code, now, now + options.Value.Lifetime);
            var result = await store.AddAsync(push, pushed == 0 ? kept : null, limits, cancellationToken);
            logger.Pushed(session, server.Id, account, result.GetType().Name);
            switch (result)
            {
                case AddPushResult.Added:
                    if (pushed++ == 0 && code is not null)
                    {
                        // Once, and before the phones ring: all of them ask for the same digits.
                        bus.Publish(new ClusterEvent.Code(server.Id, session, code));
                    }

                    bus.Publish(new ClusterEvent.PushWaiting(account));
                    break;
                case AddPushResult.TooMany(var retryAfter):
                    refusal = new ProvokeResult.TooMany(retryAfter);
                    break;
                case AddPushResult.Blocked:
                    refusal ??= new ProvokeResult.Blocked();
                    break;
                default:
                    refusal ??= new ProvokeResult.Unknown();
                    break;
            }
        }

        // One phone that rings is enough; a refusal counts when none does.
        return pushed > 0 ? new ProvokeResult.Pushed(code) : refusal ?? new ProvokeResult.NoAccount();
    }
}
