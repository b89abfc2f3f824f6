using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;

namespace NextAuthApi.AspNetCore.Sessions;

/// <summary>
/// Remembers for a short while what the server said of a session, so that a page with twenty requests asks once. Each session is asked about by one request at a time;
/// the others wait for its answer. It is a cache and no more: each machine has its own, and one that starts empty asks.
/// </summary>
internal sealed class SessionChecks(ILogger<SessionChecks> logger) : IDisposable
{
    private const int MaxSessions = 100_000;

    // A server that does not answer must not make every request wait for it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    private readonly Lock _making = new();
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = MaxSessions });

    /// <summary>Gets what the server says of a session, or said not long ago.</summary>
    /// <param name="nonce">The session.</param>
    /// <param name="ask">Asks the server.</param>
    /// <param name="options">How long an answer counts.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns><see langword="null"/>: nothing is known that is new enough; it is in the log.</returns>
    public async Task<SessionFacts?> FindAsync(
        string nonce, Func<CancellationToken, Task<SessionFacts>> ask, NextAuthOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var entry = Entry(nonce, options);
        if (entry.FindFresh(options.RevalidationInterval, time) is { } fresh)
        {
            return fresh;
        }

        await entry.Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return entry.FindFresh(options.RevalidationInterval, time) ?? await AskAsync(entry, ask, options, time, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            entry.Turn.Release();
        }
    }

    /// <summary>Has the server asked again at the next request. What it said last still counts while it can't be reached.</summary>
    public void Doubt(string nonce)
    {
        if (_cache.TryGetValue(Key(nonce), out CheckedSession? known))
        {
            known!.Doubt();
        }
    }

    /// <summary>Takes over what the server has just said of a session that has changed: the page after the login need not ask again. A question under way answers into nothing.</summary>
    /// <param name="nonce">The session.</param>
    /// <param name="facts">What the server said.</param>
    /// <param name="asked">When it was asked, as a timestamp of the clock.</param>
    /// <param name="options">How long an answer counts.</param>
    public void Remember(string nonce, SessionFacts facts, long asked, NextAuthOptions options)
    {
        var known = new CheckedSession();
        known.Keep(facts, asked, known.Doubts);
        _cache.Set(Key(nonce), known, Rules(options));
    }

    /// <summary>Forgets a session, which has just changed. A question that is under way answers into nothing.</summary>
    public void Forget(string nonce) => _cache.Remove(Key(nonce));

    public void Dispose() => _cache.Dispose();

    /// <summary>Whether a failure says nothing of the session: the next try may succeed.</summary>
    public static bool IsUnreachable(Exception failure) => failure is
        HttpRequestException or OperationCanceledException
        or NextAuthApiException { StatusCode: >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests };

    private static string Key(string nonce) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(nonce)));

    private async Task<SessionFacts?> AskAsync(
        CheckedSession entry, Func<CancellationToken, Task<SessionFacts>> ask, NextAuthOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (entry.HasFailedWithin(PauseAfterFailure, time))
        {
            return Stale(entry, options, time);
        }

        // The answer is as old as the question.
        var (asked, doubts) = (time.GetTimestamp(), entry.Doubts);
        using var timeout = new CancellationTokenSource(Patience, time);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var facts = await ask(patience.Token).ConfigureAwait(false);
            entry.Keep(facts, asked, doubts);
            return facts;
        }
        catch (Exception failure) when (IsUnreachable(failure) && !cancellationToken.IsCancellationRequested)
        {
            logger.ServerUnreachable(failure, options.MaxStale);
            entry.Fail(time.GetTimestamp());
            return Stale(entry, options, time);
        }
        catch (NextAuthApiException refused)
        {
            logger.ServerRefuses(refused);
            entry.Clear();
            return null;
        }
    }

    private SessionFacts? Stale(CheckedSession entry, NextAuthOptions options, TimeProvider time)
    {
        var stale = entry.FindStale(options.MaxStale, time);
        if (stale is null)
        {
            logger.NothingKnown();
        }

        return stale;
    }

    private CheckedSession Entry(string nonce, NextAuthOptions options)
    {
        var key = Key(nonce);
        if (_cache.TryGetValue(key, out CheckedSession? known))
        {
            return known!;
        }

        // GetOrCreate alone gives two requests that come together an entry each.
        lock (_making)
        {
            return _cache.GetOrCreate(key, static _ => new CheckedSession(), Rules(options))!;
        }
    }

    private static MemoryCacheEntryOptions Rules(NextAuthOptions options) => new() { Size = 1, SlidingExpiration = options.MaxStale + options.RevalidationInterval };
}
