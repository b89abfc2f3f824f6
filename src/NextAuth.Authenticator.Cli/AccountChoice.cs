using NextAuth.Authenticator.Accounts;

namespace NextAuth.Authenticator.Cli;

/// <summary>Finds the account a person means.</summary>
internal static class AccountChoice
{
    private const int MinPrefix = 3;

    /// <summary>By id or its beginning; otherwise by name.</summary>
    public static Account[] Find(IEnumerable<Account> accounts, string text)
    {
        var all = accounts.ToArray();
        var byId = text.Length < MinPrefix ? [] : all.Where(account => account.Id.StartsWith(text, StringComparison.OrdinalIgnoreCase)).ToArray();
        return byId.Length > 0 ? byId : [.. all.Where(account => string.Equals(account.Label, text, StringComparison.OrdinalIgnoreCase))];
    }

    /// <summary>Finds exactly one; <see langword="null"/> after having said why not.</summary>
    public static async Task<Account?> FindAsync(IAccountStore store, string text, Terminal terminal, CancellationToken cancellationToken)
    {
        var listing = await store.ListAsync(cancellationToken);
        var found = Find(listing.Accounts.Select(stored => stored.Account), text);
        if (found is [var only])
        {
            return only;
        }

        terminal.Fail(found.Length == 0
            ? $"No account is called '{text}': see 'nextauth-phone accounts'."
            : (FormattableString)$"Several accounts are called '{text}': give the id, see 'nextauth-phone accounts'.");
        return null;
    }
}
