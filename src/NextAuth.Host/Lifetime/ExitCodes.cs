namespace NextAuth.Host.Lifetime;

/// <summary>What the process answers to whoever started it (docs/operations/running.md and commands.md).</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The server ran and could not end in order; a command was refused, or did not find what it was asked for.</summary>
    public const int Failed = 1;

    /// <summary>It did not start: a setting or an argument is wrong. One line on standard error says which.</summary>
    public const int WrongSetting = 2;
}
