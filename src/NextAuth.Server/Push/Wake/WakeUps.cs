using System.Buffers.Text;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Cluster;
using NextAuth.Server.Diagnostics;
using NextAuth.Server.Secrets;
using PushMessage = NextAuth.Protocol.Messages.Push;

namespace NextAuth.Server.Push.Wake;

/// <summary>
/// Decides which phones are woken: hears on the bus what was pushed, gives a connected phone a moment to say that it has it, and asks the store for the rest. The
/// call that pushed waits for none of it.
/// </summary>
internal sealed class WakeUps : IDisposable
{
    // Of each of the three lines. More come at once only when a job ends very many logins, and a phone that is not told hears of those when it connects.
    private const int Capacity = 10_000;

    private const int Workers = 8;

    // docs/protocol/push.md, section 2: long enough for a phone that is switched off on a journey.
    private static readonly TimeSpan RemovedLifetime = TimeSpan.FromDays(7);

    // Somebody waits at a page; the phone is not here; no other may stand in the way.
    private readonly Channel<Request> _atOnce = Line();

    // The same, and it seems to be here.
    private readonly Channel<Request> _unlessAcknowledged = Line();

    // What a phone is told and not asked: thousands may come at once.
    private readonly Channel<Request> _told = Line();

    private readonly IPushStore _pushes;
    private readonly IPushEndpointStore _endpoints;
    private readonly SecretBox _secrets;
    private readonly IReadOnlyList<SenderQueue> _queues;
    private readonly IPhonePresence _presence;
    private readonly Telemetry _telemetry;
    private readonly IOptions<PushOptions> _options;
    private readonly TimeProvider _time;
    private readonly ILogger<WakeUps> _logger;
    private readonly IDisposable _subscription;

    public WakeUps(
        IPushStore pushes,
        IPushEndpointStore endpoints,
        SecretBox secrets,
        IEnumerable<SenderQueue> queues,
        IPhonePresence presence,
        IClusterBus bus,
        Telemetry telemetry,
        IOptions<PushOptions> options,
        TimeProvider time,
        ILogger<WakeUps> logger)
    {
        (_pushes, _endpoints, _secrets, _queues, _presence) = (pushes, endpoints, secrets, [.. queues], presence);
        (_telemetry, _options, _time, _logger) = (telemetry, options, time, logger);
        _subscription = bus.Subscribe(Hear);
    }

