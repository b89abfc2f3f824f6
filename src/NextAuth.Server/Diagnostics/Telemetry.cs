using System.Diagnostics;
using System.Diagnostics.Metrics;
using NextAuth.Protocol.Messages;

namespace NextAuth.Server.Diagnostics;

/// <summary>What is counted and traced of browsers and phones; docs/operations/ lists it. Tags are closed sets: no id becomes a label.</summary>
internal sealed class Telemetry : IDisposable
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "NextAuth.Server";

    private static readonly ActivitySource Source = new(Name);

    private readonly Meter _meter;
    private readonly Counter<long> _logins;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _pushes;
    private readonly Counter<long> _wakeUps;
    private readonly Counter<long> _wakeUpRetries;
    private readonly Histogram<double> _wakeUpDeliveries;
    private readonly Histogram<double> _handshakes;
    private readonly UpDownCounter<long> _sockets;

    public Telemetry(IMeterFactory meters)
    {
        _meter = meters.Create(Name);
        _logins = _meter.CreateCounter<long>("nextauth.logins", "{login}", "Logins a phone asked for, by result.");
        _refused = _meter.CreateCounter<long>("nextauth.handshakes.refused", "{handshake}", "Refused handshakes, by cause.");
        _pushes = _meter.CreateCounter<long>("nextauth.pushes", "{push}", "Pushes sent to and acknowledged by connected phones.");
        _wakeUps = _meter.CreateCounter<long>("nextauth.push.wakeups", "{wakeup}", "Phones that were to be woken, by service and outcome.");
        _wakeUpRetries = _meter.CreateCounter<long>("nextauth.push.retries", "{attempt}", "Attempts to wake a phone that have to be repeated, by service.");
        _wakeUpDeliveries = _meter.CreateHistogram<double>("nextauth.push.delivery.duration", "s", "From the decision to wake a phone until its push service has the message, by service.");
        _handshakes = _meter.CreateHistogram<double>("nextauth.handshake.duration", "s", "The server's own work from M3 to its answer.");
        _sockets = _meter.CreateUpDownCounter<long>("nextauth.sockets", "{socket}", "Open WebSockets, by kind.");
    }

    public static Activity? StartHandshake() => Source.StartActivity("nextauth.handshake", ActivityKind.Server);

    public void LoginEnded(string result) => _logins.Add(1, new KeyValuePair<string, object?>("result", result));

    public void HandshakeRefused(string cause) => _refused.Add(1, new KeyValuePair<string, object?>("cause", cause));

    public void HandshakeEnded(string purpose, TimeSpan duration) =>
        _handshakes.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("purpose", purpose));

    public void Pushed(string state) => _pushes.Add(1, new KeyValuePair<string, object?>("state", state));

    /// <param name="service">By which service; none: that is not known yet.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="duration">How long it took until the push service had it; <see langword="null"/>: it never had.</param>
    public void WokenUp(PushEndpointKind service, string outcome, TimeSpan? duration = null)
    {
        _wakeUps.Add(1, new KeyValuePair<string, object?>("service", ServiceName(service)), new KeyValuePair<string, object?>("outcome", outcome));
        if (duration is { } taken)
        {
            _wakeUpDeliveries.Record(taken.TotalSeconds, new KeyValuePair<string, object?>("service", ServiceName(service)));
        }
    }

    public void WakeUpRetried(PushEndpointKind service) => _wakeUpRetries.Add(1, new KeyValuePair<string, object?>("service", ServiceName(service)));

    public void SocketOpened(string kind) => _sockets.Add(1, new KeyValuePair<string, object?>("kind", kind));

    public void SocketClosed(string kind) => _sockets.Add(-1, new KeyValuePair<string, object?>("kind", kind));

    public void Dispose() => _meter.Dispose();

    private static string ServiceName(PushEndpointKind service) => service switch
    {
        PushEndpointKind.WebPush => "webPush",
        PushEndpointKind.Fcm => "fcm",
        PushEndpointKind.Apns => "apns",
        _ => "none",
    };
}
