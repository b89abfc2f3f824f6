using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Handshake;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Accounts;
using NextAuth.Server.Cluster;
using NextAuth.Server.Push;
using NextAuth.Server.Servers;
using NextAuth.Server.Sessions;

namespace NextAuth.Server.Phone;

/// <summary>A login that a person is deciding on.</summary>
/// <param name="ceremony">What it is part of.</param>
/// <param name="server">The virtual server.</param>
/// <param name="session">The session as it was at M1: its epoch is what the login compares on.</param>
/// <param name="push">The push that led here; <see langword="null"/>: a scanned code.</param>
internal sealed class PendingLogin(LoginCeremony ceremony, ServerRuntime server, Session session, NewPush? push) : IPendingProof
{
    private AccountClaim? _claim;

    public void TurnAway(BrowserNews news) => ceremony.Tell(session, news);

    public async ValueTask<P256PublicKey?> FindKeyAsync(ReadOnlyMemory<byte> accountKey, CancellationToken cancellationToken)
    {
        _claim = await ceremony.Claims.FindAsync(server, accountKey, cancellationToken);
        return _claim.Key;
    }

    public async Task<ProofOutcome> CompleteAsync(Responder responder, SecureChannel channel, CancellationToken cancellationToken)
    {
        if (_claim is { IsOfRemoved: true } removed)
        {
            ceremony.Tell(session, BrowserNews.NoAccounts);
            return ceremony.Claims.Tell(server, removed);
        }

        if (_claim?.Account is not { } account
            || !ProtocolJson.TryRead(responder.Request, ProtocolJson.Default.LoginRequest, out var request)
            || !IsWithinLimits(request))
        {
            return new ProofOutcome.Refused(AlertCode.Malformed);
        }

        LoginOutcome outcome;
        try
        {
            outcome = request.Decision is LoginDecision.Approve
                ? await ApproveAsync(account, request, cancellationToken)
                : await DeclineAsync(account, request.Reported, cancellationToken);
        }
        catch (StorageUnavailableException unavailable)
        {
            ceremony.Logger.StoreUnavailable(unavailable);
            outcome = LoginOutcome.Unavailable;
        }

        ceremony.Logger.LoginAnswered(account.Id, server.Id, push is null ? "code" : "push", outcome);
        ceremony.Telemetry.LoginEnded(outcome.ToString());
        return outcome is LoginOutcome.LoggedIn ? await LoggedInAsync(account, cancellationToken) : new ProofOutcome.Answered(new LoginResult { Outcome = outcome }, null);
    }

    // docs/protocol/messages.md, section 4.1.
    private static bool IsWithinLimits(LoginRequest request) =>
        request is { UserInput: null or { Length: <= 1000 }, ClientVersion: null or { Length: <= 100 }, Code: null or { Length: <= 100 } };

    private async Task<LoginOutcome> ApproveAsync(Account account, LoginRequest request, CancellationToken cancellationToken) =>
        await ceremony.Sessions.LogInAsync(session, server, account.Id, account.PublicKey, push?.Id, request, cancellationToken) switch
        {
            StoreLoginResult.LoggedIn => LoginOutcome.LoggedIn,
            StoreLoginResult.SessionChanged => LoginOutcome.SessionChanged,
            StoreLoginResult.Blocked => LoginOutcome.Blocked,
            StoreLoginResult.PushExpired => LoginOutcome.Expired,
            StoreLoginResult.WrongCode => LoginOutcome.WrongCode,
            _ => LoginOutcome.Refused,
        };

    private async Task<LoginOutcome> DeclineAsync(Account account, bool isReported, CancellationToken cancellationToken)
    {
        if (push is null)
        {
            ceremony.Tell(session, BrowserNews.Cancel);
            if (isReported)
            {
                await ceremony.Pushes.ReportAsync(server.Id, session.Id, account.Id, cancellationToken);
            }

            return LoginOutcome.Declined;
        }

        return await ceremony.Pushes.DeclineAsync(server.Id, session.Id, push.Id, account.Id, isReported, cancellationToken)
            ? LoginOutcome.Declined
            : LoginOutcome.Refused;
    }

    private async Task<ProofOutcome.Answered> LoggedInAsync(Account account, CancellationToken cancellationToken)
    {
        // Read only now: a phone whose person is deciding holds no picture in our memory.
        SessionInfo? sessioninfo = null;
        try
        {
            sessioninfo = (await ceremony.Sessions.ReadContextAsync(session, cancellationToken)).Sessioninfo;
        }
        catch (StorageUnavailableException unavailable)
        {
            // The login is stored: the phone hears of it, without the text for its history.
            ceremony.Logger.StoreUnavailable(unavailable);
        }

        var result = new LoginResult
        {
            Outcome = LoginOutcome.LoggedIn,
            Sessioninfo = sessioninfo,
            PingTime = server.Server.PingTime,
        };
        return server.Server.PingTime > 0 ? new(result, account.Id, session.Id) : new(result, null);
    }
}
