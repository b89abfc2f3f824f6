using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Threading.Channels;
using NextAuth.Authenticator.Accounts;
using NextAuth.Authenticator.Connections;
using NextAuth.Protocol;
using NextAuth.Protocol.Messages;

namespace NextAuth.Authenticator.Flows;

/// <summary>Listens on an account channel for pushes, one account a listener. Logins and transactions are asked one after the other while pings go on being answered.</summary>
internal sealed class Listener(PhoneContext phone, string id, Func<Account, Push, CancellationToken, Task<PhoneResult>> answerAsync)
{
    private const int MaxQueued = 16;
    private const int MaxRemembered = 256;

    // Full only when a server floods the phone; the newest are then dropped, and the server's own expiry clears them up.
    private readonly Channel<Push> _asked = Channel.CreateBounded<Push>(new BoundedChannelOptions(MaxQueued) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Queue<string> _handled = new();

    // Kept by the asking loop, ended by the listening one.
    private readonly ConcurrentQueue<ContinuousSession> _sessions = new();
    private volatile OpenChannel? _channel;
    private Account? _account;

    /// <summary>Listens until the server has no such account any more, or the token is cancelled.</summary>
    public async Task<PhoneResult> RunAsync(CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asking = AnswerAllAsync(stopping.Token);
        var listening = KeepListeningAsync(stopping.Token);
        try
        {
            // The asking only ends first by an application's mistake, which must not go unseen.
            await (await Task.WhenAny(listening, asking).ConfigureAwait(false)).ConfigureAwait(false);
            return await listening.ConfigureAwait(false);
        }
        finally
        {
            await stopping.CancelAsync().ConfigureAwait(false);
            await asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ((Task)listening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var session in _sessions)
            {
                await session.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task<PhoneResult> KeepListeningAsync(CancellationToken cancellationToken)
    {
        var delays = new RetryDelays(phone.Options);
        while (true)
        {
            var opened = await AccountChannels.OpenAsync(phone, id, cancellationToken).ConfigureAwait(false);
            if (opened.Succeeds(out var channel, out var failure))
            {
                await using var closing = channel.ConfigureAwait(false);
                _account = channel.Stored.Account;
                _channel = channel.Channel;
                failure = await ListenAsync(channel, delays, cancellationToken).ConfigureAwait(false);
                _channel = null;
            }

            if (IsFinal(failure) || _account is null)
            {
                return failure;
            }

            var delay = delays.Next();
            phone.Report(new PhoneEvent.Interrupted(_account, failure, delay));
            await Task.Delay(delay, phone.Options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsFinal(PhoneResult failure) => failure is PhoneResult.NoAccount or PhoneResult.NoEndpoint or PhoneResult.InsecureEndpoint
        or PhoneResult.Refused { Cause: Refusal.UnknownAccount or Refusal.AccountRemoved or Refusal.UnknownServer or Refusal.Unsupported or Refusal.Blocked };

    private async Task<PhoneResult> ListenAsync(AccountChannel account, RetryDelays delays, CancellationToken cancellationToken)
    {
        var channel = account.Channel;
        var request = channel.NextId();
        if (await channel.SendAsync(new Listen { Id = request }, cancellationToken).ConfigureAwait(false) is { } unsent)
        {
            return unsent;
        }

        while (true)
        {
            var received = await channel.ReceiveAsync(null, cancellationToken).ConfigureAwait(false);
            if (!received.Succeeds(out var message, out var failure))
            {
                return failure;
            }

            switch (message)
            {
                case Answer answer when answer.Re == request && !answer.Done:
                    return Refusals.Of(answer);
                case Answer answer when answer.Re == request:
                    delays.Reset();
                    phone.Report(new PhoneEvent.Listening(account.Stored.Account));
                    break;
                case Ping:
                    await channel.SendAsync(new Pong(), cancellationToken).ConfigureAwait(false);
                    break;
                case LoggedOut logout:
                    await EndAsync(account.Stored.Account, logout.Hsid, logout.N, cancellationToken).ConfigureAwait(false);
                    break;
                case Push push when await TakeAsync(account.Stored.Account, push, cancellationToken).ConfigureAwait(false) is { } end:
                    return end;
            }
        }
    }

    private async Task<PhoneResult?> TakeAsync(Account account, Push push, CancellationToken cancellationToken)
    {
        phone.Report(new PhoneEvent.Pushed(account, push.Kind));
        switch (push.Kind)
        {
            case PushKind.Login or PushKind.Transaction:
                _asked.Writer.TryWrite(push);
                return null;
            case PushKind.Logout:
                await EndAsync(account, push.Hsid, push.N, cancellationToken).ConfigureAwait(false);
                return null;
            case PushKind.AccountRemoved:
                await AcknowledgeAsync(push.N, cancellationToken).ConfigureAwait(false);
                return await phone.RemoveAsync(account).ConfigureAwait(false);
            case PushKind.Ping:
                await AcknowledgeAsync(push.N, cancellationToken).ConfigureAwait(false);
                return null;
            default:
                // Not acknowledged: another application on this account may know what to do with it.
                return null;
        }
    }

    // A session kept here hears of its end on its own connection too, unless that is lost. Either way it is reported once.
    private async Task EndAsync(Account account, string? session, long? number, CancellationToken cancellationToken)
    {
        var isKept = false;
        foreach (var kept in _sessions)
        {
            isKept |= await kept.HearAsync(session).ConfigureAwait(false);
        }

        if (!isKept)
        {
            phone.Report(new PhoneEvent.LoggedOut(account, session));
        }

        if (number is { } n)
        {
            await AcknowledgeAsync(n, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task AnswerAllAsync(CancellationToken cancellationToken)
    {
        await foreach (var push in _asked.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            // One the server sends again because the connection broke before the acknowledgement: asked once only.
            var key = push.PushId ?? push.Tid ?? "";
            var isNew = !_handled.Contains(key) && push.Expires > phone.Now.ToUnixTimeSeconds();
            if (isNew)
            {
                _handled.Enqueue(key);
                if (_handled.Count > MaxRemembered)
                {
                    _handled.Dequeue();
                }
            }

            // Before the person is asked: the page then says that the phone has the push while they decide.
            await AcknowledgeAsync(push.N, cancellationToken).ConfigureAwait(false);
            if (isNew)
            {
                await AnswerAsync(push, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task AnswerAsync(Push push, CancellationToken cancellationToken)
    {
        var account = _account!;
        var result = await answerAsync(account, push, cancellationToken).ConfigureAwait(false);
        if (result is PhoneResult.LoggedIn { Session: { } session })
        {
            while (_sessions.TryPeek(out var oldest) && oldest.Ended.IsCompleted)
            {
                _sessions.TryDequeue(out _);
            }

            _sessions.Enqueue(session);
        }

        phone.Report(new PhoneEvent.PushFinished(account, result));
    }

    // A lost acknowledgement is no loss: the push then comes again, and is not asked again.
    private async Task AcknowledgeAsync(long number, CancellationToken cancellationToken)
    {
        if (_channel is { } channel)
        {
            await channel.SendAsync(new Pushed { N = number }, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads what a push names; <see langword="null"/> when it is malformed.</summary>
    public static LoginTarget? Target(ServerId server, Push push)
    {
        Span<byte> pushId = stackalloc byte[PushContext.PushIdSize + 2];
        if (!Hsid.TryParse(push.Hsid, out var session)
            || push.PushId is not { Length: 22 } text
            || Base64Url.DecodeFromChars(text, pushId, out _, out var size) is not System.Buffers.OperationStatus.Done
            || size != PushContext.PushIdSize)
        {
            return null;
        }

        var context = new byte[PushContext.Size];
        PushContext.Write(session, pushId[..size], context);
        return new LoginTarget(server, session, context, HistoryKind.Push);
    }
}
