namespace NextAuth.Load;

/// <summary>How much of everything a run does: every count and time is bounded here.</summary>
internal sealed record Plan
{
    /// <summary>Gets the plan of <c>all</c>: within three minutes, the publishing of the server included.</summary>
    public static Plan Full { get; } = new();

    /// <summary>Gets the plan of <c>quick</c>: some 40 seconds, to see that everything works and nothing is far off.</summary>
    public static Plan Quick { get; } = new()
    {
        Rounds = 3,
        SessionRound = TimeSpan.FromSeconds(1),
        WarmUpLogins = 500,
        LoginsInRounds = 600,
        CryptoRound = TimeSpan.FromSeconds(1),
        OpenLoop = TimeSpan.FromSeconds(5),
        IdleSockets = 2_000,
        IdleTime = TimeSpan.FromSeconds(3),
        Starts = 1,
    };

    /// <summary>Gets the accounts enrolled first.</summary>
    public int Accounts { get; init; } = 200;

    /// <summary>Gets how often server and floor take turns; the median counts.</summary>
    public int Rounds { get; init; } = 5;

    public TimeSpan SessionRound { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets the keep-alive connections of the getSession client.</summary>
    public int SessionConnections { get; init; } = 64;

    /// <summary>Gets the logins at full speed that are timed, in all rounds together.</summary>
    public int LoginsInRounds { get; init; } = 8_000;

    /// <summary>Gets the logins at full speed before the first round: the runtime compiles the server on the same core, which takes a fifth of it for the first 10,000 logins or so.</summary>
    public int WarmUpLogins { get; init; } = 10_000;

    /// <summary>Gets the logins that are under way at once.</summary>
    public int LoginsAtOnce { get; init; } = 48;

    public TimeSpan CryptoRound { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>Gets the rate of the latency test, in logins a second.</summary>
    public int OpenLoopRate { get; init; } = 50;

    public TimeSpan OpenLoop { get; init; } = TimeSpan.FromSeconds(30);

    public int IdleSockets { get; init; } = 10_000;

    public TimeSpan IdleTime { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Gets the first starts that are timed; the median counts.</summary>
    public int Starts { get; init; } = 3;

    /// <summary>Gets when a started server is at rest.</summary>
    public TimeSpan Rest { get; init; } = TimeSpan.FromSeconds(5);
}
