using NextAuth.Authenticator.Accounts;
using NextAuth.Authenticator.Connections;
using NextAuth.Authenticator.Flows;
using NextAuth.Protocol;
using NextAuth.Protocol.Messages;

namespace NextAuth.Authenticator;

/// <summary>
/// Keeps a continuous login alive: answers the server's pings, and reconnects when the connection is lost. Disposing it closes the connection, and the server
/// ends the login when it has missed the phone for the ping time. Thread-safe.
/// </summary>
public sealed class ContinuousSession : IAsyncDisposable
{
    private readonly PhoneContext _phone;
    private readonly Hsid? _session;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<PhoneResult> _logout = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile OpenChannel _channel;
    private long _logoutId;
    private int _reported;

    private ContinuousSession(PhoneContext phone, Account account, Hsid? session, TimeSpan pingTime, OpenChannel channel)
    {
        _phone = phone;
        _session = session;
        _channel = channel;
        Account = account;
        PingTime = pingTime;
        Ended = Task.Run(RunAsync);
    }

    /// <summary>Gets the account that is logged in.</summary>
    public Account Account { get; }

    /// <summary>Gets how long the server does without the phone before it ends the login.</summary>
    public TimeSpan PingTime { get; }

    /// <summary>Gets how the session ended; completes when it does and never fails.</summary>
    public Task<SessionEnd> Ended { get; }

    /// <summary>Ends the login on the server, and this session with it.</summary>
    /// <returns><see cref="PhoneResult.Done"/>, or why it could not be said to the server; the login then ends after the ping time.</returns>
    public async Task<PhoneResult> LogOutAsync(CancellationToken cancellationToken = default)
    {
        var channel = _channel;
        var id = channel.NextId();
        Interlocked.Exchange(ref _logoutId, id);
        if (await channel.SendAsync(new Logout { Id = id, Hsid = _session?.ToString() }, cancellationToken).ConfigureAwait(false) is { } unsent)
        {
            return unsent;
        }

        using var timeout = new CancellationTokenSource(_phone.Options.AnswerTimeout, _phone.Options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await _logout.Task.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new PhoneResult.NetworkFailed(NetworkFailure.TimedOut, channel.Endpoint);
        }
        finally
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Ended.ConfigureAwait(false);
        await _channel.DisposeAsync().ConfigureAwait(false);
    }

    internal static ContinuousSession Start(PhoneContext phone, Account account, Hsid? session, TimeSpan pingTime, OpenChannel channel) =>
        new(phone, account, session, pingTime, channel);

    /// <summary>The server has said on another connection that a session is logged out.</summary>
    /// <returns>Whether it is this one; it has ended then, and told so.</returns>
    internal async Task<bool> HearAsync(string? hsid)
    {
        if (_session?.ToString() != hsid)
        {
            return false;
        }

        ReportLogout(hsid);
        _logout.TrySetResult(new PhoneResult.Done());
        await _stopping.CancelAsync().ConfigureAwait(false);
        return true;
    }

    private async Task<SessionEnd> RunAsync()
    {
        try
        {
            while (true)
            {
                var end = await ServeAsync(_channel).ConfigureAwait(false);
                await _channel.DisposeAsync().ConfigureAwait(false);
                if (end is { } known)
                {
                    return known;
                }

                if (await ReconnectAsync().ConfigureAwait(false) is { } failed)
                {
                    return failed;
                }
            }
        }
        catch (OperationCanceledException)
        {
            return _logout.Task.IsCompletedSuccessfully ? SessionEnd.LoggedOut : SessionEnd.Stopped;
        }
        finally
        {
            _logout.TrySetResult(new PhoneResult.NetworkFailed(NetworkFailure.Closed, _channel.Endpoint));
        }
    }

