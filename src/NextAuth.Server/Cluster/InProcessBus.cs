using System.Collections.Immutable;

namespace NextAuth.Server.Cluster;

/// <summary>The bus of a cluster of one.</summary>
public sealed class InProcessBus : IClusterBus
{
    private ImmutableArray<Subscription> _subscriptions = [];

    public void Publish(ClusterEvent clusterEvent)
    {
        foreach (var subscription in _subscriptions)
        {
            subscription.Handler(clusterEvent);
        }
    }

    public IDisposable Subscribe(Action<ClusterEvent> handler)
    {
        var subscription = new Subscription(this, handler);
        ImmutableInterlocked.Update(ref _subscriptions, (all, added) => all.Add(added), subscription);
        return subscription;
    }

    private sealed class Subscription(InProcessBus bus, Action<ClusterEvent> handler) : IDisposable
    {
        public Action<ClusterEvent> Handler { get; } = handler;

        public void Dispose() => ImmutableInterlocked.Update(ref bus._subscriptions, (all, removed) => all.Remove(removed), this);
    }
}
