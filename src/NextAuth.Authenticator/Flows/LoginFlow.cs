using NextAuth.Authenticator.Accounts;
using NextAuth.Authenticator.Connections;
using NextAuth.Protocol;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Handshake;
using NextAuth.Protocol.Messages;

namespace NextAuth.Authenticator.Flows;

/// <summary>Logs a session in with one of the accounts that share a server and its key (docs/protocol/messages.md, section 4.1).</summary>
internal sealed class LoginFlow(PhoneContext phone, LoginTarget target, IReadOnlyList<StoredAccount> accounts)
{
    public async Task<PhoneResult> RunAsync(IReadOnlyList<Uri> endpoints, CancellationToken cancellationToken)
    {
        // 1. The server proves who it is before the phone says anything about itself.
        using var expected = ServerIdentity.OfKey(accounts[0].Account.ServerKey.Span);
        var initiator = Initiator.Start(Purpose.Login, target.Server, target.Context);
        var begun = await Handshake.BeginAsync(endpoints, phone.Options, initiator, expected, cancellationToken).ConfigureAwait(false);
        if (!begun.Succeeds(out var handshake, out var failure))
        {
            return failure;
        }

        await using var ending = handshake.ConfigureAwait(false);
        if (!ProtocolJson.TryRead(handshake.Hello.Span, ProtocolJson.Default.LoginHello, out var hello))
        {
            return new PhoneResult.ProtocolViolated(ProtocolError.InvalidMessage);
        }

        phone.Report(new PhoneEvent.ServerProven(DisplayText.Clean(hello.Server.ServerName)));
        if (hello.SecondFactor)
        {
            return await TurnAwayAsync(handshake, new PhoneResult.Refused(Refusal.SecondFactor)).ConfigureAwait(false);
        }

        // 2. The person decides.
        var prompt = Prompt(hello);
        var answer = await AskAsync(prompt, cancellationToken).ConfigureAwait(false);
        switch (answer)
        {
            case LoginAnswer.Approve approve:
                var request = new LoginRequest
                {
                    Decision = LoginDecision.Approve,
                    Code = CheckedCode(hello, approve),
                    ClientVersion = phone.Options.ClientVersion,
                };
                return await ConfirmAsync(handshake, hello, Chosen(approve.Account), request, cancellationToken).ConfigureAwait(false);

            case LoginAnswer.Decline { Account: null } when accounts.Count > 1:
                await RememberAsync(hello, null, HistoryOutcome.Declined, CancellationToken.None).ConfigureAwait(false);
                return await TurnAwayAsync(handshake, new PhoneResult.Declined()).ConfigureAwait(false);

            case LoginAnswer.Decline decline:
                return await DeclineAsync(handshake, hello, Chosen(decline.Account), decline.IsReported).ConfigureAwait(false);

            default:
                throw new InvalidOperationException("A login is approved or declined.");
        }
    }

    private LoginPrompt Prompt(LoginHello hello) => new()
    {
        Server = DisplayText.Clean(hello.Server.ServerName),
        Site = Clean(hello.Server.Siteurl),
        Logo = hello.Server.Logo,
        BrowserAddress = Clean(hello.Announceinfo?.Ip),
        BrowserAgent = Clean(hello.Announceinfo?.Useragent),
        Announced = Announced(hello),
        NeedsCode = hello.TypedCode,
        IsPush = target.Kind is HistoryKind.Push,
        Accounts = [.. accounts.Select(stored => stored.Account)],
    };

    // Cleaning may make two names alike; the later one then stands.
    private static Dictionary<string, string> Announced(LoginHello hello)
    {
        var clean = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in hello.Announceinfo?.Info ?? new Dictionary<string, string>())
        {
            clean[DisplayText.Clean(name)] = DisplayText.Clean(value);
        }

