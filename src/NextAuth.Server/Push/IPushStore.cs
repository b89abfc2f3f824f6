using NextAuth.Protocol;

namespace NextAuth.Server.Push;

/// <summary>What a push is about. Stored: values are never reused.</summary>
public enum PushedKind
{
    Login = 0,

    /// <summary>A session of the account was logged out.</summary>
    Logout = 1,

    /// <summary>A transaction to be answered; the push's id is the transaction's.</summary>
    Transaction = 2,
}

/// <summary>A login to be pushed to an account.</summary>
/// <param name="Id">16 random bytes: what the phone proves it has received.</param>
/// <param name="Server">The virtual server.</param>
/// <param name="Session">The session to log in.</param>
/// <param name="Account">To whom.</param>
/// <param name="Code">Six digits to be typed on the phone; <see langword="null"/>: none.</param>
/// <param name="Created">Now.</param>
/// <param name="Expires">The end of its life.</param>
public sealed record NewPush(byte[] Id, ServerId Server, Hsid Session, long Account, string? Code, DateTimeOffset Created, DateTimeOffset Expires);

/// <summary>A stored push.</summary>
/// <param name="N">Its number, by which the phone acknowledges it.</param>
/// <param name="Push">What was pushed.</param>
/// <param name="Used">Whether it has been answered, by login or decline.</param>
public sealed record StoredPush(long N, NewPush Push, bool Used)
{
    public PushedKind Kind { get; init; }
}

/// <summary>How often an account may be pushed to (REST contract, section 6); stops push bombing.</summary>
/// <param name="MaxPushes">So many …</param>
/// <param name="Window">… in this time.</param>
/// <param name="MinSessionInterval">At least this long between two pushes for one session; zero: no limit.</param>
public sealed record PushLimits(int MaxPushes, TimeSpan Window, TimeSpan MinSessionInterval);

/// <summary>What became of a push.</summary>
public abstract record AddPushResult
{
    private AddPushResult()
    {
    }

    public sealed record Added(long N) : AddPushResult;

    /// <summary>A limit is reached.</summary>
    public sealed record TooMany(TimeSpan RetryAfter) : AddPushResult;

    /// <summary>There is no such account on the server.</summary>
    public sealed record NoAccount : AddPushResult;

    public sealed record Blocked : AddPushResult;
}

/// <summary>Durable pushes. Each method is one atomic step.</summary>
public interface IPushStore
{
    /// <summary>
    /// Checks the account and the limits, stores the push, the account's last provoke and what the web application says about the session. A refused push changes nothing:
    /// what a phone shows belongs to the push it got.
    /// </summary>
    /// <param name="push">The push.</param>
    /// <param name="context">The session's new context, JSON; <see langword="null"/>: it keeps the one it has.</param>
    /// <param name="limits">How often.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<AddPushResult> AddAsync(NewPush push, string? context, PushLimits limits, CancellationToken cancellationToken);

    /// <summary>Finds a pushed login.</summary>
    Task<StoredPush?> FindAsync(ReadOnlyMemory<byte> id, CancellationToken cancellationToken);

    /// <summary>What an account is asked: pushes but logouts that are neither acknowledged, used nor expired, oldest first.</summary>
    Task<IReadOnlyList<StoredPush>> PendingAsync(long account, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>What an account is told: logouts that are neither acknowledged nor expired, oldest first.</summary>
    /// <param name="account">To whom.</param>
    /// <param name="after">Only those with a higher number: the next part.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyList<StoredPush>> PendingLogoutsAsync(long account, long after, int limit, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Finds the logout of one session that an account's phone has not acknowledged; <see langword="null"/>: none, or it has expired.</summary>
    Task<StoredPush?> FindLogoutAsync(long account, Hsid session, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Notes that the phone has a push, so that it is not sent again.</summary>
    /// <returns>The push, the first time; <see langword="null"/> when it is unknown, another account's, or acknowledged before.</returns>
    Task<StoredPush?> AcknowledgeAsync(long account, long n, CancellationToken cancellationToken);

    /// <summary>
    /// Spends a push that the person declined and counts it; the <paramref name="limit"/>th in a row bars pushes to the account until <paramref name="barredUntil"/>.
    /// </summary>
    /// <returns><see langword="false"/> when the push is not open or another account's.</returns>
    Task<bool> DeclineAsync(ReadOnlyMemory<byte> id, long account, int limit, DateTimeOffset now, DateTimeOffset barredUntil, CancellationToken cancellationToken);

    /// <summary>Bars pushes of logins to an account until <paramref name="until"/>, or longer where it was barred longer.</summary>
    Task BarAsync(long account, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>
    /// Finds the logins and transactions for which an account's phone is to be woken now, and notes that it is: neither acknowledged, used, expired, nor woken for before.
    /// Each is given to one caller, once.
    /// </summary>
    /// <param name="account">Whose phone.</param>
    /// <param name="since">None that is older: when there was no endpoint, the phone was there itself.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyList<StoredPush>> ClaimWakeUpsAsync(long account, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>The same for one logout, by its number.</summary>
    Task<StoredPush?> ClaimLogoutWakeUpAsync(long account, long n, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Whether a push is still worth waking a phone for: neither acknowledged, used nor expired.</summary>
    Task<bool> IsWaitingAsync(long n, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Deletes pushes that expired before a time. Rate limits need them until their window has passed.</summary>
    Task<int> ForgetAsync(DateTimeOffset expiredBefore, int limit, CancellationToken cancellationToken);
}
