using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using NextAuth.Authenticator.Accounts;

namespace NextAuth.Authenticator.Cli;

/// <summary>Opens the store that the options name.</summary>
internal static class StoreAccess
{
    public const string PassphraseVariable = "NEXTAUTH_PHONE_PASSPHRASE";
    public const string PassphraseFileVariable = "NEXTAUTH_PHONE_PASSPHRASE_FILE";

    /// <summary>Opens; <see langword="false"/> after having said why not.</summary>
    public static bool TryOpen(ParseResult arguments, Terminal terminal, [NotNullWhen(true)] out FileAccountStore? store)
    {
        store = null;
        var directory = Path.GetFullPath(arguments.GetValue(CommonOptions.Store)!);
        var insecure = arguments.GetValue(CommonOptions.InsecureStore);
        string? passphrase = null;
        if (!insecure && !TryGetPassphrase(terminal, isNew: !FileAccountStore.Exists(directory), out passphrase))
        {
            return false;
        }

        if (FileAccountStore.TryOpen(directory, passphrase, out store, out var error))
        {
            return true;
        }

        terminal.Fail(error switch
        {
            StoreError.WrongPassphrase => $"Wrong passphrase for the store {directory}.",
            StoreError.Encrypted => $"The store {directory} is encrypted: leave --insecure-store out and give the passphrase.",
            StoreError.NotEncrypted => $"The store {directory} is not encrypted: use --insecure-store, or another directory with --store.",
            StoreError.UnsupportedVersion => $"A newer nextauth-phone made the store {directory}: update this one.",
            _ => $"The file store.json in {directory} is damaged: restore it from a backup, or start anew with another --store.",
        });
        return false;
    }

    private static bool TryGetPassphrase(Terminal terminal, bool isNew, out string? passphrase)
    {
        passphrase = Environment.GetEnvironmentVariable(PassphraseVariable);
        if (string.IsNullOrEmpty(passphrase) && Environment.GetEnvironmentVariable(PassphraseFileVariable) is { Length: > 0 } file)
        {
            // Editors end a file with a line end; nobody means it to be part of the passphrase.
            passphrase = File.ReadAllText(file).TrimEnd('\r', '\n');
        }

        if (string.IsNullOrEmpty(passphrase) && terminal.IsInteractive)
        {
            passphrase = terminal.AskSecret(isNew ? "Choose a passphrase for the keys: " : "Passphrase: ");
            if (isNew && passphrase.Length > 0 && passphrase != terminal.AskSecret("Once more: "))
            {
                terminal.Fail($"The two are not the same: try again.");
                return false;
            }
        }

        if (string.IsNullOrEmpty(passphrase))
        {
            terminal.Fail($"No passphrase: set {PassphraseVariable} or {PassphraseFileVariable}, or use --insecure-store for tests.");
            return false;
        }

        return true;
    }
}
