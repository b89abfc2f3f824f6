using NextAuth.Authenticator.Accounts;

namespace NextAuth.Authenticator.Cli;

/// <summary>Shows what is asked and takes the answer; one question at a time. "r" declines and reports; anything else but "y" declines.</summary>
internal sealed class ConsoleConfirmation(Terminal terminal, bool yes, string? code, string? account) : IConfirmation, IDisposable
{
    private const int Attempts = 3;

    private readonly SemaphoreSlim _asking = new(1, 1);

    private enum Reply
    {
        No,
        Yes,
        Report,
    }

    public async ValueTask<EnrolAnswer> ConfirmEnrolAsync(EnrolPrompt prompt, CancellationToken cancellationToken)
    {
        terminal.Line($"Make an account on {prompt.Server}");
        Field("site", prompt.Site);
        Field("address", prompt.Host);
        Field("account", prompt.Label);
        if (prompt.Picture is { } picture)
        {
            terminal.Picture(picture);
        }

        return await AskAsync("Make it? [y/N] ", cancellationToken) is Reply.Yes ? EnrolAnswer.Approve : EnrolAnswer.Decline;
    }

    public async ValueTask<LoginAnswer> ConfirmLoginAsync(LoginPrompt prompt, CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken);
        try
        {
            Show(prompt);
            if (await ChooseAsync(prompt.Accounts, cancellationToken) is not { } chosen)
            {
                return new LoginAnswer.Decline();
            }

            Field("account", chosen.Label);
            var reply = await AskAsync("Log in? [y/N, r: it wasn't me] ", cancellationToken);
            if (reply is not Reply.Yes)
            {
                return new LoginAnswer.Decline(chosen, IsReported: reply is Reply.Report);
            }

            if (!prompt.NeedsCode)
            {
                return new LoginAnswer.Approve(chosen);
            }

            var digits = await DigitsAsync(cancellationToken);
            return digits is null ? new LoginAnswer.Decline(chosen) : new LoginAnswer.Approve(chosen, digits);
        }
        finally
        {
            _asking.Release();
        }
    }

    public async ValueTask<TransactionAnswer> ConfirmTransactionAsync(TransactionPrompt prompt, CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken);
        try
        {
            terminal.Line($"Approve a transaction for {prompt.Server}");
            Field("site", prompt.Site);
            Field("account", prompt.Account.Label);
            terminal.Line($"  what you sign:");
            Exactly("amount", prompt.Amount);
            Exactly("beneficiary", prompt.Benificiary);
            Exactly("description", prompt.Description);
            return await AskAsync("Sign it? [y/N, r: it wasn't me] ", cancellationToken) switch
            {
                Reply.Yes => TransactionAnswer.Approve,
                Reply.Report => TransactionAnswer.Report,
                _ => TransactionAnswer.Decline,
            };
        }
        finally
        {
            _asking.Release();
        }
    }

    public void Dispose() => _asking.Dispose();

    private static bool IsCode(string? text) => text is { Length: 6 } && text.All(char.IsAsciiDigit);

    private void Show(LoginPrompt prompt)
    {
        terminal.Line($"Log in to {prompt.Server}");
        Field("site", prompt.Site);
        Field("browser", prompt.BrowserAddress);
        Field("agent", prompt.BrowserAgent);
        if (prompt.Announced.Count > 0)
        {
            // Under a heading of its own: an application must not be able to pass its words off as the server's.
            terminal.Line($"  the site says:");
            foreach (var (name, value) in prompt.Announced)
            {
                terminal.Line($"    {name}: {value}");
            }
        }
    }

    private void Field(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            terminal.Line($"  {name,-8} {value}");
        }
    }

    private void Exactly(string name, string? text)
    {
        if (text is not null)
        {
            terminal.Exactly($"    {name,-11} ", text);
        }
    }

    private async Task<Account?> ChooseAsync(IReadOnlyList<Account> accounts, CancellationToken cancellationToken)
    {
        if (accounts is [var only])
        {
            return only;
        }

        if (account is not null)
        {
            return AccountChoice.Find(accounts, account) is [var named] ? named : null;
        }

        if (yes)
        {
            terminal.Fail($"Several accounts fit: name one with --account.");
            return null;
        }

        for (var i = 0; i < accounts.Count; i++)
        {
            terminal.Line($"  {i + 1}) {accounts[i].Label} ({accounts[i].Id})");
        }

        var answer = await terminal.AskAsync($"Which account? [1-{accounts.Count}] ", cancellationToken);
        return int.TryParse(answer, out var number) && number >= 1 && number <= accounts.Count ? accounts[number - 1] : null;
    }

    private async Task<Reply> AskAsync(string question, CancellationToken cancellationToken)
    {
        if (yes)
        {
            return Reply.Yes;
        }

        return (await terminal.AskAsync(question, cancellationToken))?.Trim() switch
        {
            "y" or "Y" or "yes" => Reply.Yes,
            "r" or "R" => Reply.Report,
            _ => Reply.No,
        };
    }

    private async Task<string?> DigitsAsync(CancellationToken cancellationToken)
    {
        if (code is not null)
        {
            return code;
        }

        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var answer = await terminal.AskAsync("The six digits that the browser shows: ", cancellationToken);
            if (answer is null || IsCode(answer = answer.Replace(" ", "", StringComparison.Ordinal)))
            {
                return answer;
            }
        }

        return null;
    }
}
