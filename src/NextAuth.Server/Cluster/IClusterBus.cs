namespace NextAuth.Server.Cluster;

/// <summary>
/// Tells every node, this one included, what happened. It may lose messages, so nothing durable depends on it: publish after the commit,
/// and let whoever connects read the store after subscribing.
/// </summary>
public interface IClusterBus
{
    /// <summary>Publishes an event. Subscribers on this node have been called when the call returns.</summary>
    void Publish(ClusterEvent clusterEvent);

    /// <summary>Calls <paramref name="handler"/> for every event until disposed. Handlers are quick, thread-safe and do not throw.</summary>
    IDisposable Subscribe(Action<ClusterEvent> handler);
}
