using NextAuth.Protocol;

namespace NextAuth.Server.Sessions;

/// <summary>One login to be stored.</summary>
public sealed record LoginCommand
{
    public required ServerId Server { get; init; }

    public required Hsid Session { get; init; }

    /// <summary>The epoch seen when the phone's M1 was checked. Another one now means that somebody else was faster.</summary>
    public required uint Epoch { get; init; }

    public required long Account { get; init; }

    /// <summary>The account's key that proved itself: an account whose keys were replaced meanwhile does not log in.</summary>
    public required byte[] AccountKey { get; init; }

    public required DateTimeOffset Now { get; init; }

    public required DateTimeOffset Expires { get; init; }

    public DateTimeOffset? PingDeadline { get; init; }

    /// <summary>The push that led here, spent by this command whatever comes of it; <see langword="null"/>: a scanned code.</summary>
    public byte[]? PushId { get; init; }

    /// <summary>The six digits typed on the phone.</summary>
    public string? Code { get; init; }

    public string? ClientVersion { get; init; }

    /// <summary>How often the account may log in within an hour, this login included; <see langword="null"/>: without end.</summary>
    public int? MaxRecent { get; init; }

    /// <summary>What to leave for the phone of another account whose login in this session is over and has not been ended yet.</summary>
    public required LogoutNotice Notice { get; init; }
}

/// <summary>A <see cref="LoginCommand"/> that was carried out.</summary>
/// <param name="Result">What became of it.</param>
/// <param name="Overdue">Another account's login whose time was over and whose place this one took; <see langword="null"/>: none.</param>
public sealed record StoreLogin(StoreLoginResult Result, EndedLogin? Overdue = null);

/// <summary>What became of a <see cref="LoginCommand"/>.</summary>
public enum StoreLoginResult
{
    LoggedIn,

    /// <summary>The session's epoch is another, or somebody is logged in.</summary>
    SessionChanged,

    /// <summary>The account is blocked.</summary>
    Blocked,

    /// <summary>The account is gone or has other keys now.</summary>
    AccountGone,

    /// <summary>The push is unknown, used, or of another session or account.</summary>
    PushRefused,

    /// <summary>The push has expired.</summary>
    PushExpired,

    /// <summary>The digits were wrong; the push is spent.</summary>
    WrongCode,

    /// <summary>The account has logged in too often of late.</summary>
    TooMany,
}

/// <summary>A login that ended.</summary>
/// <param name="Server">The virtual server.</param>
/// <param name="Session">The session.</param>
/// <param name="Epoch">The session's epoch after the end.</param>
/// <param name="Account">Who was logged in.</param>
public sealed record EndedLogin(ServerId Server, Hsid Session, uint Epoch, long Account)
{
    /// <summary>The number of the push that waits for the account's phone; <see langword="null"/>: none, the phone itself has ended it or the account is gone.</summary>
    public long? Notice { get; init; }
}

/// <summary>What is left for the phone of a login that ends without it: stored in the same step, as a push (docs/protocol/messages.md, section 5.2).</summary>
/// <param name="Now">When the login ends.</param>
/// <param name="Expires">Until when the phone is told, should it not listen before.</param>
/// <param name="Most">How many may wait for one account; one more withdraws the oldest.</param>
public sealed record LogoutNotice(DateTimeOffset Now, DateTimeOffset Expires, int Most);

/// <summary>Durable sessions. Each method is one atomic step, safe to call from many nodes at once; a completed call survives a crash.</summary>
public interface ISessionStore
{
    Task<Session?> FindAsync(Hsid id, CancellationToken cancellationToken);

    /// <summary>
    /// Reads what the web application said last about a session, JSON; <see langword="null"/>: nothing. Apart from the session, because it may be a quarter of a
    /// megabyte, and strangers can have a session read as often as they like.
    /// </summary>
    Task<string?> FindContextAsync(Hsid id, CancellationToken cancellationToken);

    /// <summary>Keeps what the web application says about a session, making the session when it is new.</summary>
    Task KeepContextAsync(ServerId server, Hsid id, string context, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Notes that a stored session is still in use.</summary>
    Task TouchAsync(Hsid id, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Logs in: spends the push, checks account and epoch, stores the login, raises the epoch by one, ends other pushes for the session, notes the account's last login and forgets its declined
    /// pushes. Of many calls for one session exactly one answers <see cref="StoreLoginResult.LoggedIn"/>.
    /// </summary>
    Task<StoreLogin> LogInAsync(LoginCommand command, CancellationToken cancellationToken);

    /// <summary>Logs a session out and raises its epoch, and ends the pushes and enrol codes that lead into it.</summary>
    /// <returns><see langword="null"/> when nobody was logged in.</returns>
    Task<EndedLogin?> LogOutAsync(Hsid id, LogoutNotice notice, CancellationToken cancellationToken);

    /// <summary>Logs an account out of a session, as its own phone asks: nothing is left for it.</summary>
    /// <returns><see langword="null"/> when that account was not logged in there.</returns>
    Task<EndedLogin?> LogOutByPhoneAsync(Hsid id, long account, CancellationToken cancellationToken);

    /// <summary>Logs an account out everywhere, as its own phone asks.</summary>
    Task<IReadOnlyList<EndedLogin>> LogOutAccountByPhoneAsync(long account, CancellationToken cancellationToken);

    /// <summary>Moves the ping deadline of all the account's continuous logins that are still alive.</summary>
    Task ExtendPingAsync(long account, DateTimeOffset now, DateTimeOffset deadline, CancellationToken cancellationToken);

    /// <summary>Ends logins whose time or ping deadline has passed; at most <paramref name="limit"/> a call.</summary>
    Task<IReadOnlyList<EndedLogin>> ExpireLoginsAsync(LogoutNotice notice, int limit, CancellationToken cancellationToken);

    /// <summary>Deletes sessions without a login: never logged in and untouched since <paramref name="untouchedSince"/>, or last logged in before <paramref name="lastLoginBefore"/>.</summary>
    /// <returns>How many, at most <paramref name="limit"/>.</returns>
    Task<int> ForgetAsync(DateTimeOffset untouchedSince, DateTimeOffset lastLoginBefore, int limit, CancellationToken cancellationToken);
}
