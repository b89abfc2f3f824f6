using System.Security.Cryptography;

namespace NextAuth.Server.Push.Wake;

/// <summary>How long to wait before the next attempt.</summary>
internal static class BackOff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait, also one that a push service asks for.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>Doubles each time, and is spread over its second half: what failed together must not come back together.</summary>
    /// <param name="attempts">How often it was tried, 1 or more.</param>
    /// <param name="asked">How long the push service wants to be left alone.</param>
    public static TimeSpan After(int attempts, TimeSpan? asked)
    {
        var full = First * Math.Pow(2, Math.Min(attempts - 1, 20));
        full = full < Longest ? full : Longest;
        var spread = full * (0.5 + (RandomNumberGenerator.GetInt32(1_001) / 2_000.0));
        return asked > spread ? asked.Value : spread;
    }
}
