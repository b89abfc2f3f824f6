using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using NextAuthApi.Transport;

namespace NextAuthApi;

/// <summary>
/// Waits for logins and logouts. It listens on the server's WebSocket, connects again when that is lost, and meanwhile, or where no WebSocket gets through, asks
/// every <see cref="PollInterval"/>. What it hears is only a hint: what it returns is always what <see cref="SessionsApi.GetSessionAsync"/> answered.
/// </summary>
/// <remarks>Safe to use from many threads at once; each call has a connection of its own.</remarks>
public sealed class SessionWatcher
{
    private readonly SessionsApi _sessions;
    private readonly IOptions<NextAuthApiOptions> _options;
    private readonly TimeProvider _time;

    /// <summary>Makes a watcher.</summary>
    /// <param name="sessions">What is asked.</param>
    /// <param name="options">Where the WebSocket is.</param>
    /// <param name="time">The clock.</param>
    public SessionWatcher(SessionsApi sessions, IOptions<NextAuthApiOptions> options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        (_sessions, _options, _time) = (sessions, options, time);
    }

    /// <summary>Gets or sets how often to ask while there is no WebSocket. Default: 2 s.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Waits until somebody is logged in in a session; returns at once when somebody is.</summary>
    /// <param name="serverid">Base64 encoded server id.</param>
    /// <param name="xNonce">Nonce to identify the browser/webserver session.</param>
    /// <param name="cancellationToken">Stops waiting; the session itself goes on.</param>
    /// <returns>The session's status, logged in.</returns>
    /// <exception cref="NextAuthApiException">The server refused the first call for a reason that waiting does not change.</exception>
    /// <exception cref="HttpRequestException">The server could not be reached by the first call, or did not answer it in time.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<LoginStatus> WaitForLoginAsync(string serverid, string xNonce, CancellationToken cancellationToken = default)
    {
        await foreach (var status in WatchAsync(serverid, xNonce, cancellationToken).ConfigureAwait(false))
        {
            if (status.Loggedin)
            {
                return status;
            }
        }

        throw new OperationCanceledException(cancellationToken);
    }

    /// <summary>Yields a session's status, and again after each login and logout, until it is cancelled.</summary>
    /// <param name="serverid">Base64 encoded server id.</param>
    /// <param name="xNonce">Nonce to identify the browser/webserver session.</param>
    /// <param name="cancellationToken">Stops watching; the session itself goes on.</param>
    /// <returns>The status now, then every one that differs from the one before. A logout and a login in quick succession may be seen as one change.</returns>
    /// <exception cref="NextAuthApiException">The server refused for a reason that waiting does not change, e.g. the server was deleted.</exception>
    /// <exception cref="HttpRequestException">The server could not be reached by the first call, or did not answer it in time. Later it is waited for.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async IAsyncEnumerable<LoginStatus> WatchAsync(string serverid, string xNonce, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var status = await _sessions.GetSessionAsync(serverid, xNonce, cancellationToken).ConfigureAwait(false);
        yield return status;

        using var hints = new SessionSocket(_options.Value.Socket(), status.Hsid, serverid, _time);
        while (true)
        {
            await hints.WaitForHintAsync(status.Loggedin, PollInterval, cancellationToken).ConfigureAwait(false);
            if (await AskAgainAsync(serverid, xNonce, cancellationToken).ConfigureAwait(false) is { } next
                && (next.Loggedin, next.Accountid) != (status.Loggedin, status.Accountid))
            {
                status = next;
                yield return status;
            }
        }
    }

    // A server that restarts, or a proxy that has lost it, is waited for: the next hint or poll asks again.
    private async Task<LoginStatus?> AskAgainAsync(string serverid, string xNonce, CancellationToken cancellationToken)
    {
        try
        {
            return await _sessions.GetSessionAsync(serverid, xNonce, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException)
        {
        }
        catch (NextAuthApiException refused) when ((int)refused.StatusCode is >= 500 or 429)
        {
        }

        await Task.Delay(PollInterval, _time, cancellationToken).ConfigureAwait(false);
        return null;
    }
}
