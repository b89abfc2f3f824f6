namespace NextAuth.Host.Lifetime;

/// <summary>What the process answers to whoever started it (docs/operations/running.md).</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>It ran and could not end in order.</summary>
    public const int Failed = 1;

    /// <summary>It did not start: a setting is wrong. One line on standard error says which.</summary>
    public const int WrongSetting = 2;
}
