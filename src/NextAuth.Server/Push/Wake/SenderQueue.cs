using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using NextAuth.Server.Diagnostics;

namespace NextAuth.Server.Push.Wake;

/// <summary>
/// The wake-ups for one kind of push service: a bounded line, some attempts at once, more of them later. A push service that is slow or down costs places here and nothing
/// else. What is in line is lost when the process ends; the push itself is in the store, and the phone gets it when it connects.
/// </summary>
internal sealed class SenderQueue(
    IPushSender sender, IPushEndpointStore endpoints, IPushStore pushes, Telemetry telemetry, TimeProvider time, ILogger<SenderQueue> logger)
{
    /// <summary>How many may be in line or wait for another attempt; more are dropped.</summary>
    public const int Capacity = 10_000;

    /// <summary>How many attempts run at once.</summary>
    public const int Workers = 64;

    /// <summary>How many of them for one lane: somebody's push service that never answers leaves turns to the others.</summary>
    public const int WorkersPerLane = 32;

    /// <summary>How many of one account may be in line that only tell it something: a phone that is woken learns all of them when it connects. Two, since one may just be leaving.</summary>
    public const int ToldPerAccount = 2;

    /// <summary>With the waits between them about nine minutes.</summary>
    public const int MaxAttempts = 10;

    private static readonly TimeSpan LaneWait = TimeSpan.FromMilliseconds(200);

    private readonly Channel<WakeUpJob> _line = Channel.CreateUnbounded<WakeUpJob>();
    private readonly ConcurrentDictionary<string, int> _busy = new();
    private readonly ConcurrentDictionary<long, int> _told = new();
    private int _outstanding;

    public IPushSender Sender => sender;

    /// <summary>Puts a wake-up in line. Never waits.</summary>
    /// <returns><see langword="false"/> when the line is full: it is dropped.</returns>
    public bool TryAdd(WakeUpJob job)
    {
        // An account with a thousand logins that all end must not stand in line a thousand times, before those where somebody waits at a page.
        if (job.IsTold && _told.AddOrUpdate(job.Target.Account, 1, static (_, told) => told + 1) > ToldPerAccount)
        {
            Leave(_told, job.Target.Account);
            telemetry.WokenUp(sender.Kind, "joined");
            return true;
        }

        if (Interlocked.Increment(ref _outstanding) > Capacity)
        {
            Depart(job);
            telemetry.WokenUp(sender.Kind, "dropped");
            logger.LineIsFull(sender.Kind, job.Target.Account);
            return false;
        }

        return _line.Writer.TryWrite(job);
    }

    /// <summary>Works until it is stopped.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => WorkAsync(cancellationToken)));

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var job in _line.Reader.ReadAllAsync(cancellationToken))
            {
                await TakeAsync(job, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end.
        }
    }

    private async Task TakeAsync(WakeUpJob job, CancellationToken cancellationToken)
    {
        var lane = sender.Lane(job.Target);
        var isFree = _busy.AddOrUpdate(lane, 1, static (_, busy) => busy + 1) <= WorkersPerLane || lane.Length == 0;
        try
        {
            if (!isFree)
            {
                _ = ReturnAsync(job, LaneWait, cancellationToken);
                return;
            }

            await TryAsync(job, cancellationToken);
        }
        finally
        {
            Leave(_busy, lane);
        }
    }

    // Lanes are named by phones, and accounts are many: one with nothing to count is not kept.
    private static void Leave<TKey>(ConcurrentDictionary<TKey, int> counts, TKey key)
        where TKey : notnull
    {
        if (counts.AddOrUpdate(key, 0, static (_, count) => count - 1) == 0)
        {
            counts.TryRemove(new KeyValuePair<TKey, int>(key, 0));
        }
    }

    private async Task TryAsync(WakeUpJob job, CancellationToken cancellationToken)
    {
        try
        {
            if (!await IsWantedAsync(job, cancellationToken))
            {
                End(job, "obsolete");
                return;
            }

            job.Attempts++;
            switch (await SendAsync(job, cancellationToken))
            {
                case SendResult.Delivered:
                    End(job, "delivered");
                    break;
                case SendResult.Gone:
                    if (await endpoints.RemoveAsync(job.Target.Account, job.Target.Stored.Sealed, cancellationToken))
                    {
                        logger.EndpointRemoved(job.Target.Account, sender.Kind);
                    }

                    End(job, "gone");
                    break;
                case SendResult.Failed(var cause):
                    logger.WakeUpRefused(job.Target.Account, sender.Kind, cause);
                    End(job, "failed");
                    break;
                case SendResult.Again(var cause, var after):
                    Again(job, cause, after, cancellationToken);
                    break;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception error)
        {
            // A fault of ours, or the store is unavailable. The loop goes on: others wait in line.
            logger.WakeUpFailed(error.GetType().Name, job.Target.Account, sender.Kind);
            End(job, "failed");
        }
    }

    // Only before another attempt: the first follows at once on what was read of the store.
    private async Task<bool> IsWantedAsync(WakeUpJob job, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return job.Content.Expires > now && (job.Attempts == 0 || job.Content.Push.N == 0 || await pushes.IsWaitingAsync(job.Content.Push.N, now, cancellationToken));
    }

    private async Task<SendResult> SendAsync(WakeUpJob job, CancellationToken cancellationToken)
    {
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        attempt.CancelAfter(PushHttp.Timeout);
        try
        {
            return await sender.SendAsync(job.Target, job.Content, attempt.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SendResult.Again("timed out");
        }
        catch (HttpRequestException error)
        {
            // Its words would name the host.
            return error.GetBaseException() is ForbiddenAddressException ? new SendResult.Failed("forbidden address") : new SendResult.Again(error.HttpRequestError.ToString());
        }
        catch (IOException)
        {
            return new SendResult.Again("connection lost");
        }
    }

    private void Again(WakeUpJob job, string cause, TimeSpan? asked, CancellationToken cancellationToken)
    {
        // Who asks to be left alone for longer keeps no place: an attacker's push service could have the whole line waiting for it, for weeks.
        var wait = BackOff.After(job.Attempts, asked);
        if (job.Attempts >= MaxAttempts || asked > BackOff.Longest || time.GetUtcNow() + wait >= job.Content.Expires)
        {
            logger.WakeUpRefused(job.Target.Account, sender.Kind, cause);
            End(job, "expired");
            return;
        }

        telemetry.WakeUpRetried(sender.Kind);
        logger.WakeUpRetried(job.Target.Account, sender.Kind, cause, wait);
        _ = ReturnAsync(job, wait, cancellationToken);
    }

    private async Task ReturnAsync(WakeUpJob job, TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(wait, time, cancellationToken);
            _line.Writer.TryWrite(job);
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private void Depart(WakeUpJob job)
    {
        Interlocked.Decrement(ref _outstanding);
        if (job.IsTold)
        {
            Leave(_told, job.Target.Account);
        }
    }

    private void End(WakeUpJob job, string outcome)
    {
        Depart(job);
        telemetry.WokenUp(sender.Kind, outcome, outcome == "delivered" ? time.GetElapsedTime(job.Queued) : null);
        logger.WokenUp(job.Target.Account, sender.Kind, outcome, job.Attempts);
    }
}