    /// <summary>Answers until the session ends (how), or the connection does (<see langword="null"/>).</summary>
    private async Task<SessionEnd?> ServeAsync(OpenChannel channel)
    {
        while (true)
        {
            // A server that has not pinged for twice the ping time is gone, even if the connection does not say so.
            var received = await channel.ReceiveAsync(2 * PingTime, _stopping.Token).ConfigureAwait(false);
            if (!received.Succeeds(out var message, out var failure))
            {
                return failure is PhoneResult.NetworkFailed ? null : SessionEnd.Refused;
            }

            switch (message)
            {
                case Ping:
                    await channel.SendAsync(new Pong(), _stopping.Token).ConfigureAwait(false);
                    break;
                case Answer answer when answer.Re == Interlocked.Read(ref _logoutId):
                    _logout.TrySetResult(Refusals.Of(answer));
                    return answer.Done ? SessionEnd.LoggedOut : SessionEnd.Stopped;
                case LoggedOut logout when IsThis(logout.Hsid):
                    return await EndAsync(channel, logout.Hsid, logout.N).ConfigureAwait(false);
                case Push { Kind: PushKind.AccountRemoved }:
                    await _phone.RemoveAsync(Account).ConfigureAwait(false);
                    return SessionEnd.AccountRemoved;
                case Push { Kind: PushKind.Logout } missed when IsThis(missed.Hsid):
                    return await EndAsync(channel, missed.Hsid, missed.N).ConfigureAwait(false);
            }
        }
    }

    private bool IsThis(string? hsid) => _session is not { } session || session.ToString() == hsid;

    private async Task<SessionEnd> EndAsync(OpenChannel channel, string? hsid, long? number)
    {
        _logout.TrySetResult(new PhoneResult.Done());
        ReportLogout(hsid);
        if (number is { } n)
        {
            await channel.SendAsync(new Pushed { N = n }, _stopping.Token).ConfigureAwait(false);
        }

        return SessionEnd.LoggedOut;
    }

    private void ReportLogout(string? hsid)
    {
        if (Interlocked.Exchange(ref _reported, 1) == 0)
        {
            _phone.Report(new PhoneEvent.LoggedOut(Account, hsid));
        }
    }

    /// <summary>Opens an account channel within the ping time; otherwise says how the session ended.</summary>
    private async Task<SessionEnd?> ReconnectAsync()
    {
        var clock = _phone.Options.TimeProvider;
        var lost = clock.GetTimestamp();
        var delays = new RetryDelays(_phone.Options);
        while (clock.GetElapsedTime(lost) < PingTime)
        {
            var attempt = await AccountChannels.OpenAsync(_phone, Account.Id, _stopping.Token).ConfigureAwait(false);
            if (attempt.Succeeds(out var reopened, out var failure))
            {
                // Listening tells whether the login has ended meanwhile; if it cannot be asked, the connection is lost again.
                _channel = reopened.Channel;
                await _channel.SendAsync(new Listen(), _stopping.Token).ConfigureAwait(false);
                return null;
            }

            if (failure is PhoneResult.Refused { Cause: Refusal.AccountRemoved })
            {
                return SessionEnd.AccountRemoved;
            }

            if (failure is PhoneResult.NoAccount or PhoneResult.Refused { Cause: Refusal.UnknownAccount })
            {
                return SessionEnd.Refused;
            }

            var delay = delays.Next();
            _phone.Report(new PhoneEvent.Interrupted(Account, failure, delay));
            await Task.Delay(delay, clock, _stopping.Token).ConfigureAwait(false);
        }

        return SessionEnd.ConnectionLost;
    }
}

/// <summary>How a <see cref="ContinuousSession"/> ended.</summary>
public enum SessionEnd
{
    /// <summary>Logged out, here or elsewhere.</summary>
    LoggedOut,

    /// <summary>The server could not be reached within the ping time; it has ended the login.</summary>
    ConnectionLost,

    /// <summary>The server does not want the connection any more: the account was blocked, or it broke the protocol.</summary>
    Refused,

    /// <summary>The server has removed the account, and this phone its copy.</summary>
    AccountRemoved,

    /// <summary>Disposed.</summary>
    Stopped,
}
