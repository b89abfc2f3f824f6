namespace NextAuth.Authenticator.Cli;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>Declined by the person, refused by the server, or the server could not be reached.</summary>
    public const int Refused = 1;

    /// <summary>Called wrongly: arguments, passphrase, store.</summary>
    public const int Usage = 2;
}
