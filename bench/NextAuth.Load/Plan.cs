namespace NextAuth.Load;

/// <summary>How much of everything a run does: every count and time is bounded here.</summary>
internal sealed record Plan
{
    /// <summary>Gets the plan of <c>all</c>: within three minutes, the publishing of the server included, and the browsers' besides.</summary>
    public static Plan Full { get; } = new();

    /// <summary>Gets the plan of <c>quick</c>: about a minute, to see that everything works and nothing is far off.</summary>
    public static Plan Quick { get; } = new()
    {
        Rounds = 3,
        SessionRound = TimeSpan.FromSeconds(1),
        WarmUp = TimeSpan.FromSeconds(3),
        WarmUpLogins = 300,
        LoginsAtOnce = 48,
        LoginsInRounds = 600,
        CryptoRound = TimeSpan.FromSeconds(1),
        OpenLoop = TimeSpan.FromSeconds(5),
        IdleSockets = 2_000,
        IdleAge = TimeSpan.Zero,
        Settle = TimeSpan.FromSeconds(2),
        IdleTime = TimeSpan.FromSeconds(3),
        Starts = 1,
    };

    /// <summary>The logins by push in Chromium that the demanded figures are of.</summary>
    public const int AllPushLogins = 200;

    /// <summary>Gets the logins by push in Chromium, and how many codes are looked at, beside everything else.</summary>
    public int PushLogins { get; init; } = 20;

    /// <summary>Gets the accounts enrolled first.</summary>
    public int Accounts { get; init; } = 200;

    /// <summary>Gets how often server and floor take turns; the median counts.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>Gets how long a server is used at a fifth of its speed before anything is measured: the runtime compiles what is hot, twice, and has the time to.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(16);

    public TimeSpan SessionRound { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>Gets the keep-alive connections of the getSession client.</summary>
    public int SessionConnections { get; init; } = 64;

    /// <summary>Gets the logins at full speed that are timed, in all rounds together.</summary>
    public int LoginsInRounds { get; init; } = 8_000;

    /// <summary>Gets the logins at full speed before the first round.</summary>
    public int WarmUpLogins { get; init; } = 2_500;

    /// <summary>Gets the logins that are under way at once: so many that the server has something to do while others wait for the disk.</summary>
    public int LoginsAtOnce { get; init; } = 128;

    public TimeSpan CryptoRound { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>Gets the rate of the latency test, in logins a second.</summary>
    public int OpenLoopRate { get; init; } = 50;

    public TimeSpan OpenLoop { get; init; } = TimeSpan.FromSeconds(20);

    public int IdleSockets { get; init; } = 10_000;

    /// <summary>Gets how old a server is before its idle sockets are opened.</summary>
    public TimeSpan IdleAge { get; init; } = TimeSpan.FromSeconds(75);

    /// <summary>Gets how long a server is left alone before its memory is read: the runtime compiles what was used, which is no part of what a socket costs.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(6);

    public TimeSpan IdleTime { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets the first starts that are timed; the median counts.</summary>
    public int Starts { get; init; } = 3;

    /// <summary>Gets when a started server is at rest.</summary>
    public TimeSpan Rest { get; init; } = TimeSpan.FromSeconds(5);
}