        return clean;
    }

    private async Task<LoginAnswer> AskAsync(LoginPrompt prompt, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await phone.Confirmation.ConfirmLoginAsync(prompt, cancellationToken).ConfigureAwait(false);
            return cancellationToken.IsCancellationRequested ? new LoginAnswer.Decline() : answer;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new LoginAnswer.Decline();
        }
    }

    private StoredAccount Chosen(Account? answer)
    {
        if (answer is null)
        {
            return accounts is [var only] ? only : throw new InvalidOperationException("With several accounts the answer names one.");
        }

        return accounts.FirstOrDefault(stored => stored.Account.Id == answer.Id) ?? throw new InvalidOperationException("The answer names another account.");
    }

    private static string? CheckedCode(LoginHello hello, LoginAnswer.Approve approve)
    {
        if (!hello.TypedCode)
        {
            return null;
        }

        // A wrong code spends the push, so an application's mistake must not reach the server.
        return approve.Code is { Length: 6 } code && code.All(char.IsAsciiDigit) ? code : throw new InvalidOperationException("The code has six digits.");
    }

    private async Task<PhoneResult> DeclineAsync(Handshake handshake, LoginHello hello, StoredAccount stored, bool isReported)
    {
        // On a time limit of its own: declining is what happens when the caller cancels.
        using var farewell = phone.Farewell();
        var request = new LoginRequest { Decision = LoginDecision.Decline, Reported = isReported, ClientVersion = phone.Options.ClientVersion };
        try
        {
            var result = await ConfirmAsync(handshake, hello, stored, request, farewell.Token).ConfigureAwait(false);
            return result is PhoneResult.Declined ? result : new PhoneResult.Declined();
        }
        catch (OperationCanceledException)
        {
            return new PhoneResult.Declined();
        }
    }

    private async Task<PhoneResult> ConfirmAsync(
        Handshake handshake,
        LoginHello hello,
        StoredAccount stored,
        LoginRequest request,
        CancellationToken cancellationToken)
    {
        if (!P256SigningKey.TryImportPkcs8(stored.Secrets.AuthenticationKey, out var imported))
        {
            return new PhoneResult.NoAccount();
        }

        using var key = imported;
        var proof = handshake.Complete(key, ProtocolJson.Write(request, ProtocolJson.Default.LoginRequest), out var secure);
        var opened = await handshake.OpenAsync(proof, secure, cancellationToken).ConfigureAwait(false);
        if (!opened.Succeeds(out var channel, out var failure))
        {
            await RememberAsync(hello, stored.Account, HistoryOutcome.Unknown, cancellationToken).ConfigureAwait(false);
            return failure;
        }

        var received = await channel.ReceiveAsync(cancellationToken).ConfigureAwait(false);
        var result = received.Succeeds(out var message, out failure) ? await ResultAsync(stored, hello, message, channel).ConfigureAwait(false) : failure;
        if (result is not PhoneResult.LoggedIn { Session: not null })
        {
            await channel.DisposeAsync().ConfigureAwait(false);
        }

        // Also when the caller has cancelled meanwhile: it happened, so it is in the history.
        await RememberAsync(hello, stored.Account, Outcome(request, result), CancellationToken.None).ConfigureAwait(false);
        return result;
    }

    private async Task<PhoneResult> ResultAsync(StoredAccount stored, LoginHello hello, ServerMessage message, OpenChannel channel)
    {
        if (message is Push { Kind: PushKind.AccountRemoved })
        {
            return await phone.RemoveAsync(stored.Account).ConfigureAwait(false);
        }

        if (message is not LoginResult result)
        {
            return new PhoneResult.ProtocolViolated(ProtocolError.InvalidMessage);
        }

        if (result.Outcome is not LoginOutcome.LoggedIn)
        {
            return Refusals.Of(result.Outcome);
        }

        var account = stored.Account;
        if (hello.Server.Version > account.Parameters.Version)
        {
            StoredAccount Change(StoredAccount current) => current with { Account = PhoneContext.WithParameters(current.Account, hello.Server) };
            account = (await phone.Store.UpdateAsync(account.Id, Change, CancellationToken.None).ConfigureAwait(false))?.Account ?? account;
        }

        var session = result.PingTime > 0
            ? ContinuousSession.Start(phone, account, target.Session, TimeSpan.FromSeconds(result.PingTime), channel)
            : null;
        return new PhoneResult.LoggedIn(account, result.Sessioninfo, session);
    }

    private static HistoryOutcome Outcome(LoginRequest request, PhoneResult result) => result switch
    {
        PhoneResult.LoggedIn => HistoryOutcome.Done,
        _ when request.Reported => HistoryOutcome.Reported,
        _ when request.Decision is LoginDecision.Decline => HistoryOutcome.Declined,
        PhoneResult.Refused => HistoryOutcome.Refused,
        _ => HistoryOutcome.Unknown,
    };

    private async Task<PhoneResult> TurnAwayAsync(Handshake handshake, PhoneResult result)
    {
        using var farewell = phone.Farewell();
        await handshake.TurnAwayAsync(AlertCode.Cancelled, farewell.Token).ConfigureAwait(false);
        return result;
    }

    private Task RememberAsync(LoginHello hello, Account? account, HistoryOutcome outcome, CancellationToken cancellationToken) =>
        phone.Store.AppendHistoryAsync(
            new HistoryEntry
            {
                Time = phone.Now,
                Kind = target.Kind,
                Outcome = outcome,
                Account = account?.Id,
                Label = Clean(account?.Label),
                Server = DisplayText.Clean(hello.Server.ServerName),
                Site = Clean(hello.Server.Siteurl),
                Address = Clean(hello.Announceinfo?.Ip),
                Agent = Clean(hello.Announceinfo?.Useragent),
            },
            cancellationToken);

    private static string? Clean(string? text) => text is null ? null : DisplayText.Clean(text);
}