    /// <summary>Works until it is stopped.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_queues.Where(static queue => queue.Sender.IsConfigured).Select(queue => queue.RunAsync(cancellationToken))
            .Concat(new[] { _atOnce, _unlessAcknowledged, _told }.SelectMany(line => Enumerable.Range(0, Workers).Select(_ => WorkAsync(line, cancellationToken)))));

    public void Dispose() => _subscription.Dispose();

    private static Channel<Request> Line() => Channel.CreateBounded<Request>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.Wait });

    private void Hear(ClusterEvent happened)
    {
        switch (happened)
        {
            case ClusterEvent.PushWaiting(var account) when _presence.IsListening(account):
                Add(_unlessAcknowledged, new Request.Asked(account, Due()));
                break;
            case ClusterEvent.PushWaiting(var account):
                Add(_atOnce, new Request.Asked(account, _time.GetTimestamp()));
                break;
            case ClusterEvent.LoggedOut(var account, _, { } notice):
                Add(_told, new Request.LoggedOut(account, Due(), notice));
                break;
            case ClusterEvent.AccountChanged(var account):
                // An open channel is told now, and is gone a moment later.
                Add(_told, new Request.Changed(account, _time.GetTimestamp(), _presence.IsConnected(account)));
                break;
        }
    }

    private long Due() => _time.GetTimestamp() + (long)(_options.Value.WakeAfter.TotalSeconds * _time.TimestampFrequency);

    private void Add(Channel<Request> line, Request request)
    {
        if (!line.Writer.TryWrite(request))
        {
            _telemetry.WokenUp(PushEndpointKind.None, "dropped");
        }
    }

    private async Task WorkAsync(Channel<Request> line, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var request in line.Reader.ReadAllAsync(cancellationToken))
            {
                await HandleAsync(request, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end.
        }
    }

    private async Task HandleAsync(Request request, CancellationToken cancellationToken)
    {
        try
        {
            await (request switch
            {
                Request.Asked asked => AskAsync(asked, cancellationToken),
                Request.LoggedOut loggedOut => TellAsync(loggedOut, cancellationToken),
                Request.Changed changed => TellAsync(changed, cancellationToken),
                _ => Task.CompletedTask,
            });
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception error)
        {
            // The store is unavailable, or a fault of ours. The push is stored, so the phone gets it when it connects.
            _logger.WakeUpFailed(error.GetType().Name, request.Account, PushEndpointKind.None);
        }
    }

    // Most accounts have no endpoint, and nothing is waited for. All requests of a line wait equally long, so who waits for one keeps none waiting that is due before.
    private async Task<PushDestination?> FindDueAsync(Request request, CancellationToken cancellationToken)
    {
        var endpoint = await _endpoints.FindAsync(request.Account, cancellationToken);
        var wait = _time.GetElapsedTime(_time.GetTimestamp(), request.Due);
        if (endpoint is not null && wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, _time, cancellationToken);
        }

        return endpoint;
    }

    private async Task AskAsync(Request.Asked request, CancellationToken cancellationToken)
    {
        if (await FindDueAsync(request, cancellationToken) is not { } endpoint)
        {
            return;
        }

        // Transactions are dated in whole seconds.
        var since = DateTimeOffset.FromUnixTimeSeconds(endpoint.Created.ToUnixTimeSeconds());
        foreach (var stored in await _pushes.ClaimWakeUpsAsync(request.Account, since, _time.GetUtcNow(), cancellationToken))
        {
            Send(endpoint, PushedMessage.Of(stored), Topic(stored.Push.Id), stored.Push.Expires);
        }
    }

    private async Task TellAsync(Request.LoggedOut request, CancellationToken cancellationToken)
    {
        if (await FindDueAsync(request, cancellationToken) is { } endpoint
            && await _pushes.ClaimLogoutWakeUpAsync(request.Account, request.N, _time.GetUtcNow(), cancellationToken) is { } stored)
        {
            // One topic for all logouts of the account: a phone that was off is woken once, and learns all of them when it listens.
            Send(endpoint, PushedMessage.Of(stored), Topic(BitConverter.GetBytes(request.Account)), stored.Push.Expires);
        }
    }

    private async Task TellAsync(Request.Changed request, CancellationToken cancellationToken)
    {
        if (await _endpoints.TakeOfDeletedAsync(request.Account, cancellationToken) is { } endpoint && !request.WasConnected)
        {
            var expires = _time.GetUtcNow() + RemovedLifetime;
            var removed = new PushMessage { N = 0, Kind = PushKind.AccountRemoved, Expires = expires.ToUnixTimeSeconds() };
            Send(endpoint, removed, Topic(RandomNumberGenerator.GetBytes(16)), expires);
        }
    }

    private void Send(PushDestination endpoint, PushMessage push, string topic, DateTimeOffset expires)
    {
        if (EndpointSecret.TryOpen(_secrets, endpoint, out var secret)
            && _queues.FirstOrDefault(queue => queue.Sender.Kind == secret.Kind) is { Sender.IsConfigured: true } queue)
        {
            queue.TryAdd(new(new(endpoint, secret), new(push, topic, expires), _time.GetTimestamp()));
        }
        else
        {
            _telemetry.WokenUp(secret?.Kind ?? PushEndpointKind.None, "unsupported");
        }
    }

    // A push service sees it, so it is a hash: the id of a push is half of what answers it.
    private static string Topic(ReadOnlySpan<byte> id) => Base64Url.EncodeToString(SHA256.HashData([.. "nextauth push topic"u8, .. id]).AsSpan(0, 24));

    private abstract record Request(long Account, long Due)
    {
        public sealed record Asked(long Account, long Due) : Request(Account, Due);

        public sealed record LoggedOut(long Account, long Due, long N) : Request(Account, Due);

        public sealed record Changed(long Account, long Due, bool WasConnected) : Request(Account, Due);
    }
}
