using System.CommandLine;

namespace NextAuth.Authenticator.Cli;

/// <summary>Options that every command takes.</summary>
internal static class CommonOptions
{
    public static readonly Option<string> Store = new("--store")
    {
        Description = "The directory that holds accounts, keys and history.",
        HelpName = "DIR",
        Recursive = true,
        DefaultValueFactory = _ => Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "nextauth-phone"),
    };

    public static readonly Option<bool> InsecureStore = new("--insecure-store")
    {
        Description = "Keep keys unencrypted, without a passphrase. For tests.",
        Recursive = true,
    };

    public static readonly Option<bool> InsecureHttp = new("--insecure-http")
    {
        Description = "Allow servers without TLS that are not this machine. For tests.",
        Recursive = true,
    };

    public static Option<bool> Json() => new("--json") { Description = "Write JSON." };

    public static Option<bool> Yes() => new("--yes", "-y") { Description = "Do not ask: approve. Shows what it approves." };

    public static Option<string?> Code() => new("--code")
    {
        Description = "The six digits that the browser shows, when the server wants them typed.",
        HelpName = "DIGITS",
    };

    public static Argument<string> Account() => new("account")
    {
        Description = "The account: its id (the beginning is enough), or its name. See 'nextauth-phone accounts'.",
    };
}
