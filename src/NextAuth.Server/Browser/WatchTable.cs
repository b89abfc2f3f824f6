using NextAuth.Protocol;
using NextAuth.Server.Cluster;

namespace NextAuth.Server.Browser;

/// <summary>Which sockets watch a session. One subscription to the bus serves all of them; a watch costs one object and, per session, one dictionary entry.</summary>
internal sealed class WatchTable : IDisposable
{
    private const int ShardCount = 32;

    private readonly Shard[] _shards = [.. Enumerable.Range(0, ShardCount).Select(_ => new Shard())];
    private readonly IDisposable _subscription;

    public WatchTable(IClusterBus bus) => _subscription = bus.Subscribe(happened =>
    {
        switch (happened)
        {
            case ClusterEvent.Browser(var server, var session, var news, var epoch):
                Publish(server, session, watch => watch.Hear(news, epoch));
                break;
            case ClusterEvent.Code(var server, var session, var digits):
                Publish(server, session, watch => watch.HearCode(digits));
                break;
            case ClusterEvent.ServerDeleted(var server):
                End(server);
                break;
        }
    });

    public void Add(Watch watch) => ShardOf(watch.Session).Add(watch);

    public void Remove(Watch watch) => ShardOf(watch.Session).Remove(watch);

    public void Dispose() => _subscription.Dispose();

    private void Publish(ServerId server, Hsid session, Action<Watch> tell)
    {
        foreach (var watch in ShardOf(session).Find(session))
        {
            // The page names the server too: one that names another than the session's hears nothing of it.
            if (watch.Server == server)
            {
                tell(watch);
            }
        }
    }

    // Its sessions have no epoch that anything could come after.
    private void End(ServerId server)
    {
        foreach (var shard in _shards)
        {
            foreach (var watch in shard.Find(server))
            {
                watch.Hear(BrowserNews.Logout, uint.MaxValue);
            }
        }
    }

    private Shard ShardOf(Hsid session) => _shards[(uint)session.GetHashCode() % ShardCount];

    private sealed class Shard
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<Hsid, Watch> _first = [];

        public void Add(Watch watch)
        {
            lock (_gate)
            {
                if (_first.TryGetValue(watch.Session, out var first))
                {
                    watch.NextOfSession = first;
                    first.PreviousOfSession = watch;
                }

                _first[watch.Session] = watch;
            }
        }

        public void Remove(Watch watch)
        {
            lock (_gate)
            {
                if (watch.NextOfSession is { } next)
                {
                    next.PreviousOfSession = watch.PreviousOfSession;
                }

                if (watch.PreviousOfSession is { } previous)
                {
                    previous.NextOfSession = watch.NextOfSession;
                }
                else if (watch.NextOfSession is { } first)
                {
                    _first[watch.Session] = first;
                }
                else
                {
                    _first.Remove(watch.Session);
                }
            }
        }

        public List<Watch> Find(ServerId server)
        {
            var found = new List<Watch>();
            lock (_gate)
            {
                foreach (var first in _first.Values)
                {
                    for (var watch = first; watch is not null; watch = watch.NextOfSession)
                    {
                        if (watch.Server == server)
                        {
                            found.Add(watch);
                        }
                    }
                }
            }

            return found;
        }

        // A copy: sockets are told outside the lock.
        public Watch[] Find(Hsid session)
        {
            lock (_gate)
            {
                var count = 0;
                for (var watch = _first.GetValueOrDefault(session); watch is not null; watch = watch.NextOfSession)
                {
                    count++;
                }

                var found = count == 0 ? [] : new Watch[count];
                var at = 0;
                for (var watch = _first.GetValueOrDefault(session); watch is not null; watch = watch.NextOfSession)
                {
                    found[at++] = watch;
                }

                return found;
            }
        }
    }
}
