using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NextAuth.Protocol;
using NextAuth.Protocol.Links;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Cluster;
using NextAuth.Server.Servers;

namespace NextAuth.Server.Sessions;

/// <summary>Sessions: their state, their login codes, login and logout.</summary>
public sealed class SessionService(
    ISessionStore store,
    IClusterBus bus,
    IOptions<SessionOptions> options,
    TimeProvider time,
    ILogger<SessionService> logger)
{
    private static readonly TimeSpan CodeStep = TimeSpan.FromSeconds(30);

    /// <summary>Judges what has expired: a jump of the clock logs nobody out before their phones could answer.</summary>
    public SteadyClock Clock { get; } = new(time);

    /// <summary>Reads a session. One that nobody acted on is answered without having been stored.</summary>
    public async ValueTask<Session> GetAsync(ServerId server, Hsid id, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken) ?? Session.Unseen(server, id);

    /// <summary>Reads a session for the web application that owns it, and notes that it is in use.</summary>
    public async ValueTask<Session> UseAsync(ServerId server, Hsid id, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(id, cancellationToken) is not { } session)
        {
            return Session.Unseen(server, id);
        }

        var now = time.GetUtcNow();
        if (session.LoginExpires is null && session.Touched + options.Value.NotedEvery < now)
        {
            await store.TouchAsync(id, now, cancellationToken);
        }

        return session;
    }

    public bool IsLoggedIn(Session session) => session.IsLoggedIn(Clock.Now);

    public bool CanProvoke(Session session) => session.CanProvoke(time.GetUtcNow(), options.Value.LastAccountLifetime);

    /// <summary>Makes the login code for the REST API: the same for all calls within 30 seconds.</summary>
    public Link.Login MakeCode(ServerRuntime server, Session session) =>
        server.LoginCode(session.Id, RoundUp(time.GetUtcNow() + options.Value.CodeLifetime), session.Epoch);

    /// <summary>Makes a login code for a page that gets fresh ones over its WebSocket.</summary>
    public Link.Login MakeFreshCode(ServerRuntime server, Session session) =>
        server.LoginCode(session.Id, time.GetUtcNow() + options.Value.FreshCodeLifetime, session.Epoch);

    /// <summary>Checks a scanned code against the session as it is now.</summary>
    public CodeVerdict Check(ServerRuntime server, Session session, LoginContext code)
    {
        // The tag first: what somebody invented is not told whether it would have expired.
        if (!server.IsOurs(session.Id, code.Expiry, code.Tag, session.Epoch))
        {
            return CodeVerdict.Refused;
        }

        var now = time.GetUtcNow();
        return (DateTimeOffset.FromUnixTimeSeconds(code.Expiry) <= now, session.IsLoggedIn(now)) switch
        {
            (true, _) => CodeVerdict.Expired,
            (_, true) => CodeVerdict.AlreadyLoggedIn,
            _ => CodeVerdict.Good,
        };
    }

    /// <summary>Keeps what the web application says about a session, for the phone to show.</summary>
    public Task KeepContextAsync(ServerId server, Hsid id, UserContext context, CancellationToken cancellationToken) =>
        store.KeepContextAsync(server, id, WriteContext(context), time.GetUtcNow(), cancellationToken);

    /// <summary>Writes a context as it is stored.</summary>
    public static string WriteContext(UserContext context) => JsonSerializer.Serialize(context, SessionJson.Default.UserContext);

    /// <summary>Reads the context a session was given; empty when none, or when it has been forgotten.</summary>
    public async Task<UserContext> ReadContextAsync(Session session, CancellationToken cancellationToken) =>
        session.Touched + options.Value.KeptFor > time.GetUtcNow() && await store.FindContextAsync(session.Id, cancellationToken) is { } json
            ? JsonSerializer.Deserialize(json, SessionJson.Default.UserContext) ?? new()
            : new();

    /// <summary>Logs a session in. When two phones try, one succeeds. Everybody who watches is told after it is durable.</summary>
    /// <param name="session">The session as it was when the phone's M1 was checked.</param>
    /// <param name="server">The virtual server.</param>
    /// <param name="account">The account that proved itself.</param>
    /// <param name="accountKey">The key it proved.</param>
    /// <param name="pushId">The push that led here, or <see langword="null"/>.</param>
    /// <param name="request">What the phone asked for.</param>
    /// <param name="cancellationToken">Stops waiting; the login may still happen.</param>
    public Task<StoreLoginResult> LogInAsync(
        Session session, ServerRuntime server, long account, byte[] accountKey, byte[]? pushId, LoginRequest request, CancellationToken cancellationToken) =>
        LogInAsync(
            session,
            Login(session, server, account, accountKey) with { PushId = pushId, Code = request.Code, ClientVersion = request.ClientVersion },
            cancellationToken);

    /// <summary>
    /// Logs in a session that the phone made up itself. No web application stands in between, so it is limited here: a phone that did nothing else could fill the store
    /// and keep its writer busy for everybody.
    /// </summary>
    public Task<StoreLoginResult> LogInAppAsync(Session session, ServerRuntime server, long account, byte[] accountKey, CancellationToken cancellationToken) =>
        LogInAsync(
            session,
            Login(session, server, account, accountKey) with { MaxRecent = Math.Min(options.Value.MaxAppLogins, options.Value.MaxLogins) },
            cancellationToken);

    /// <summary>Logs a session out and tells its browsers and its phone; nothing happens when nobody is logged in.</summary>
    public async Task LogOutAsync(Hsid id, CancellationToken cancellationToken)
    {
        if (await store.LogOutAsync(id, MakeNotice(time.GetUtcNow()), cancellationToken) is { } ended)
        {
            Tell([ended], canProvoke: true);
        }
    }

    /// <summary>Logs an account out of one of its sessions, or of all, as its own phone asks.</summary>
    /// <returns><see langword="false"/> when the session is not this account's; nothing happened.</returns>
    public async Task<bool> LogOutAccountAsync(long account, Hsid? id, CancellationToken cancellationToken)
    {
        if (id is not { } session)
        {
            Tell(await store.LogOutAccountByPhoneAsync(account, cancellationToken), canProvoke: true);
            return true;
        }

        if (await store.FindAsync(session, cancellationToken) is not { } found || found.LastAccount != account)
        {
            return false;
        }

        // By account in the same statement: between the read and this, somebody else may have logged in.
        if (await store.LogOutByPhoneAsync(session, account, cancellationToken) is { } ended)
        {
            Tell([ended], canProvoke: true);
        }

        return true;
    }

    /// <summary>Makes what is left for the phones of logins that end now. A phone that has stayed away for longer than a session remembers its account asks no more.</summary>
    public LogoutNotice MakeNotice(DateTimeOffset now) => new(now, now + options.Value.LastAccountLifetime, options.Value.MaxLogoutsWaiting);

    /// <summary>Notes that an account's phone is alive.</summary>
    public Task KeepAliveAsync(long account, ServerRuntime server, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return PingDeadline(server, now) is { } deadline
            ? store.ExtendPingAsync(account, Clock.Now, deadline, cancellationToken)
            : Task.CompletedTask;
    }

    /// <summary>When the login ends unless the phone answers; <see langword="null"/>: one-shot logins.</summary>
    public static DateTimeOffset? PingDeadline(ServerRuntime server, DateTimeOffset now) =>
        server.Server.PingTime > 0 ? now + TimeSpan.FromSeconds(server.Server.PingTime) : null;

    /// <summary>Tells browsers and phones about logins that ended in the store.</summary>
    /// <param name="ended">Which.</param>
    /// <param name="canProvoke">Whether their accounts can still be pushed to, which their pages then hear as well: a page that was there before the login has never been told.</param>
    public void Tell(IReadOnlyList<EndedLogin> ended, bool canProvoke)
    {
        foreach (var login in ended)
        {
            logger.LoggedOut(login.Session, login.Server, login.Account);
            bus.Publish(new ClusterEvent.Browser(login.Server, login.Session, BrowserNews.Logout, login.Epoch));
            if (canProvoke)
            {
                bus.Publish(new ClusterEvent.Browser(login.Server, login.Session, BrowserNews.CanProvoke, 0));
            }

            bus.Publish(new ClusterEvent.LoggedOut(login.Account, login.Session, login.Notice));
        }
    }

    /// <summary>Tells the phone of a login that was over and whose place another has taken. Its pages hear of the other.</summary>
    public void TellOverdue(EndedLogin? overdue)
    {
        if (overdue is { } login)
        {
            logger.LoggedOut(login.Session, login.Server, login.Account);
            bus.Publish(new ClusterEvent.LoggedOut(login.Account, login.Session, login.Notice));
        }
    }

    private LoginCommand Login(Session session, ServerRuntime server, long account, byte[] accountKey)
    {
        var now = time.GetUtcNow();
        return new()
        {
            Server = session.Server,
            Session = session.Id,
            Epoch = session.Epoch,
            Account = account,
            AccountKey = accountKey,
            Now = now,
            Expires = now + options.Value.LoginLifetime,
            PingDeadline = PingDeadline(server, now),
            Notice = MakeNotice(now),

            // A page's QR makes a code for any session, so no web application need stand behind a scanned code.
            MaxRecent = options.Value.MaxLogins,
        };
    }

    private async Task<StoreLoginResult> LogInAsync(Session session, LoginCommand login, CancellationToken cancellationToken)
    {
        var (result, overdue) = await store.LogInAsync(login, cancellationToken);
        logger.LoginAttempted(session.Id, session.Server, login.Account, result);
        if (result is StoreLoginResult.LoggedIn)
        {
            bus.Publish(new ClusterEvent.Browser(session.Server, session.Id, BrowserNews.Login, session.Epoch + 1));
            TellOverdue(overdue);
        }

        return result;
    }

    private static DateTimeOffset RoundUp(DateTimeOffset at)
    {
        var ticks = (at.UtcTicks + CodeStep.Ticks - 1) / CodeStep.Ticks * CodeStep.Ticks;
        return new(ticks, TimeSpan.Zero);
    }
}
