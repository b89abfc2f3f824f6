using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Cluster;
using NextAuth.Server.Jobs;
using NextAuth.Server.Push;

namespace NextAuth.Server.Phone;

/// <summary>All open channels of this node by account, one subscription to the bus for all of them, and the one sweeper that pings them.</summary>
internal sealed class PhoneChannels : IJob, IPhonePresence, IDisposable
{
    // Of a phone that has not answered, where the server's ping time does not decide.
    private const int MaxMissedPings = 3;

    private readonly ConcurrentDictionary<long, PhoneChannel[]> _channels = new();

    // Each channel is in line once at most, so the line is as long as there are phones.
    private readonly Channel<PhoneChannel> _line = Channel.CreateUnbounded<PhoneChannel>();
    private readonly IOptions<PhoneOptions> _options;
    private readonly ILogger<PhoneChannels> _logger;
    private readonly IDisposable _subscription;

    public PhoneChannels(IClusterBus bus, IOptions<PhoneOptions> options, ILogger<PhoneChannels> logger)
    {
        (_options, _logger) = (options, logger);
        _subscription = bus.Subscribe(Hear);
    }

    public string Name => "phone pings";

    public TimeSpan Interval => TimeSpan.FromMilliseconds(250);

    public void Add(PhoneChannel channel)
    {
        var all = _channels.AddOrUpdate(channel.Account, static (_, added) => [added], static (_, old, added) => [.. old, added], channel);
        _logger.ChannelOpened(channel.Account);
        if (all.Length > _options.Value.MaxChannelsPerAccount)
        {
            // The newest is the phone that is there; the oldest may be a connection that died without a word.
            _logger.ChannelClosed(channel.Account, "too many channels");
            all[0].Connection.Close(WebSocketCloseStatus.PolicyViolation);
        }
    }

    public void Remove(PhoneChannel channel)
    {
        while (_channels.TryGetValue(channel.Account, out var all))
        {
            PhoneChannel[] left = [.. all.Where(other => other != channel)];
            var removed = left.Length == 0
                ? _channels.TryRemove(new KeyValuePair<long, PhoneChannel[]>(channel.Account, all))
                : _channels.TryUpdate(channel.Account, left, all);
            if (removed)
            {
                return;
            }
        }
    }

    public bool IsConnected(long account) => _channels.ContainsKey(account);

    public bool IsListening(long account) => _channels.TryGetValue(account, out var all) && all.Any(static channel => channel.Listens);

    /// <summary>Puts a channel in line, unless it is.</summary>
    public void Enqueue(PhoneChannel channel, ChannelWork work)
    {
        if (channel.AddWork(work))
        {
            _line.Writer.TryWrite(channel);
        }
    }

    /// <summary>Waits for the next channel in line.</summary>
    public ValueTask<PhoneChannel> NextAsync(CancellationToken cancellationToken) => _line.Reader.ReadAsync(cancellationToken);

    public Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var (_, all) in _channels)
        {
            foreach (var channel in all)
            {
                Sweep(channel);
            }
        }

        return Task.CompletedTask;
    }

    public void Dispose() => _subscription.Dispose();

    private void Sweep(PhoneChannel channel)
    {
        if (channel.HasMore)
        {
            Enqueue(channel, ChannelWork.Deliver);
        }

        var pingTime = TimeSpan.FromSeconds(channel.Server.Server.PingTime);
        var interval = pingTime > TimeSpan.Zero && pingTime / 3 < _options.Value.PingInterval ? pingTime / 3 : _options.Value.PingInterval;
        if (channel.Silence > (pingTime > TimeSpan.Zero ? pingTime : interval * MaxMissedPings))
        {
            _logger.ChannelClosed(channel.Account, "silent");
            channel.End(AlertCode.TimedOut, WebSocketCloseStatus.PolicyViolation);
        }
        else if (channel.SincePing >= interval)
        {
            channel.Ping();
        }
    }

    private void Hear(ClusterEvent happened)
    {
        switch (happened)
        {
            case ClusterEvent.PushWaiting(var account):
                ForEach(account, channel =>
                {
                    if (channel.Listens)
                    {
                        Enqueue(channel, ChannelWork.Deliver);
                    }
                });
                break;
            case ClusterEvent.AccountChanged(var account):
                ForEach(account, channel => Enqueue(channel, ChannelWork.Check));
                break;
            case ClusterEvent.ServerDeleted(var server):
                foreach (var channel in _channels.Values.SelectMany(static all => all).Where(channel => channel.Server.Id == server))
                {
                    Enqueue(channel, ChannelWork.Check);
                }

                break;
            case ClusterEvent.LoggedOut(var account, var session, var notice):
                // To every connection, whatever it listens to: one of them may be what keeps this login alive.
                var message = new LoggedOut { Hsid = session.ToString(), N = notice };
                ForEach(account, channel => channel.Tell(message));
                break;
        }
    }

    private void ForEach(long account, Action<PhoneChannel> action)
    {
        if (_channels.TryGetValue(account, out var all))
        {
            Array.ForEach(all, action);
        }
    }
}
