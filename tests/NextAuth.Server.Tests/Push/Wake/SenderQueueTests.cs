using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NextAuth.Protocol;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Diagnostics;
using NextAuth.Server.Push;
using NextAuth.Server.Push.Wake;
using NextAuth.Server.Tests.Live;
using PushMessage = NextAuth.Protocol.Messages.Push;

namespace NextAuth.Server.Tests.Push.Wake;

/// <summary>The line itself, with a clock that the test moves and a push service that answers as it says.</summary>
public sealed class SenderQueueTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly CancellationTokenSource _stop = new();
    private readonly ScriptedSender _sender = new();
    private readonly Telemetry _telemetry;
    private readonly Counts _counts;
    private LiveServer? _live;
    private SenderQueue? _made;
    private long _account;
    private byte[] _key = [];
    private long _push;
    private Task _running = Task.CompletedTask;

    public SenderQueueTests()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        _counts = new(meters);
        _telemetry = new(meters);
    }

    private SenderQueue Queue => _made!;

    private IPushStore Pushes => _live!.Get<IPushStore>();

    private IPushEndpointStore Endpoints => _live!.Get<IPushEndpointStore>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // The stores are real, with one account and one push to it.
    public async ValueTask InitializeAsync()
    {
        _live = await LiveServer.StartAsync(new() { ["NextAuth:Push:Lifetime"] = "00:15:00" }, _time);
        var server = await _live.CreateServerAsync();
        var account = await _live.EnrolAsync(server);
        (_account, _key) = (account.Id, account.Key.PublicKey.ToArray());
        await _live.Get<PushService>().ProvokeAccountAsync(server, LiveServer.NewSession(), _account, null, Cancellation);
        _push = Assert.Single(await Pushes.PendingAsync(_account, _time.GetUtcNow(), Cancellation)).N;
        _made = new(_sender, Endpoints, Pushes, _telemetry, _time, NullLogger<SenderQueue>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _counts.Dispose();
        _telemetry.Dispose();
        await _services.DisposeAsync();
        _stop.Dispose();
        await _live!.DisposeAsync();
    }

    [Fact]
    public async Task Attempts_come_at_longer_intervals_and_end()
    {
        Start();
        _sender.Result = new SendResult.Again("503");
        Queue.TryAdd(Job(life: TimeSpan.FromMinutes(14)));

        var begun = _time.GetUtcNow();
        var waits = new List<double>();
        for (var attempt = 1; attempt <= SenderQueue.MaxAttempts; attempt++)
        {
            await UntilAsync(() => _sender.Attempts == attempt);
            var before = _time.GetUtcNow();
            while (attempt < SenderQueue.MaxAttempts && _sender.Attempts == attempt)
            {
                _time.Advance(TimeSpan.FromMilliseconds(500));
                await Task.Delay(2, Cancellation);
            }

            waits.Add((_time.GetUtcNow() - before).TotalSeconds);
        }

        // Each is between half of and all of twice the one before; the clock of the test goes in halves of a second, and may go on a little before the attempt is seen.
        for (var i = 0; i < SenderQueue.MaxAttempts - 1; i++)
        {
            Assert.InRange(waits[i], Math.Pow(2, i) / 2, Math.Pow(2, i) + 30);
        }

        await UntilAsync(() => _counts["expired"] == 1);
        _time.Advance(TimeSpan.FromMinutes(30));
        await Task.Delay(50, Cancellation);
        Assert.Equal(SenderQueue.MaxAttempts, _sender.Attempts);
        Assert.True(_time.GetUtcNow() > begun);
    }

    [Fact]
    public async Task An_attempt_that_would_come_too_late_is_not_waited_for()
    {
        Start();
        _sender.Result = new SendResult.Again("503", TimeSpan.FromMinutes(3));
        Queue.TryAdd(Job(life: TimeSpan.FromMinutes(2)));

        await UntilAsync(() => _counts["expired"] == 1);
        Assert.Equal(1, _sender.Attempts);
    }

    [Fact]
    public async Task What_has_expired_in_line_is_not_sent()
    {
        Queue.TryAdd(Job(life: TimeSpan.FromSeconds(1)));
        _time.Advance(TimeSpan.FromSeconds(1));
        Start();

        await UntilAsync(() => _counts["obsolete"] == 1);
        Assert.Equal(0, _sender.Attempts);
    }

    [Fact]
    public async Task What_was_answered_meanwhile_is_not_sent_again()
    {
        Start();
        _sender.Result = new SendResult.Again("503");
        Queue.TryAdd(Job());
        await UntilAsync(() => _sender.Attempts == 1 && _counts["retries"] == 1);
        Assert.NotNull(await Pushes.AcknowledgeAsync(_account, _push, Cancellation));

        await AdvanceUntilAsync(() => _counts["obsolete"] == 1);
        Assert.Equal(1, _sender.Attempts);
    }

    [Fact]
    public async Task A_dead_endpoint_is_removed_and_its_successor_is_not()
    {
        Start();
        _sender.Result = new SendResult.Gone();
        await Endpoints.SetAsync(_account, _key, Job().Target.Stored.Sealed, _time.GetUtcNow(), Cancellation);
        Queue.TryAdd(Job());
        await UntilAsync(() => _counts["gone"] == 1);
        Assert.Null(await Endpoints.FindAsync(_account, Cancellation));

        await Endpoints.SetAsync(_account, _key, new byte[] { 2 }, _time.GetUtcNow(), Cancellation);
        Queue.TryAdd(Job());
        await UntilAsync(() => _counts["gone"] == 2);
        Assert.NotNull(await Endpoints.FindAsync(_account, Cancellation));
    }

    [Fact]
    public async Task Faults_of_the_connection_are_tried_again_and_forbidden_addresses_and_our_own_faults_are_not()
    {
        Start();
        Exception[] passing = [new HttpRequestException("down"), new IOException("cut"), new OperationCanceledException("slow")];
        foreach (var fault in passing)
        {
            var (attempts, retries) = (_sender.Attempts, _counts["retries"]);
            _sender.Fault = fault;
            Queue.TryAdd(Job());
            await UntilAsync(() => _counts["retries"] == retries + 1);
            _sender.Fault = null;
            await AdvanceUntilAsync(() => _sender.Attempts == attempts + 2);
        }

        var delivered = _counts["delivered"];
        Assert.Equal(3, delivered);
        foreach (var fault in new Exception[] { new HttpRequestException("no", new ForbiddenAddressException()), new InvalidOperationException("ours") })
        {
            var failed = _counts["failed"];
            _sender.Fault = fault;
            Queue.TryAdd(Job());
            await UntilAsync(() => _counts["failed"] == failed + 1);
        }

        // The loop still runs.
        _sender.Fault = null;
        Queue.TryAdd(Job());
        await UntilAsync(() => _counts["delivered"] == delivered + 1);
    }

    [Fact]
    public async Task The_line_is_bounded_and_says_what_it_drops()
    {
        for (var i = 0; i < SenderQueue.Capacity; i++)
        {
            Assert.True(Queue.TryAdd(Job()));
        }

        Assert.False(Queue.TryAdd(Job()));
        Assert.Equal(1, _counts["dropped"]);
        Start();
        await UntilAsync(() => _counts["delivered"] == SenderQueue.Capacity);
        Assert.True(Queue.TryAdd(Job()));
    }

    // An attacker's push service that answers nobody must not stop the others' phones from being woken.
    [Fact]
    public async Task One_lane_does_not_take_all_turns()
    {
        Start();
        var held = new TaskCompletionSource();
        _sender.Holds = ("slow", held.Task);
        for (var i = 0; i < SenderQueue.Workers * 2; i++)
        {
            Queue.TryAdd(Job("slow"));
        }

        await UntilAsync(() => _sender.Attempts == SenderQueue.WorkersPerLane);
        Queue.TryAdd(Job("fast"));
        await UntilAsync(() => _counts["delivered"] == 1);
        Assert.Equal(SenderQueue.WorkersPerLane + 1, _sender.Attempts);

        held.SetResult();
        await AdvanceUntilAsync(() => _counts["delivered"] == (SenderQueue.Workers * 2) + 1);
    }

    // An attacker ends a thousand logins of a phone whose push service answers nobody.
    [Fact]
    public async Task What_an_account_is_only_told_does_not_fill_the_line()
    {
        Start();
        var held = new TaskCompletionSource();
        _sender.Holds = ("slow", held.Task);
        for (var i = 0; i < SenderQueue.Capacity * 2; i++)
        {
            Assert.True(Queue.TryAdd(Job("slow", kind: PushKind.Logout)));
        }

        await UntilAsync(() => _sender.Attempts == SenderQueue.ToldPerAccount);
        Assert.True(Queue.TryAdd(Job("fast")));
        Assert.True(Queue.TryAdd(Job("fast", kind: PushKind.Logout, account: _account + 1)));
        await UntilAsync(() => _counts["delivered"] == 2);
        Assert.Equal((SenderQueue.Capacity * 2) - SenderQueue.ToldPerAccount, _counts["joined"]);

        held.SetResult();
        await UntilAsync(() => _counts["delivered"] == 2 + SenderQueue.ToldPerAccount);
        Queue.TryAdd(Job("fast", kind: PushKind.Logout));
        await UntilAsync(() => _counts["delivered"] == 3 + SenderQueue.ToldPerAccount);
    }

    // A push service that is an attacker's asks for a month, ten thousand times.
    [Fact]
    public async Task Who_asks_to_be_left_alone_for_long_keeps_no_place()
    {
        Start();
        _sender.Result = new SendResult.Again("503", BackOff.Longest + TimeSpan.FromSeconds(1));
        Queue.TryAdd(Job(life: TimeSpan.FromDays(30), kind: PushKind.Logout));
        await UntilAsync(() => _counts["expired"] == 1);

        _sender.Result = new SendResult.Again("503", BackOff.Longest);
        Queue.TryAdd(Job(life: TimeSpan.FromDays(30)));
        await UntilAsync(() => _counts["retries"] == 1);
        _sender.Result = new SendResult.Delivered();
        _time.Advance(BackOff.Longest + TimeSpan.FromSeconds(1));
        await UntilAsync(() => _counts["delivered"] == 1);
    }

    [Fact]
    public async Task It_stops_when_it_is_told_to()
    {
        Start();
        _sender.Result = new SendResult.Again("503");
        Queue.TryAdd(Job());
        await UntilAsync(() => _sender.Attempts == 1);

        await _stop.CancelAsync();

        await _running.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
    }

    private static async Task UntilAsync(Func<bool> isTrue)
    {
        for (var i = 0; i < 10_000 && !isTrue(); i++)
        {
            await Task.Delay(2, Cancellation);
        }

        Assert.True(isTrue(), "It never became true.");
    }

    private async Task AdvanceUntilAsync(Func<bool> isTrue)
    {
        for (var i = 0; i < 2_000 && !isTrue(); i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Delay(2, Cancellation);
        }

        Assert.True(isTrue(), "It never became true.");
    }

    private void Start() => _running = Queue.RunAsync(_stop.Token);

    private WakeUpJob Job(string lane = "a", TimeSpan? life = null, PushKind kind = PushKind.Login, long? account = null)
    {
        var expires = _time.GetUtcNow() + (life ?? TimeSpan.FromMinutes(30));
        var target = new PushTarget(new(account ?? _account, ServerId.New(), [1], _time.GetUtcNow()), new() { Kind = PushEndpointKind.WebPush, Endpoint = lane });
        return new(target, new(new PushMessage { N = _push, Kind = kind, Expires = expires.ToUnixTimeSeconds() }, "topic", expires), _time.GetTimestamp());
    }

    private sealed class ScriptedSender : IPushSender
    {
        private int _attempts;

        public int Attempts => Volatile.Read(ref _attempts);

        public SendResult Result { get; set; } = new SendResult.Delivered();

        public Exception? Fault { get; set; }

        public (string Lane, Task Until)? Holds { get; set; }

        public PushEndpointKind Kind => PushEndpointKind.WebPush;

        public bool IsConfigured => true;

        public string Lane(PushTarget target) => target.Secret.Endpoint!;

        public async Task<SendResult> SendAsync(PushTarget target, WakeUpContent content, CancellationToken cancellationToken)
        {
            var (result, fault) = (Result, Fault);
            Interlocked.Increment(ref _attempts);
            if (Holds is { } holds && holds.Lane == Lane(target))
            {
                await holds.Until;
            }

            return fault is null ? result : throw fault;
        }
    }

    /// <summary>The metrics, as a collector sees them.</summary>
    private sealed class Counts : IDisposable
    {
        private readonly ConcurrentDictionary<string, long> _counts = new();
        private readonly MeterListener _listener = new();

        public Counts(IMeterFactory meters)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == meters && instrument.Name.StartsWith("nextauth.push.", StringComparison.Ordinal))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            {
                var outcome = "retries";
                foreach (var tag in tags)
                {
                    outcome = tag.Key == "outcome" ? (string)tag.Value! : outcome;
                }

                _counts.AddOrUpdate(outcome, value, (_, old) => old + value);
            });
            _listener.Start();
        }

        public long this[string outcome] => _counts.GetValueOrDefault(outcome);

        public void Dispose() => _listener.Dispose();
    }
}
